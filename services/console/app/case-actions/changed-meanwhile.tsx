// Somebody else was faster: what they did, before one's own is done all the same. What was typed stays.
import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../api/problem.ts';
import { When } from '../ui/when.tsx';
import classes from './case-actions.module.css';
import { useActorName } from './remedy-facts.tsx';
import { conflictOf } from './send-command.ts';

/** What others did meanwhile. */
export function ChangedMeanwhile({ problem }: { problem: Problem }) {
  const { t } = useTranslation('case-actions');
  const nameOf = useActorName();
  return (
    <div className={classes.changed} role="alert">
      <Text size="sm" fw={600}>
        {t('changed.title')}
      </Text>
      <ul>
        {(conflictOf(problem)?.changes ?? []).map(({ version, type, at, actor }) => (
          <li key={version}>
            {t(`entries.${type.replaceAll('.', '_')}`, {
              defaultValue: type.replaceAll(/[._]/g, ' '),
            })}{' '}
            · {nameOf(actor)} · <When at={at} />
          </li>
        ))}
      </ul>
    </div>
  );
}
