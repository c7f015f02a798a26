// Who is signed in, and what they set for themselves: look, language, signing out.
import { Avatar, Menu, Text, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import {
  IconAdjustmentsHorizontal,
  IconCheck,
  IconDeviceDesktop,
  IconLogout,
  IconMoon,
  IconSelector,
  IconSun,
  IconUserCircle,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import type { Session } from '../api/session.ts';
import { chooseLanguage, languages } from '../texts/i18n.ts';
import { chooseLook } from '../theme/look.ts';
import classes from './shell.module.css';
import { useKeep } from './use-keep.ts';

const schemes = [
  ['light', IconSun],
  ['dark', IconMoon],
  ['auto', IconDeviceDesktop],
] as const;

async function signOut(): Promise<void> {
  await api.DELETE('/api/v1/session');
  // All that was read is gone with the page.
  window.location.assign('/console/sign-in');
}

const check = <IconCheck size={14} aria-hidden />;

function Languages({ keep }: { keep: ReturnType<typeof useKeep> }) {
  const { t, i18n } = useTranslation('shell');
  return (
    <>
      <Menu.Label>{t('language')}</Menu.Label>
      {languages.map((language) => (
        <Menu.Item
          key={language}
          lang={language}
          onClick={() => {
            void chooseLanguage(language);
            keep({ language });
          }}
          rightSection={i18n.language === language ? check : null}
        >
          {new Intl.DisplayNames([language], { type: 'language' }).of(language)}
        </Menu.Item>
      ))}
    </>
  );
}

/** At the foot of the menu. */
export function Person({ session }: { session: Session }) {
  const { t } = useTranslation('shell');
  const { colorScheme } = useMantineColorScheme();
  const keep = useKeep();
  return (
    <Menu position="top-start" width={212} withinPortal>
      <Menu.Target>
        <UnstyledButton className={classes.person ?? ''}>
          <Avatar name={session.name} color="green" size={28} aria-hidden />
          <div style={{ minWidth: 0, flex: 1 }}>
            <Text size="sm" fw={500} truncate>
              {session.name}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {t(`roles.${session.role}`)}
            </Text>
          </div>
          <IconSelector size={15} stroke={1.75} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('look')}</Menu.Label>
        {schemes.map(([scheme, Icon]) => (
          <Menu.Item
            key={scheme}
            leftSection={<Icon size={15} stroke={1.75} aria-hidden />}
            onClick={() => {
              chooseLook({ theme: scheme });
              keep({ theme: scheme });
            }}
            rightSection={colorScheme === scheme ? check : null}
          >
            {t(`looks.${scheme}`)}
          </Menu.Item>
        ))}
        <Languages keep={keep} />
        <Menu.Divider />
        <Menu.Item
          component={Link}
          to="/preferences"
          leftSection={<IconAdjustmentsHorizontal size={15} stroke={1.75} aria-hidden />}
        >
          {t('nav.settings')}
        </Menu.Item>
        <Menu.Item
          component={Link}
          to="/account"
          leftSection={<IconUserCircle size={15} stroke={1.75} aria-hidden />}
        >
          {t('account')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLogout size={15} stroke={1.75} aria-hidden />}
          onClick={() => void signOut()}
        >
          {t('signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
