// What can be done to a case, at its head: the dialogs of case-actions, assigning, printing.
import { Button, Menu, Text, Tooltip } from '@mantine/core';
import { IconPrinter, IconUserPlus } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useStaff } from '../../api/staff.ts';
import { useIsPhone } from '../../ui/screen.ts';
import classes from './case.module.css';
import type { CaseView } from './case-query.ts';
import type { Command } from './send.ts';

export type Act = (command: Command, body?: Record<string, unknown>) => void;

const CaseActions = lazy(() =>
  import('../../case-actions/case-actions.tsx').then(({ CaseActions: Actions }) => ({
    default: Actions,
  })),
);

export type StepsProps = {
  view: CaseView;
  act: Act;
  /** Whether the menu of whom to assign it to is open. */
  opened: boolean;
  onOpen(open: boolean): void;
};

/** Whom of the staff the case can be given to. */
function AssignMenu({ view, act, opened, onOpen }: StepsProps) {
  const { t } = useTranslation('case');
  const isPhone = useIsPhone();
  const icon = <IconUserPlus size={16} stroke={1.75} aria-hidden />;
  const staff = [...useStaff().values()].filter(
    ({ role, staffId }) => role !== 'admin' && role !== 'auditor' && staffId !== view.assignee,
  );
  return (
    <Menu position="bottom-end" opened={opened} onChange={onOpen} withinPortal>
      <Menu.Target>
        {isPhone ? (
          <Button variant="default" px={9} flex="none" aria-label={t('assign')}>
            {icon}
          </Button>
        ) : (
          <Button variant="default" leftSection={icon}>
            {t('assign')}
          </Button>
        )}
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

/** The steps. */
export function Steps(props: StepsProps) {
  const { view } = props;
  const { t } = useTranslation('case');
  return (
    <div className={`${classes.steps} rd-no-print`}>
      <Suspense>
        <CaseActions view={view} />
      </Suspense>
      {view.allowedCommands.includes('assign') && <AssignMenu {...props} />}
      <Tooltip label={t('print')}>
        <Button
          variant="default"
          px={9}
          flex="none"
          aria-label={t('print')}
          onClick={() => window.print()}
        >
          <IconPrinter size={16} stroke={1.75} />
        </Button>
      </Tooltip>
    </div>
  );
}
