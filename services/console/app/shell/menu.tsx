// The menu: pages that are of use to who is signed in, by section.
import { Box, CloseButton, Group, Kbd, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Session } from '../api/session.ts';
import { Bell } from '../notifications/bell.tsx';
import { commandKey } from '../ui/keys.ts';
import { Brand } from './brand.tsx';
import { menuFor } from './menu-entries.ts';
import { menuIcons } from './menu-icons.ts';
import { openPalette } from './palette.tsx';
import classes from './shell.module.css';

const sections = ['work', 'lead', 'manage', 'admin'] as const;

function Section({ name, entries }: { name: string; entries: ReturnType<typeof menuFor> }) {
  const { t } = useTranslation('shell');
  if (entries.length === 0) return null;
  return (
    <section aria-labelledby={`menu-${name}`}>
      <div id={`menu-${name}`} className={classes.section}>
        {t(`sections.${name}`)}
      </div>
      {entries.map(({ path, menu }) => {
        const Icon = menuIcons[menu.icon];
        return (
          <Link key={path} to={path} className={classes.link ?? ''}>
            <Icon size={17} stroke={1.75} aria-hidden />
            {t(`nav.${menu.key}`)}
          </Link>
        );
      })}
    </section>
  );
}

/** Brand, search, sections. */
export function Menu({ session, onClose }: { session: Session; onClose(): void }) {
  const { t } = useTranslation('shell');
  const entries = menuFor(session);
  return (
    <>
      <Group justify="space-between" px={10} h={40} wrap="nowrap">
        <Brand />
        <Box visibleFrom="sm">
          <Bell />
        </Box>
        <CloseButton hiddenFrom="sm" aria-label={t('closeMenu')} onClick={onClose} />
      </Group>
      <UnstyledButton className={classes.search ?? ''} onClick={openPalette}>
        <IconSearch size={15} stroke={1.75} aria-hidden />
        <span className={classes.searchText}>{t('search')}</span>
        <Kbd size="xs" ml="auto" visibleFrom="sm" aria-hidden className={classes.keys ?? ''}>
          {commandKey('K')}
        </Kbd>
        <VisuallyHidden>(Control K)</VisuallyHidden>
      </UnstyledButton>
      <nav className={classes.sections} aria-label={t('pages')}>
        {sections.map((name) => (
          <Section
            key={name}
            name={name}
            entries={entries.filter(({ menu }) => menu.section === name)}
          />
        ))}
      </nav>
    </>
  );
}
