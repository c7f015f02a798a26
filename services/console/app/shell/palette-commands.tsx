// What the palette offers: a case by its reference, cases that fit the words typed, the pages.
import '@mantine/spotlight/styles.layer.css';
import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight, spotlight } from '@mantine/spotlight';
import { IconFileSearch, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answered, api } from '../api/client.ts';
import type { Session } from '../api/session.ts';
import { menuFor } from './menu-entries.ts';
import { menuIcons } from './menu-icons.ts';

// C-7K3M-9QXD, with or without its hyphens.
const REFERENCE = /^\s*c-?[0-9a-z]{4}-?[0-9a-z]{4}\s*$/i;

const TYPING_MS = 200;
const FOUND_MAX = 5;
const LEAST_CHARACTERS = 2;
const MOST_CHARACTERS = 200;

/** Cases that fit what is typed, once the typing rests; those of before meanwhile. */
function useFound(query: string) {
  const [q] = useDebouncedValue(query.trim().slice(0, MOST_CHARACTERS), TYPING_MS);
  const isAsked = q.length >= LEAST_CHARACTERS && !REFERENCE.test(q);
  const { data } = useQuery({
    queryKey: ['cases', 'palette', q],
    enabled: isAsked,
    placeholderData: keepPreviousData,
    queryFn: () =>
      answered(api.GET('/api/v1/cases', { params: { query: { q, limit: FOUND_MAX } } })),
  });
  return isAsked && query.trim() !== '' ? (data?.cases ?? []) : [];
}

/** `asked` counts how often it was opened. */
export function PaletteCommands({ session, asked }: { session: Session; asked: number }) {
  const { t } = useTranslation('shell');
  const { t: words } = useTranslation('common');
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
  const found = useFound(query).map(({ reference, subject, status }) => ({
    id: reference,
    label: subject || reference,
    description: `${reference} · ${words(`status.${status}`)}`,
    // The server found it, be it by words that stand elsewhere in it.
    keywords: query,
    leftSection: <IconFileSearch size={17} stroke={1.75} aria-hidden />,
    onClick: go(`/cases/${reference}`),
  }));
  return (
    <Spotlight
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      actions={[...asReference, ...places, ...found]}
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
