// Which saved filters of staff name a customer whose data is erased. Pure: filters and customers are arguments.
import type { Case } from './case.ts';

/** A filter that somebody saved under a name of their own: parameters of a list, `q` being words that they typed. */
export type SavedFilter = { name: string; search: Record<string, unknown> };

/** Shorter parts of a name ("de", "Li") stand in too much else. */
const PART_MIN = 3;
const DIGITS_MIN = 6;

// In words, as they are compared: an address is one, a handle is without its sign, a full stop ends a sentence.
const plain = (text: string): string => {
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}@._+-]+/u)
    .map((word) => word.replace(/^[@.-]/, '').replace(/[.-]$/, ''));
  return ` ${words.filter(Boolean).join(' ')} `;
};
const digitsOf = (text: string): string => text.replace(/\D/g, '');

/** What names a customer: each part of their name, addresses, handle, phone number, the case's reference. */
export function wordsOf({ customer, reference }: Pick<Case, 'customer' | 'reference'>): string[] {
  const { name, email, handle, platformUserId, phone } = customer;
  const parts = plain(name ?? '')
    .split(' ')
    .filter((part) => part.length >= PART_MIN);
  const given = [email, handle, platformUserId, phone, reference];
  return [...parts, ...given.flatMap((word) => word || [])];
}

/** Whether a text names somebody by any of these words, in whatever case, as whole words; numbers in whatever spelling. */
export function mentions(text: string, words: readonly string[]): boolean {
  const said = plain(text);
  const digits = digitsOf(text);
  return words.some((word) => {
    const number = digitsOf(word);
    const isNumber = number.length >= DIGITS_MIN && !/\p{L}/u.test(word);
    const sought = plain(word);
    return (sought.trim() !== '' && said.includes(sought)) || (isNumber && digits.includes(number));
  });
}

const textOf = ({ name, search }: SavedFilter): string =>
  [name, ...Object.values(search).flat()].map(String).join(' \n ');

/** Whether a filter holds words that somebody typed. */
export const hasWords = ({ search }: SavedFilter): boolean => String(search.q ?? '').trim() !== '';

/** The filters that name none of whom these words are. */
export const filtersWithout = <T extends SavedFilter>(
  filters: readonly T[],
  words: readonly string[],
): T[] => filters.filter((filter) => !mentions(textOf(filter), words));
