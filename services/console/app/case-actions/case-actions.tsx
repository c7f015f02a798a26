// What can be done to a case, as buttons for what comes next and a menu for the rest; and the place where the dialogs appear.
import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../api/session.ts';
import { useIsPhone } from '../ui/screen.ts';
import classes from './case-actions.module.css';
import { CommandDialogs } from './command-dialog.tsx';
import { groupsFor, nextFor } from './command-groups.ts';
import { type CaseView, openCommand } from './dialog-store.ts';

/** The actions on a case, for whoever is signed in. */
export function CaseActions({ view }: { view: CaseView }) {
  const { t } = useTranslation('case-actions');
  const session = useSession();
  const groups = groupsFor(view, session);
  const isPhone = useIsPhone();
  // All of them stand in the menu too: a phone has room for one.
  const next = nextFor(groups.flatMap(([, commands]) => commands)).slice(
    0,
    isPhone ? 1 : undefined,
  );
  return (
    <div className={classes.actions}>
      {next.map((command, at) => (
        <Button
          key={command}
          className={classes.step ?? ''}
          {...(at > 0 ? { variant: 'default' } : {})}
          onClick={() => openCommand(view, command)}
        >
          {t(`commands.${command}.title`)}
        </Button>
      ))}
      {groups.length > 0 && (
        <Menu position="bottom-end" width={280}>
          <Menu.Target>
            <Button
              variant="default"
              className={classes.more ?? ''}
              rightSection={<IconChevronDown size={14} aria-hidden />}
            >
              {t('more')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown mah="70vh" style={{ overflowY: 'auto' }}>
            {groups.map(([group, commands], index) => (
              <Fragment key={group}>
                {index > 0 && <Menu.Divider />}
                <Menu.Label>{t(`groups.${group}`)}</Menu.Label>
                {commands.map((command) => (
                  <Menu.Item key={command} onClick={() => openCommand(view, command)}>
                    {t(`commands.${command}.title`)}
                  </Menu.Item>
                ))}
              </Fragment>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      <CommandDialogs />
    </div>
  );
}
