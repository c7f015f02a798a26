// What a test of an account found: whose it is, what is the matter, what to do, what the platform said.
import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Mark } from '../../ui/marks.tsx';
import { When } from '../../ui/when.tsx';
import type { AccountTrial } from './accounts-query.ts';

/** The result of a test. */
export function AccountTrialResult({ result }: { result: AccountTrial }) {
  const { t } = useTranslation(['channel-accounts', 'channels']);
  const { outcome, found, said, retryAt } = result;
  const isGood = outcome === 'ok';
  return (
    <>
      <Group gap={8}>
        <Mark tone={isGood ? 'good' : 'danger'}>
          {t(isGood ? 'channels:test.passed' : 'channels:test.failed')}
        </Mark>
        <Text size="sm" fw={500}>
          {t(`outcomes.${outcome}.text`)}
        </Text>
      </Group>
      {found && (
        <Text size="sm" c="dimmed" mt={4}>
          {t('found', { handle: found.handle ?? '?', userId: found.userId })}
        </Text>
      )}
      {!isGood && (
        <Text size="sm" mt={4}>
          {t(`outcomes.${outcome}.advice`)}
        </Text>
      )}
      {retryAt && (
        <Text size="sm" mt={4}>
          {t('until')} <When at={retryAt} />
        </Text>
      )}
      {said && (
        <Text size="xs" c="dimmed" mt={4}>
          {t('said', { said })}
        </Text>
      )}
    </>
  );
}
