// What fields, choices and faults of a policy are called, in the reader's language. Words: texts/<language>/policy-fields.json.
import { useTranslation } from 'react-i18next';
import { isValues, type Path } from '../draft/policy-draft.ts';
import { faultKey } from './fault-words.ts';
import type { SchemaNode } from './schema.ts';
import { unitOf } from './schema.ts';

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const plain = (text: string): string => text.toLowerCase().replaceAll(/\b(the|a)\b|[^a-z]/g, '');

/** Whether a description says no more than the label does. */
const saysTheSame = (description: string, label: string): boolean =>
  plain(description).startsWith(plain(label)) || plain(label).startsWith(plain(description));

const spelled = (key: string): string => {
  const words = key
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after}`)
    .toLowerCase();
  return capitalised(words);
};

/** The text of a label in a language, else in English, else the first there is. */
export const inLanguage = (label: unknown, language: string): string => {
  if (!isValues(label)) return '';
  const found = label[language] ?? label.en ?? Object.values(label)[0];
  return typeof found === 'string' ? found : '';
};

// Words that common.json has already, by the field they stand in.
const domains: Record<string, string> = {
  severities: 'severity',
  exemptSeverities: 'severity',
  exceptSeverities: 'severity',
  firstContactSeverities: 'severity',
  severity: 'severity',
  kinds: 'kind',
  gateKinds: 'kind',
  mistakeCosts: 'kind',
  channels: 'channel',
  role: 'roles',
  approval: 'roles',
};

// Keys that name what entries of a list are.
const naming = [
  ...(['label', 'title', 'name', 'date', 'from', 'key', 'alternate', 'team'] as const),
  ...(['rule', 'signal'] as const),
] as const;

export type FieldWords = ReturnType<typeof useFieldWords>;

/** The words of fields. */
export function useFieldWords() {
  const { t, i18n } = useTranslation(['policy-fields', 'common']);
  const language = i18n.language.slice(0, 2);
  const first = (keys: string[], otherwise: string): string => {
    const found = keys.find((key) => i18n.exists(key, { ns: 'policy-fields' }));
    return found === undefined ? otherwise : t(found as 'entry');
  };
  const keysOf = (path: Path): string[] => {
    const names = path.filter((key) => typeof key === 'string');
    return [names.join('_'), `${names[0]}_${names.at(-1)}`];
  };
  const label = (path: Path): string => {
    const last = String(path.at(-1));
    return first([...keysOf(path).map((key) => `paths.${key}`), `words.${last}`], spelled(last));
  };
  const choice = (name: string, value: string): string => {
    const domain = domains[name];
    if (domain) return t(`common:${domain}.${value}`);
    return first([`choices.${value}`], value);
  };
  return {
    language,
    label,
    /** What a field means, beside its label: ours in the reader's language, else in English what the schema says. */
    help: (path: Path, node?: SchemaNode): string | undefined => {
      const own = first([...keysOf(path).map((key) => `help.${key}`), `help.${path.at(-1)}`], '');
      if (own || language !== 'en') return own || undefined;
      const said = node?.description
        ?.replace(/^(?:[RS]\d+(?:, )?)+: /, '')
        .replace(/ \([RS]\d+\)/, '');
      // That it is a time, its unit says.
      const isPlain = unitOf(String(path.at(-1))) !== undefined && said?.startsWith('The time');
      return said && !isPlain && !saysTheSame(said, label(path)) ? capitalised(said) : undefined;
    },
    choice,
    /** The word of what a number is counted in: "1 day", "2 days". */
    unit: (name: string, number: number): string | undefined => {
      const unit = unitOf(name);
      if (!unit) return undefined;
      const style = { style: 'unit', unit, unitDisplay: 'long' } as const;
      const parts = new Intl.NumberFormat(language, style).formatToParts(number);
      return parts.find(({ type }) => type === 'unit')?.value;
    },
    fault: (message: string | undefined): string | undefined => {
      const found = message === undefined ? undefined : faultKey(message);
      return found ? t(`faults.${found.key}`, { number: found.number }) : message;
    },
    /** What an entry of a list is called. */
    entry: (entry: unknown, number: number): string => {
      if (!isValues(entry)) return String(entry);
      if (typeof entry.level === 'number') return t('level', { number: entry.level });
      for (const key of naming) {
        const value = entry[key];
        const text = isValues(value) ? inLanguage(value, language) : value;
        if (typeof text === 'string' && text) return text;
      }
      const severities = Array.isArray(entry.severities) ? entry.severities : [];
      if (severities.length > 0)
        return severities.map((each) => choice('severities', String(each))).join(', ');
      return t('entry', { number });
    },
  };
}
