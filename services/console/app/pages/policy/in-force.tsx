// The whole policy in force, section by section, to be read by all who work by it.
import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './policy.module.css';

type Values = Record<string, unknown>;

const isGroup = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null;

/** camelCase as words: `acknowledgeWithinHours` is "acknowledge within hours". */
const words = (key: string): string =>
  key
    .replaceAll('_', ' ')
    .replace(
      /([a-z])([A-Z])/g,
      (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
    );

/** What a list is called by, where its entries have a name. */
const nameOf = (entry: unknown): string | undefined => {
  if (!isGroup(entry)) return undefined;
  const name = entry.key ?? entry.name ?? entry.id ?? entry.level ?? entry.rule ?? entry.signal;
  return isPlain(name) && name !== undefined && name !== null ? String(name) : undefined;
};

/** Entries by a key of their own: those of one name, or without one, are numbered. */
function apart(entries: readonly unknown[]): Map<string, unknown> {
  const seen = new Map<string, number>();
  return new Map(
    entries.map((entry) => {
      const name = nameOf(entry) ?? '';
      const times = (seen.get(name) ?? 0) + 1;
      seen.set(name, times);
      return [`${name} ${times}`, entry];
    }),
  );
}

function Value({ value }: { value: unknown }) {
  if (isPlain(value)) return <span className="rd-number">{String(value)}</span>;
  if (Array.isArray(value) && value.every(isPlain))
    return <span>{value.map(String).join(', ')}</span>;
  if (Array.isArray(value))
    return (
      <ul className={classes.entries}>
        {[...apart(value)].map(([key, entry]) => (
          <li key={key}>
            <Value value={entry} />
          </li>
        ))}
      </ul>
    );
  return <Group values={value as Values} />;
}

function Group({ values }: { values: Values }) {
  return (
    <dl className={classes.values}>
      {Object.entries(values).map(([key, value]) => (
        <div key={key} data-nested={!isPlain(value) || undefined}>
          <dt>{words(key)}</dt>
          <dd>
            <Value value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** All sections; a word keeps those that hold it. */
export function InForce({ values }: { values: Values }) {
  const { t } = useTranslation('policy');
  const [word, setWord] = useState('');
  const wanted = word.trim().toLowerCase();
  const sections = Object.entries(values).filter(
    ([key, value]) =>
      !wanted || `${words(key)} ${JSON.stringify(value)}`.toLowerCase().includes(wanted),
  );
  return (
    <>
      <TextInput
        className={classes.find ?? ''}
        size="xs"
        type="search"
        aria-label={t('find')}
        placeholder={t('find')}
        leftSection={<IconSearch size={14} stroke={1.75} aria-hidden />}
        value={word}
        onChange={({ currentTarget }) => setWord(currentTarget.value)}
      />
      {sections.map(([key, value]) =>
        isPlain(value) ? (
          <p key={key} className={classes.fact}>
            <span>{words(key)}</span> {String(value)}
          </p>
        ) : (
          <details key={key} className={classes.section}>
            <summary>{words(key)}</summary>
            <Value value={value} />
          </details>
        ),
      )}
      {sections.length === 0 && <p className={classes.fact}>{t('notFound')}</p>}
    </>
  );
}
