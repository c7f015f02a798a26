// What was done in a case, by whom: every entry of its record, newest first, to be narrowed down.
import { Chip, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { When } from '../../ui/when.tsx';
import { By } from './by.tsx';
import classes from './case.module.css';
import type { CaseView, Entry } from './case-query.ts';

const groups: Record<string, (entry: Entry) => boolean> = {
  people: ({ actor }) => actor.startsWith('staff:'),
  customer: ({ actor, type }) => actor === 'customer' || type.startsWith('message.'),
  money: ({ type }) => type.startsWith('remedy.') || type.startsWith('payout.'),
  times: ({ type }) => /^(?:escalation|task|suspension|check_in|follow_up)\.|escalated$/.test(type),
};

// What an entry says in words of its own, where it does: the first that is there.
const tellingNames = ['text', 'summary', 'reason', 'comment', 'note', 'problem', 'title', 'what'];

function sayingOf({ data, type }: Entry): string {
  if (type.startsWith('message.')) return '';
  for (const name of tellingNames) {
    const value = data?.[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return '';
}

function Line({ entry }: { entry: Entry }) {
  const { t } = useTranslation('case');
  const said = sayingOf(entry);
  const { status, purpose } = entry.data ?? {};
  const named = {
    ...(purpose ? { purpose: t(`purpose.${purpose}`, { defaultValue: purpose }) } : {}),
    ...(status ? { status: t(`delivery.${status}`, { defaultValue: status }) } : {}),
  };
  return (
    <li className={classes.entry}>
      <span className={classes.entryTime}>
        <When at={entry.at} />
      </span>
      <div>
        <span className={classes.entryWhat}>
          {t(`entry.${entry.type}`, { ...entry.data, ...named, defaultValue: entry.type })}
        </span>{' '}
        <span className={classes.quiet}>
          <By actor={entry.actor} />
        </span>
        {entry.data === null ? (
          <Text size="xs" c="dimmed">
            {t('history.erased')}
          </Text>
        ) : (
          said && <div className={classes.entryText}>{said}</div>
        )}
      </div>
    </li>
  );
}

/** The history. */
export function History({ view }: { view: CaseView }) {
  const { t } = useTranslation('case');
  const [shown, setShown] = useState('all');
  const keep = groups[shown];
  const entries = [...view.timeline].reverse();
  return (
    <section aria-label={t('history.title')}>
      <Chip.Group value={shown} onChange={(value) => setShown(String(value))}>
        <Group gap={6} mb="sm" className="rd-no-print">
          {['all', ...Object.keys(groups)].map((name) => (
            <Chip key={name} value={name} size="xs">
              {t(`history.${name}`)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <ol className={classes.entries} data-filter={shown}>
        {entries
          .filter((entry) => keep?.(entry) ?? true)
          .map((entry) => (
            <Line key={entry.version} entry={entry} />
          ))}
      </ol>
    </section>
  );
}
