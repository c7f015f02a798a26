// What a connection test found: what is the matter, what to do, what the server said.
import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Mark } from '../../ui/marks.tsx';
import type { TestResult } from './channels-query.ts';

/** The result of a test. */
export function TrialResult({ result }: { result: TestResult }) {
  const { t } = useTranslation('channels');
  const { outcome, mails, said } = result;
  return (
    <>
      <Group gap={8}>
        <Mark tone={outcome === 'ok' ? 'good' : 'danger'}>
          {outcome === 'ok' ? t('test.passed') : t('test.failed')}
        </Mark>
        <Text size="sm" fw={500}>
          {t(`outcomes.${outcome}.text`)}
        </Text>
      </Group>
      {outcome === 'ok' ? (
        <Text size="sm" c="dimmed" mt={4}>
          {t('test.mails', { count: mails ?? 0 })}
        </Text>
      ) : (
        <Text size="sm" mt={4}>
          {t(`outcomes.${outcome}.advice`)}
        </Text>
      )}
      {said && (
        <Text size="xs" c="dimmed" mt={4}>
          {t('test.said', { said })}
        </Text>
      )}
    </>
  );
}
