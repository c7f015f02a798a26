// Beside the conversation: what is promised and to be done, whom the case is for, their other cases.
import { Button, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DueIn } from '../../ui/due-in.tsx';
import { CaseLink, Person } from '../../ui/facts.tsx';
import { useLanguageName } from '../../ui/languages.ts';
import { StatusMark } from '../../ui/marks.tsx';
import { useTaskTitle } from '../../ui/task-title.ts';
import { When } from '../../ui/when.tsx';
import classes from './case.module.css';
import { type CaseView, othersQuery } from './case-query.ts';

/** A part of the side. */
export function Panel({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.panel}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** Open tasks and promised times, by due time. */
export function Promises(props: { view: CaseView; onDone(taskId: string): void }) {
  const { view, onDone } = props;
  const { t } = useTranslation(['case', 'common']);
  const titleOf = useTaskTitle();
  const open = view.tasks
    .filter(({ state }) => state === 'open')
    .sort((left, right) => (left.dueAt < right.dueAt ? -1 : 1));
  // Of the matrix the next level is enough: the others follow from it.
  const watched = [
    ...view.deadlines.filter(({ kind }) => kind === 'wait_end'),
    ...view.deadlines.filter(({ kind }) => kind === 'escalation').slice(0, 1),
  ];
  return (
    <Panel title={t('promises.title')}>
      {open.length + watched.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('promises.none')}
        </Text>
      )}
      <ul className={classes.list}>
        {open.map((task) => (
          <li key={task.taskId} className={classes.task}>
            <div className={classes.taskTitle}>{titleOf(task)}</div>
            <div className={classes.taskFacts}>
              <DueIn dueAt={task.dueAt} />
              {task.ownerStaff ? (
                <Person staffId={task.ownerStaff} />
              ) : (
                <span className={classes.quiet}>
                  {t(`common:roles.${task.ownerRole}`, { defaultValue: task.ownerRole ?? '' })}
                </span>
              )}
              {task.mayFinish && (
                <Button
                  size="compact-xs"
                  variant="subtle"
                  className="rd-no-print"
                  onClick={() => onDone(task.taskId)}
                  aria-label={t('promises.doneOf', { title: titleOf(task) })}
                >
                  {t('promises.done')}
                </Button>
              )}
            </div>
          </li>
        ))}
        {watched.map(({ kind, level, dueAt }) => (
          <li key={`${kind}${level}`} className={classes.task}>
            <div className={classes.taskTitle}>{t(`deadline.${kind}`, { level })}</div>
            <div className={classes.taskFacts}>
              <DueIn dueAt={dueAt} />
            </div>
          </li>
        ))}
      </ul>
      {view.estimatedResolution && (
        <Text size="xs" c="dimmed" mt={6}>
          {t('promises.estimated')} <When at={view.estimatedResolution} full />
        </Text>
      )}
    </Panel>
  );
}

/** Whom the case is for, and what else they have. */
export function CustomerPanel({ view }: { view: CaseView }) {
  const { t } = useTranslation('case');
  const languageOf = useLanguageName();
  const others = useQuery(othersQuery(view.reference));
  const { name, email, phone, handle } = view.customer;
  return (
    <Panel title={t('customer.title')}>
      <dl className={classes.facts2}>
        {[
          ['name', name],
          ['email', email],
          ['phone', phone],
          ['handle', handle],
          ['language', languageOf(view.language)],
        ].map(([key, value]) =>
          value ? (
            <div key={key}>
              <dt>{t(`customer.${key}`)}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      <h3 className={classes.minor}>{t('others.title')}</h3>
      {others.isPending && <Skeleton height={20} />}
      {others.isError && (
        <Text size="sm" c="dimmed">
          {t('others.failed')}
        </Text>
      )}
      {others.data?.cases.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('others.none')}
        </Text>
      )}
      <ul className={classes.list}>
        {others.data?.cases.map((line) => (
          <li key={line.caseId} className={classes.other}>
            <div className={classes.taskFacts}>
              <CaseLink reference={line.reference} />
              <StatusMark status={line.status} />
              <span className={classes.quiet}>
                <When at={line.openedAt} />
              </span>
            </div>
            <div className={classes.otherSubject}>{line.subject}</div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
