// The head of a case: what it is, where it stands, who has it, what is due next; and the steps that change hands.
import { Alert, Button, Group, Menu, Text, Title, Tooltip } from '@mantine/core';
import {
  IconAlertTriangle,
  IconHandGrab,
  IconPrinter,
  IconSearch,
  IconUserPlus,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session.ts';
import { useStaff } from '../../api/staff.ts';
import { DueIn } from '../../ui/due-in.tsx';
import { Person } from '../../ui/facts.tsx';
import { Mark, SeverityMark, StatusMark } from '../../ui/marks.tsx';
import { When } from '../../ui/when.tsx';
import classes from './case.module.css';
import type { CaseView } from './case-query.ts';
import { nextDue } from './conversation-entries.ts';
import { RecordBadge } from './record-badge.tsx';
import type { Command } from './send.ts';

export type Act = (command: Command, body?: Record<string, unknown>) => void;

/** Whom of the staff the case can be given to, the caller's own first wish aside. */
function AssignMenu(props: {
  view: CaseView;
  act: Act;
  opened: boolean;
  onOpen(open: boolean): void;
}) {
  const { view, act, opened, onOpen } = props;
  const { t } = useTranslation('case');
  const staff = [...useStaff().values()].filter(
    ({ role, staffId }) => role !== 'admin' && role !== 'auditor' && staffId !== view.assignee,
  );
  return (
    <Menu position="bottom-end" opened={opened} onChange={onOpen} withinPortal>
      <Menu.Target>
        <Button variant="default" leftSection={<IconUserPlus size={16} stroke={1.75} />}>
          {t('assign')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.people ?? ''}>
        {staff.map((person) => (
          <Menu.Item
            key={person.staffId}
            onClick={() => act('assign', { to: person.staffId })}
            rightSection={
              <Text size="xs" c="dimmed">
                {person.away ? t('away') : t(`common:roles.${person.role}`)}
              </Text>
            }
          >
            {person.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Steps(props: Parameters<typeof AssignMenu>[0] & { busy: boolean }) {
  const { view, act, busy } = props;
  const { t } = useTranslation('case');
  const { staffId } = useSession();
  const may = (command: Command) => view.allowedCommands.includes(command);
  return (
    <Group gap="xs" className="rd-no-print">
      {may('take-over') && view.assignee !== staffId && (
        <Button
          loading={busy}
          onClick={() => act('take-over')}
          leftSection={<IconHandGrab size={16} stroke={1.75} />}
        >
          {t('takeOver')}
        </Button>
      )}
      {may('start-investigation') && (
        <Button
          loading={busy}
          onClick={() => act('start-investigation')}
          leftSection={<IconSearch size={16} stroke={1.75} />}
        >
          {t('startInvestigation')}
        </Button>
      )}
      {may('assign') && <AssignMenu {...props} />}
      <Tooltip label={t('print')}>
        <Button variant="default" px={9} aria-label={t('print')} onClick={() => window.print()}>
          <IconPrinter size={16} stroke={1.75} />
        </Button>
      </Tooltip>
    </Group>
  );
}

/** What must not be overlooked. */
function Flags({ view }: { view: CaseView }) {
  const { t } = useTranslation('case');
  return (
    <>
      {view.escalationLevel > 0 && (
        <Mark tone="danger">{t('escalated', { level: view.escalationLevel })}</Mark>
      )}
      {view.agitated && <Mark tone="warning">{t('agitated')}</Mark>}
      {view.contactSuspended && <Mark tone="danger">{t('suspended')}</Mark>}
      {view.legalHold && <Mark tone="purple">{t('held')}</Mark>}
      {view.unreadable && <Mark tone="warning">{t('unreadable')}</Mark>}
    </>
  );
}

/** The head. */
export function CaseHeader(props: Parameters<typeof Steps>[0] & { where: string }) {
  const { view, where } = props;
  const { t } = useTranslation(['case', 'common']);
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
              {due.title ?? t(`deadline.${due.kind}`, { level: due.level })}
            </span>
          </span>
        )}
      </div>
      {view.contactSuspended && (
        <Alert color="red" mt="sm" icon={<IconAlertTriangle size={18} />}>
          {t('blocked.contact_suspended')}
        </Alert>
      )}
    </header>
  );
}
