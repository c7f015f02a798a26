// One line of the work list: what is to be done, in which case, whose it is, until when.
import { Checkbox } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DueIn } from '../../ui/due-in.tsx';
import { Person } from '../../ui/facts.tsx';
import { SeverityMark, StatusMark } from '../../ui/marks.tsx';
import { useTaskTitle } from '../../ui/task-title.ts';
import classes from './work.module.css';
import type { WorkRow } from './work-query.ts';

function Owner({ row }: { row: WorkRow }) {
  const { t } = useTranslation('common');
  const owner = row.raisedStaff ?? row.ownerStaff;
  if (owner) return <Person staffId={owner} />;
  const role = row.raisedRole ?? row.ownerRole;
  if (role) return <span className={classes.soft}>{t(`roles.${role}`)}</span>;
  return <Person staffId={row.case?.assignee} />;
}

/** The line. `at` is its place: the keyboard finds it by that. */
export function WorkLine(props: {
  row: WorkRow;
  at: number;
  current: boolean;
  marked: boolean;
  onMark(): void;
  onCurrent(): void;
}) {
  const { row, at, current, marked, onMark, onCurrent } = props;
  const { t } = useTranslation('work');
  const titleOf = useTaskTitle();
  const of = row.case;
  return (
    <div className={classes.row} data-current={current || undefined} data-row={at}>
      <Checkbox
        className={classes.mark ?? ''}
        size="xs"
        tabIndex={-1}
        aria-label={t('mark', { subject: of?.subject || titleOf(row) })}
        checked={marked}
        disabled={!of}
        onChange={onMark}
      />
      <span className={classes.severity}>
        {of && <SeverityMark severity={of.severity} brief />}
      </span>
      <span className={classes.what}>
        {of ? (
          <Link
            to="/cases/$reference"
            params={{ reference: of.reference }}
            className={classes.title ?? ''}
            onFocus={onCurrent}
          >
            {of.subject || t('noSubject')}
          </Link>
        ) : (
          <Link to="/triage" className={classes.title ?? ''} onFocus={onCurrent}>
            {titleOf(row)}
          </Link>
        )}
        <span className={classes.soft}>
          {of && titleOf(row)}
          {of && row.more > 0 && ' · '}
          {row.more > 0 && t('more', { count: row.more })}
        </span>
      </span>
      <span className={classes.who}>
        {of?.customer ?? ''}
        {of && <span className="rd-reference">{of.reference}</span>}
      </span>
      <span className={classes.status}>{of && <StatusMark status={of.status} />}</span>
      <span className={classes.owner}>
        <Owner row={row} />
      </span>
      <span className={classes.due}>
        <DueIn dueAt={row.dueAt} warnAt={row.warnAt} />
      </span>
    </div>
  );
}
