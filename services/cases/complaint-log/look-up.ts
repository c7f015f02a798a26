// What is known while a call is written down: who it may be, and whether it was told before. What is shown of whom stands on
// record.
import type { Shell } from '../work.ts';
import {
  type CustomerCase,
  casesByTyped,
  countOfCustomers,
  type DuplicateRow,
  findDuplicates,
  type TypedPart,
} from './customer-store.ts';

/** Cases that one look-up goes through, for the few customers that it shows. */
const CASES_MAX = 200;
const CUSTOMERS_MAX = 8;
const COUNTED_MAX = 100;

/** Somebody who complained before. */
export type KnownCustomer = {
  name: string | null;
  email: string | null;
  phone: string | null;
  cases: number;
  open: number;
  last: { reference: string; subject: string; status: string; openedAt: Date };
};

const marks = /\p{M}/gu;
const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replace(marks, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/** Whether each word typed begins a word of the name: a subject weighs as much as a name in a search text. */
const isNamed = ({ name }: CustomerCase, typed: string): boolean => {
  const has = wordsOf(name ?? '');
  return wordsOf(typed).every((word) => has.some((each) => each.startsWith(word)));
};

const identityOf = ({ key, name, caseId }: CustomerCase): string =>
  key ?? (name ? `name:${wordsOf(name).join(' ')}` : caseId);

/** Puts on record whose data somebody was shown (R72). */
async function putOnRecord(shell: Shell, staffId: string, caseIds: string[]): Promise<void> {
  const at = shell.clock.now();
  await Promise.all(
    caseIds.map((caseId) => shell.reads.add({ staffId, caseId, part: 'look-up', at })),
  );
}

/** Customers whose name, address, number or order begins with what is typed; whoever wrote last comes first. */
export async function knownCustomers(
  shell: Shell,
  asked: { by: TypedPart; typed: string },
  staffId: string,
): Promise<KnownCustomer[]> {
  const { query } = shell.db;
  const found = await casesByTyped(query, asked.by, asked.typed, CASES_MAX);
  const newest = new Map<string, CustomerCase>();
  for (const each of found)
    if (!newest.has(identityOf(each)) && (asked.by !== 'name' || isNamed(each, asked.typed)))
      newest.set(identityOf(each), each);
  const shown = [...newest.values()].slice(0, CUSTOMERS_MAX);
  const keys = shown.flatMap(({ key }) => key ?? []);
  const counts = await countOfCustomers(query, keys, COUNTED_MAX);
  await putOnRecord(
    shell,
    staffId,
    shown.map(({ caseId }) => caseId),
  );
  return shown.map(({ key, name, email, phone, reference, subject, status, openedAt }) => ({
    ...{ name, email, phone },
    ...((key && counts.get(key)) || { cases: 1, open: 0 }),
    last: { reference, subject, status, openedAt },
  }));
}

/** Cases as old as this may be the same complaint. */
const DUPLICATE_DAYS = 30;
const DAY_MS = 86_400_000;
const WALKED_MAX = 3000;
const WORDS_MAX = 16;
/** A word shorter than this tells no complaint from another. */
const WORD_LEAST = 4;
const DUPLICATES_MAX = 6;

/** The words of what was said that may tell it from others, the longest first. */
export const tellingWords = (message: string): string[] =>
  [...new Set(wordsOf(message).filter((word) => word.length >= WORD_LEAST))]
    .sort((left, right) => right.length - left.length)
    .slice(0, WORDS_MAX);

/** So many words must be shared: half of them, three at least. */
export const wordsNeeded = (words: readonly string[]): number =>
  Math.max(3, Math.ceil(words.length / 2));

export type Asked = {
  email?: string | undefined;
  phone?: string | undefined;
  orderNumber?: string | undefined;
  message?: string | undefined;
};

export type Duplicate = Omit<DuplicateRow, 'caseId' | 'words' | 'sameCustomer' | 'sameOrder'> & {
  reasons: ('same_order' | 'same_customer' | 'similar_words')[];
};

/** Open cases of the last 30 days that may be what is being told: same order, same customer, or the same words. */
export async function likelyDuplicates(
  shell: Shell,
  asked: Asked,
  staffId: string,
): Promise<Duplicate[]> {
  const words = tellingWords(asked.message ?? '');
  const wordsLeast = wordsNeeded(words);
  const rows = await findDuplicates(
    shell.db.query,
    { ...asked, words: words.length < wordsLeast ? [] : words },
    {
      since: new Date(shell.clock.now().getTime() - DUPLICATE_DAYS * DAY_MS),
      walked: WALKED_MAX,
      wordsLeast,
      max: DUPLICATES_MAX,
    },
  );
  await putOnRecord(
    shell,
    staffId,
    rows.map(({ caseId }) => caseId),
  );
  return rows.map(({ caseId: _, words: shared, sameCustomer, sameOrder, ...row }) => ({
    ...row,
    reasons: [
      ...(sameOrder ? (['same_order'] as const) : []),
      ...(sameCustomer ? (['same_customer'] as const) : []),
      ...(shared >= wordsLeast ? (['similar_words'] as const) : []),
    ],
  }));
}
