// What can be done with all lines that are marked.
import { Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './triage.module.css';
import { type Act, actsOf, type Line } from './triage-query.ts';

const acts: Act[] = ['release', 'reject', 'replay'];

/** A bar over the list. */
export function BulkBar(props: {
  lines: Line[];
  onAct(act: Act, lines: Line[]): void;
  onClear(): void;
}) {
  const { t } = useTranslation('triage');
  const { lines, onAct, onClear } = props;
  return (
    <Group className={classes.bulk ?? ''} gap="xs" role="toolbar" aria-label={t('bulk.label')}>
      <Text size="sm" fw={500}>
        {t('bulk.chosen', { count: lines.length })}
      </Text>
      {acts.map((act) => {
        const able = lines.filter((line) => actsOf(line).includes(act));
        return (
          able.length > 0 && (
            <Button
              key={act}
              size="compact-sm"
              variant={act === 'reject' ? 'default' : 'light'}
              onClick={() => onAct(act, able)}
            >
              {t(`acts.${act}`)} ({able.length})
            </Button>
          )
        );
      })}
      <Button size="compact-sm" variant="subtle" color="gray" ml="auto" onClick={onClear}>
        {t('bulk.clear')}
      </Button>
    </Group>
  );
}
