// Changes of lists as values: moving, removing, and the word that a new entry is stored by. Pure.
import { isValues } from '../draft/policy-draft.ts';

/** A list, or none. */
export const entriesOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** A list with an entry at another place. */
export function moved(list: readonly unknown[], index: number, by: number): unknown[] {
  const rest = list.filter((_, at) => at !== index);
  return [...rest.slice(0, index + by), list[index], ...rest.slice(index + by)];
}

/** A list without an entry. */
export const without = (list: readonly unknown[], index: number): unknown[] =>
  list.filter((_, at) => at !== index);

const KEY_MAX = 40;

/** A word for the record out of what people read: "Späte Anreise" is "spaete_anreise". Unlike all that are taken. */
export function keyFrom(text: string, taken: readonly string[], otherwise = 'entry'): string {
  const plain = text
    .toLowerCase()
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll(/[^a-z0-9]+/g, '_')
    .slice(0, KEY_MAX)
    .replaceAll(/^[_0-9]+|_+$/g, '');
  const base = plain === '' || plain === 'unknown' ? otherwise : plain;
  if (!taken.includes(base)) return base;
  let number = 2;
  while (taken.includes(`${base}_${number}`)) number++;
  return `${base}_${number}`;
}

/** The words that entries of a list are stored by. */
export const keysIn = (list: readonly unknown[]): string[] =>
  list.flatMap((entry) => (isValues(entry) && typeof entry.key === 'string' ? [entry.key] : []));

/** A new entry with a word of its own, where its kind has one. */
export function newKey(entry: unknown, among: readonly unknown[]): unknown {
  if (!isValues(entry)) return entry;
  const numbered = typeof entry.level === 'number' ? { level: among.length + 1 } : {};
  const keyed = 'key' in entry ? { key: keyFrom('', keysIn(among)) } : {};
  return { ...entry, ...numbered, ...keyed };
}
