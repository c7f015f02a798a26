// What can be done to a case, at its head: the dialogs of case-actions where they are built in, else the steps of one click.
import { Button, Group, Menu, Text, Tooltip } from '@mantine/core';
import { IconHandGrab, IconPrinter, IconSearch, IconUserPlus } from '@tabler/icons-react';
import { type ComponentType, lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session.ts';
import { useStaff } from '../../api/staff.ts';
import classes from './case.module.css';
import type { CaseView } from './case-query.ts';
import type { Command } from './send.ts';

export type Act = (command: Command, body?: Record<string, unknown>) => void;

type Actions = { CaseActions: ComponentType<{ view: CaseView }> };
const [load] = Object.values(import.meta.glob<Actions>('../../case-actions/case-actions.tsx'));
const CaseActions = load && lazy(async () => ({ default: (await load()).CaseActions }));

export type StepsProps = {
  view: CaseView;
  act: Act;
  busy: boolean;
  /** Whether the menu of whom to assign it to is open. */
  opened: boolean;
  onOpen(open: boolean): void;
};

/** Whom of the staff the case can be given to. */
function AssignMenu({ view, act, opened, onOpen }: StepsProps) {
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

function OneClick({ view, act, busy }: StepsProps) {
  const { t } = useTranslation('case');
  const { staffId } = useSession();
  const may = (command: Command) => view.allowedCommands.includes(command);
  return (
    <>
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
    </>
  );
}

/** The steps. */
export function Steps(props: StepsProps) {
  const { view } = props;
  const { t } = useTranslation('case');
  return (
    <Group gap="xs" className="rd-no-print">
      {CaseActions ? (
        <Suspense>
          <CaseActions view={view} />
        </Suspense>
      ) : (
        <OneClick {...props} />
      )}
      {view.allowedCommands.includes('assign') && <AssignMenu {...props} />}
      <Tooltip label={t('print')}>
        <Button variant="default" px={9} aria-label={t('print')} onClick={() => window.print()}>
          <IconPrinter size={16} stroke={1.75} />
        </Button>
      </Tooltip>
    </Group>
  );
}
