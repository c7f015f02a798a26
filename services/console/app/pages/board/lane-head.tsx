// Who a column is of: name, role, whether they are there, how full their desk is, what of it is late.
import { Avatar } from '@mantine/core';
import {
  IconAlertCircle,
  IconBeach,
  IconClockExclamation,
  IconInbox,
  IconMoon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { When } from '../../ui/when.tsx';
import classes from './board.module.css';
import type { BoardPerson, Figures } from './board-query.ts';

const initials = { placeholder: classes.initials ?? '' };
const FULL = 1;
const NEARLY = 0.8;

/** A bar of what somebody has against what is a full load. */
export function LoadBar({ person }: { person: BoardPerson }) {
  const { t } = useTranslation('board');
  const { open, capacity, name } = person;
  const share = capacity > 0 ? open / capacity : open > 0 ? FULL : 0;
  const state = share > FULL ? 'over' : share >= NEARLY ? 'full' : 'free';
  return (
    <span className={classes.load}>
      <span className={classes.bar} aria-hidden data-state={state}>
        <span style={{ width: `${Math.min(share, FULL) * 100}%` }} />
      </span>
      <span className="rd-number" title={t('load.label', { name })}>
        {t('load.of', { open, capacity })}
      </span>
    </span>
  );
}

/** What is late and what soon will be; nothing when nothing is. */
export function Pressure({ figures }: { figures: Figures }) {
  const { t } = useTranslation('board');
  return (
    <span className={classes.pressure}>
      {figures.overdue > 0 && (
        <span className={classes.late} data-tone="danger">
          <IconAlertCircle size={14} aria-hidden />
          {t('overdueCount', { count: figures.overdue })}
        </span>
      )}
      {figures.soon > 0 && (
        <span className={classes.late} data-tone="warning">
          <IconClockExclamation size={14} aria-hidden />
          {t('soonCount', { count: figures.soon })}
        </span>
      )}
      {figures.overdue + figures.soon === 0 && <span>{t('nothingLate')}</span>}
    </span>
  );
}

/** Away now or soon, and who stands in; else whether they work at this hour. */
function Presence({ person }: { person: BoardPerson }) {
  const { t } = useTranslation('board');
  const { absence, away, onShift } = person;
  if (absence)
    return (
      <span className={classes.presence} data-away={away || undefined}>
        <IconBeach size={14} aria-hidden />
        <span>
          {t(away ? 'away.until' : 'away.from')} <When at={away ? absence.until : absence.from} />
          {absence.deputy && ` · ${t('away.standsIn', { name: absence.deputy })}`}
        </span>
      </span>
    );
  if (onShift) return null;
  return (
    <span className={classes.presence}>
      <IconMoon size={14} aria-hidden />
      {t('offShift')}
    </span>
  );
}

/** The head of a column; `person` null: of what nobody has. */
export function LaneHead({ person, figures }: { person: BoardPerson | null; figures: Figures }) {
  const { t } = useTranslation(['board', 'common']);
  if (!person)
    return (
      <span className={classes.head}>
        <span className={classes.who}>
          <span className={classes.nobody}>
            <IconInbox size={16} aria-hidden />
          </span>
          <span className={classes.names}>
            <h2>{t('nobody')}</h2>
            <span>{t('openCount', { count: figures.open })}</span>
          </span>
        </span>
        <Pressure figures={figures} />
      </span>
    );
  return (
    <span className={classes.head}>
      <span className={classes.who}>
        <Avatar name={person.name} size={28} classNames={initials} aria-hidden />
        <span className={classes.names}>
          <h2>{person.name}</h2>
          <span>{[t(`common:roles.${person.role}`), person.team].filter(Boolean).join(' · ')}</span>
        </span>
      </span>
      <LoadBar person={person} />
      <Pressure figures={figures} />
      <Presence person={person} />
    </span>
  );
}
