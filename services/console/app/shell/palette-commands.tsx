// What the palette offers: a case by its reference, the pages.
import '@mantine/spotlight/styles.layer.css';
import { Spotlight, spotlight } from '@mantine/spotlight';
import { IconFileSearch, IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../api/session.ts';
import { menuFor } from './menu-entries.ts';
import { menuIcons } from './menu-icons.ts';

// C-7K3M-9QXD, with or without its hyphens.
const REFERENCE = /^\s*c-?[0-9a-z]{4}-?[0-9a-z]{4}\s*$/i;

/** `asked` counts how often it was opened. */
export function PaletteCommands({ session, asked }: { session: Session; asked: number }) {
  const { t } = useTranslation('shell');
  const navigate = useNavigate();
  const [query, setQuery] = useState('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time it is asked for
  useEffect(() => spotlight.open(), [asked]);
  const go = (to: string) => () => void navigate({ to });
  const places = menuFor(session).map(({ path, menu }) => {
    const Icon = menuIcons[menu.icon];
    return {
      id: path,
      label: t(`nav.${menu.key}`),
      leftSection: <Icon size={17} stroke={1.75} aria-hidden />,
      onClick: go(path),
    };
  });
  const asReference = REFERENCE.test(query)
    ? [
        {
          id: 'case',
          label: t('palette.openCase', { reference: query.trim().toUpperCase() }),
          keywords: query,
          leftSection: <IconFileSearch size={17} stroke={1.75} aria-hidden />,
          onClick: go(`/cases/${query.trim().toUpperCase()}`),
        },
      ]
    : [];
  return (
    <Spotlight
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      actions={[...asReference, ...places]}
      nothingFound={t('palette.nothing')}
      highlightQuery
      searchProps={{
        leftSection: <IconSearch size={17} stroke={1.75} aria-hidden />,
        placeholder: t('palette.ask'),
        'aria-label': t('palette.ask'),
      }}
    />
  );
}
