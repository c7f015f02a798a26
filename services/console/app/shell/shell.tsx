// What stands around every page of somebody who is signed in: menu at the side, the line above, the page.
import { ActionIcon, AppShell, Burger, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from '../api/session.ts';
import { Bell } from '../notifications/bell.tsx';
import { useLiveNotifications } from '../notifications/use-live-notifications.ts';
import { Brand } from './brand.tsx';
import { Menu } from './menu.tsx';
import { Person } from './own-menu.tsx';
import { openPalette, Palette } from './palette.tsx';
import classes from './shell.module.css';
import { PageLoading } from './whole-page.tsx';

function Live() {
  useLiveNotifications();
  return null;
}

/** The frame. On a phone the menu opens over the page, and closes when one has chosen. */
export function Shell() {
  const { t } = useTranslation('shell');
  const { data: session } = useQuery(sessionQuery);
  const [opened, { toggle, close }] = useDisclosure();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes the menu
  useEffect(close, [path]);
  if (!session) return <PageLoading />;
  return (
    <AppShell
      layout="alt"
      header={{ height: { base: 52, sm: 0 } }}
      navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !opened } }}
    >
      <a className={classes.skip} href="#main">
        {t('skip')}
      </a>
      <AppShell.Header hiddenFrom="sm" className={classes.header ?? ''}>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={opened} onClick={toggle} size="sm" aria-label={t('menu')} />
            <Brand />
          </Group>
          <Group gap={2} wrap="nowrap">
            <Bell />
            <ActionIcon size="lg" aria-label={t('search')} onClick={openPalette}>
              <IconSearch size={18} stroke={1.75} />
            </ActionIcon>
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes.navbar ?? ''} data-closed={!opened || undefined}>
        <Menu session={session} onClose={close} />
        <Person session={session} />
      </AppShell.Navbar>
      <AppShell.Main className={classes.main ?? ''} id="main" tabIndex={-1}>
        <Suspense fallback={<PageLoading />}>
          <Outlet />
        </Suspense>
      </AppShell.Main>
      <Palette session={session} />
      <Live />
    </AppShell>
  );
}
