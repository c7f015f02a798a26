// Differences between two policies in words: where, what it becomes, what it was.
import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { dayName } from '../../people/choices.ts';
import { isValues, type Path, type Values } from '../draft/policy-draft.ts';
import { weekdays } from '../forms/calendars/calendar-value.ts';
import { type FieldWords, useFieldWords } from '../forms/field-words.ts';
import classes from '../policy.module.css';
import { stepsOf } from './change-steps.ts';

export type Change = { field: string; from?: unknown; to?: unknown };

// Below these the next step is a language.
const BY_LANGUAGE = ['label', 'title', 'examples', 'say', 'terms', 'action'];
const VALUE_MAX = 160;

function findEntry(among: unknown, name: string): unknown {
  if (!Array.isArray(among)) return undefined;
  return among.find((each) => {
    if (!isValues(each)) return each === name;
    const severities = Array.isArray(each.severities) ? each.severities.join('/') : undefined;
    return [each.key, each.level, each.date, each.from, each.rule, severities].some(
      (value) => value !== undefined && String(value) === name,
    );
  });
}

/** What a step by a name of one's own is called: a language, a day, a severity. */
function ownName(words: FieldWords, above: string, name: string): string | undefined {
  if (BY_LANGUAGE.includes(above))
    return new Intl.DisplayNames(words.language, { type: 'language' }).of(name);
  const day = (weekdays as readonly string[]).indexOf(name);
  if (above === 'hours' && day >= 0) return dayName(day, words.language);
  if (above === 'severities') return words.choice('severities', name);
  return above === 'calendars' ? name : undefined;
}

/** The last step of a way by names, in words. */
export const nameOfStep = (words: FieldWords, path: Path): string =>
  ownName(words, String(path.at(-2) ?? ''), String(path.at(-1) ?? '')) ?? words.label(path);

/** The way to a difference, each step in words. `known`: policies in which entries are looked up by name. */
export function placeOf(words: FieldWords, field: string, known: readonly unknown[]): string[] {
  const path: (string | number)[] = [];
  let inner = [...known];
  return stepsOf(field).steps.map((step) => {
    if ('entry' in step) {
      inner = inner.map((list) => findEntry(list, step.entry));
      const entry = inner.find((each) => each !== undefined);
      const name = String(path.at(-1) ?? '');
      return isValues(entry) ? words.entry(entry, 1) : words.choice(name, step.entry);
    }
    inner = inner.map((each) => (isValues(each) ? each[step.field] : undefined));
    path.push(step.field);
    return nameOfStep(words, path);
  });
}

/** Values in words: yes and no, units, choices, names. */
export function useValueWords(): (path: Path, value: unknown) => string {
  const { t } = useTranslation('policy');
  const words = useFieldWords();
  const shown = (name: string, value: unknown): string => {
    if (value === null || value === undefined || value === '') return t('values.none');
    if (typeof value === 'boolean') return t(value ? 'values.yes' : 'values.no');
    if (typeof value === 'number') {
      const unit = words.unit(name, value);
      const text = new Intl.NumberFormat(words.language).format(value);
      return unit ? `${text} ${unit}` : text;
    }
    if (Array.isArray(value))
      return value.length === 0
        ? t('values.none')
        : value.map((each) => shown(name, each)).join(', ');
    if (!isValues(value)) return words.choice(name, String(value));
    const named = words.entry(value, 0);
    if (named !== t('policy-fields:entry', { number: 0 })) return named;
    return Object.entries(value as Values)
      .map(([key, inner]) => `${words.label([key])}: ${shown(key, inner)}`)
      .join('; ');
  };
  return (path, value) => {
    const text = shown(String(path.at(-1) ?? ''), value);
    return text.length > VALUE_MAX ? `${text.slice(0, VALUE_MAX)}…` : text;
  };
}

function Line({ change, known }: { change: Change; known: readonly unknown[] }) {
  const { t } = useTranslation('policy');
  const words = useFieldWords();
  const shown = useValueWords();
  const { field, from, to } = change;
  const { steps, isOrder } = stepsOf(field);
  const path = steps.flatMap((step) => ('field' in step ? [step.field] : []));
  const text = isOrder
    ? t('reordered')
    : from === undefined
      ? t('added', { to: shown(path, to) })
      : to === undefined
        ? t('removed', { from: shown(path, from) })
        : t('changed', { from: shown(path, from), to: shown(path, to) });
  return (
    <li>
      <strong title={field}>{placeOf(words, field, known).join(' › ')}</strong> {text}
    </li>
  );
}

/** All of them; `known` are the policies that are compared. */
export function Changes({
  changes,
  known,
}: {
  changes: readonly Change[];
  known: readonly unknown[];
}) {
  const { t } = useTranslation(['policy', 'policy-fields']);
  if (changes.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('noChanges')}
      </Text>
    );
  return (
    <ul className={classes.changes}>
      {changes.map((change) => (
        <Line key={change.field} {...{ change, known }} />
      ))}
    </ul>
  );
}
