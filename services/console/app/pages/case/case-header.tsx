// The head of a case: what it is, where it stands, who has it, what is due next; and the steps that change hands.
import { Alert, Group, Title } from '@mantine/core';
import { IconAlertTriangle, IconEraser, IconGitMerge } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { DueIn } from '../../ui/due-in.tsx';
import { CaseLink, Person } from '../../ui/facts.tsx';
import { Mark, SeverityMark, StatusMark } from '../../ui/marks.tsx';
import { useTaskTitle } from '../../ui/task-title.ts';
import { When } from '../../ui/when.tsx';
import classes from './case.module.css';
import type { CaseView } from './case-query.ts';
import { nextDue } from './conversation-entries.ts';
import { RecordBadge } from './record-badge.tsx';
import { Steps, type StepsProps } from './steps.tsx';

/** What must not be overlooked. */
function Flags({ view }: { view: CaseView }) {
  const { t } = useTranslation('case');
  return (
    <>
      {view.escalationLevel > 0 && (
        <Mark tone="danger">{t('escalated', { level: view.escalationLevel })}</Mark>
      )}
      {view.agitated && <Mark tone="warning">{t('agitated')}</Mark>}
      {view.suspectedThreat && <Mark tone="danger">{t('suspected')}</Mark>}
      {view.contactSuspended && <Mark tone="danger">{t('suspended')}</Mark>}
      {view.legalHold && <Mark tone="purple">{t('held')}</Mark>}
      {view.erasedAt && <Mark>{t('erased')}</Mark>}
      {view.unreadable && <Mark tone="warning">{t('unreadable')}</Mark>}
    </>
  );
}

/** Other cases that it belongs to, that go on in it, or in which it goes on. */
function Joined({ view }: { view: CaseView }) {
  const { t } = useTranslation('case');
  const { mergedInto, tookIn = [], linkedCases = [] } = view;
  const lists = [
    ['mergedInto', mergedInto ? [mergedInto.reference] : []],
    ['tookIn', tookIn],
    ['linked', linkedCases],
  ] as const;
  return lists.map(
    ([name, references]) =>
      references.length > 0 && (
        <Group key={name} gap={8} mt={6}>
          <IconGitMerge size={16} stroke={1.75} aria-hidden />
          <span>{t(`joined.${name}`)}</span>
          {references.map((reference) => (
            <CaseLink key={reference} reference={reference} />
          ))}
        </Group>
      ),
  );
}

/** The head. */
export function CaseHeader(props: StepsProps & { where: string }) {
  const { view, where } = props;
  const { t } = useTranslation(['case', 'common']);
  const titleOf = useTaskTitle();
  const due = nextDue(view);
  const { customer } = view;
  return (
    <header className={classes.head}>
      <div className={classes.headTop}>
        <Group gap={10}>
          <span className="rd-reference">{view.reference}</span>
          <StatusMark status={view.status} />
          <SeverityMark severity={view.severity} />
          <Flags view={view} />
        </Group>
        <Group gap={10}>
          {where && <span className={classes.quiet}>{where}</span>}
          <RecordBadge reference={view.reference} version={view.version} />
        </Group>
      </div>
      <div className={classes.headTop}>
        <Title order={1}>{view.subject || t('noSubject')}</Title>
        <Steps {...props} />
      </div>
      <div className={classes.facts}>
        <span>{customer.name ?? customer.email ?? customer.handle ?? t('customer.unknown')}</span>
        <span>{t(`common:channel.${view.channel}`)}</span>
        <span>
          {t('opened')} <When at={view.openedAt} />
        </span>
        <Person staffId={view.assignee} />
        {due && (
          <span className={classes.next}>
            <DueIn dueAt={due.dueAt} />
            <span className={classes.quiet}>
              {(due.title && titleOf({ ...due, title: due.title })) ??
                t(`deadline.${due.kind}`, { level: due.level })}
            </span>
          </span>
        )}
      </div>
      <Joined view={view} />
      {view.erasedAt && (
        <Alert color="gray" mt="sm" icon={<IconEraser size={18} />}>
          {t('erasedText')} <When at={view.erasedAt} full />.
        </Alert>
      )}
      {view.suspectedThreat && !view.contactSuspended && (
        <Alert color="red" mt="sm" icon={<IconAlertTriangle size={18} />}>
          {t('blocked.suspected_threat')}
        </Alert>
      )}
      {view.contactSuspended && (
        <Alert color="red" mt="sm" icon={<IconAlertTriangle size={18} />}>
          {t('blocked.contact_suspended')}
        </Alert>
      )}
    </header>
  );
}
