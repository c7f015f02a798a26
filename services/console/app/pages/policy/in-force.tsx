// The whole policy in force, section by section, to be read by all who work by it.
import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { nameOfStep, useValueWords } from './changes/changes.tsx';
import type { Path } from './draft/policy-draft.ts';
import { type FieldWords, useFieldWords } from './forms/field-words.ts';
import { sections as sectionsOfForms } from './forms/sections.ts';
import classes from './policy.module.css';

type Values = Record<string, unknown>;

const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null;

/** Entries by a key of their own: those of one name, or without one, are numbered. */
function apart(entries: readonly unknown[], words: FieldWords): Map<string, unknown> {
  const seen = new Map<string, number>();
  return new Map(
    entries.map((entry) => {
      const name = words.entry(entry, 0);
      const times = (seen.get(name) ?? 0) + 1;
      seen.set(name, times);
      return [`${name} ${times}`, entry];
    }),
  );
}

function Value({ value, path }: { value: unknown; path: Path }) {
  const words = useFieldWords();
  const shown = useValueWords();
  if (isPlain(value)) return <span className="rd-number">{shown(path, value)}</span>;
  if (Array.isArray(value) && value.every(isPlain)) return <span>{shown(path, value)}</span>;
  if (Array.isArray(value))
    return (
      <ul className={classes.entries}>
        {[...apart(value, words)].map(([key, entry]) => (
          <li key={key}>
            <Value value={entry} path={path} />
          </li>
        ))}
      </ul>
    );
  return <Group values={value as Values} path={path} />;
}

function Group({ values, path }: { values: Values; path: Path }) {
  const words = useFieldWords();
  return (
    <dl className={classes.values}>
      {Object.entries(values).map(([key, value]) => (
        <div key={key} data-nested={!isPlain(value) || undefined}>
          <dt>{nameOfStep(words, [...path, key])}</dt>
          <dd>
            <Value value={value} path={[...path, key]} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

// As the forms go through them; what they do not show comes last.
const order = sectionsOfForms.flatMap(({ fields }) => fields);
const orderOf = (field: string): number =>
  order.includes(field) ? order.indexOf(field) : order.length;

/** All sections; a word keeps those that hold it. */
export function InForce({ values }: { values: Values }) {
  const { t } = useTranslation('policy');
  const words = useFieldWords();
  const [word, setWord] = useState('');
  const wanted = word.trim().toLowerCase();
  const sections = Object.entries(values)
    .sort(([one], [other]) => orderOf(one) - orderOf(other))
    .filter(
      ([key, value]) =>
        !wanted || `${words.label([key])} ${JSON.stringify(value)}`.toLowerCase().includes(wanted),
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
            <span>{words.label([key])}</span> {String(value)}
          </p>
        ) : (
          <details key={key} className={classes.section}>
            <summary>{words.label([key])}</summary>
            <Value value={value} path={[key]} />
          </details>
        ),
      )}
      {sections.length === 0 && <p className={classes.fact}>{t('notFound')}</p>}
    </>
  );
}
