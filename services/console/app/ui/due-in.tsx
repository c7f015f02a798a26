// How long something has until it is due: calm, then a warning, then overdue; in words and with a mark, never by colour alone.
import { Tooltip } from '@mantine/core';
import { IconAlertCircle, IconClock, IconClockExclamation } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNow } from './clock.ts';
import classes from './due-in.module.css';
import { exactTime, shortDuration } from './durations.ts';

const HOUR = 3_600_000;

/** What stands at an instant: `later`, `soon` from `warnAt` on (four hours before when absent), `overdue`. */
export function dueState(
  dueAt: string,
  now: number,
  warnAt?: string | null,
): 'later' | 'soon' | 'overdue' {
  const due = Date.parse(dueAt);
  if (now >= due) return 'overdue';
  return now >= (warnAt ? Date.parse(warnAt) : due - 4 * HOUR) ? 'soon' : 'later';
}

const icons = { later: IconClock, soon: IconClockExclamation, overdue: IconAlertCircle };

/** A live countdown to `dueAt`. */
export function DueIn({ dueAt, warnAt }: { dueAt: string; warnAt?: string | null }) {
  const { t, i18n } = useTranslation('common');
  const now = useNow();
  const state = dueState(dueAt, now, warnAt);
  const Icon = icons[state];
  const duration = shortDuration(Date.parse(dueAt) - now, i18n.language);
  const text = t(state === 'overdue' ? 'due.overdue' : 'due.in', { duration });
  return (
    <Tooltip label={t('due.at', { time: exactTime(dueAt, i18n.language) })}>
      <time dateTime={dueAt} className={classes.due} data-state={state}>
        <Icon size={14} stroke={2} aria-hidden />
        {text}
      </time>
    </Tooltip>
  );
}
