// Amounts of money and lengths of time as people write them. What they mean for a case is decided in severity.ts.
import { grammarOf, type TimeUnit } from './grammar.ts';
import type { Word } from './words.ts';

/** An amount of money as written; `value` in the currency named, never converted. */
export type Amount = { value: number; currency: string; words: string; start: number };

/** A length of time as written. */
export type Duration = {
  count: number;
  unit: TimeUnit;
  start: number;
  end: number;
  sentence: number;
};

const currencies: Record<string, string> = {
  '€': 'EUR',
  eur: 'EUR',
  euro: 'EUR',
  euros: 'EUR',
  $: 'USD',
  usd: 'USD',
  dollar: 'USD',
  dollars: 'USD',
  dolares: 'USD',
  bucks: 'USD',
  '£': 'GBP',
  gbp: 'GBP',
  pound: 'GBP',
  pounds: 'GBP',
  quid: 'GBP',
  libras: 'GBP',
  chf: 'CHF',
  franken: 'CHF',
  francs: 'CHF',
  'fr.': 'CHF',
  sfr: 'CHF',
  pln: 'PLN',
  zł: 'PLN',
  zl: 'PLN',
  us$: 'USD',
  nz$: 'NZD',
  nzd: 'NZD',
  au$: 'AUD',
  a$: 'AUD',
  ca$: 'CAD',
  c$: 'CAD',
  hk$: 'HKD',
  r$: 'BRL',
  reais: 'BRL',
  soles: 'PEN',
  yen: 'JPY',
  kronor: 'SEK',
  kroner: 'NOK',
  kr: 'SEK',
  złoty: 'PLN',
  zlotys: 'PLN',
  rand: 'ZAR',
  rupien: 'INR',
  'fr.-': 'CHF',
  dólares: 'USD',
  stutz: 'CHF',
  mxn: 'MXN',
  pesos: 'MXN',
  cad: 'CAD',
  aud: 'AUD',
  sek: 'SEK',
  nok: 'NOK',
  dkk: 'DKK',
  '¥': 'JPY',
  jpy: 'JPY',
  inr: 'INR',
  '₹': 'INR',
  rs: 'INR',
  rupees: 'INR',
};
const names = Object.keys(currencies)
  .sort((a, b) => b.length - a.length)
  .map((name) => name.replace(/[.$]/g, '\\$&'))
  .join('|');
// Every repetition is bounded, so a run of digits costs no more than a run of letters.
const digits =
  "\\d{1,3}(?:[.,'’ \\u00a0\\u202f]\\d{3}){1,3}(?:[.,]\\d{1,2})?|\\d{1,9}(?:[.,]\\d{1,2})?";
const amountPattern = new RegExp(
  `(?<![\\p{L}\\d.,])(?:(${names})\\s?(${digits})|(${digits})(?:,-|\\.-)?[ \\u00a0\\u202f-]?(${names})(?![\\p{L}]))`,
  'giu',
);

/** The number meant by digits with either decimal separator: 1.234,56 and 1,234.56 and 1 234,5. */
export function parseNumber(written: string): number {
  const bare = written.replace(/['’\s]/g, '');
  const decimal = /[.,](\d{1,2})$/.exec(bare)?.[1];
  if (decimal === undefined) return Number(bare.replace(/[.,]/g, ''));
  return Number(`${bare.slice(0, -decimal.length - 1).replace(/[.,]/g, '')}.${decimal}`);
}

const AMOUNTS_MAX = 50;

/** The amounts of money in a text, at most fifty. */
export function findAmounts(whole: string): Amount[] {
  const amounts: Amount[] = [];
  for (const match of whole.matchAll(amountPattern)) {
    const [words, before, after = '', first, behind] = match;
    const currency = currencies[(before ?? behind ?? '').toLowerCase()];
    if (!currency) continue;
    amounts.push({ value: parseNumber(first ?? after), currency, words, start: match.index });
    if (amounts.length >= AMOUNTS_MAX) break;
  }
  return amounts;
}

const barePattern =
  /(?<![\p{L}\d.,:/€$£-])(\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3}){1,2}|\d{3,6})(?:,\d{2})?(?![\d:/%°]|[.,]\d|[- \u00a0\u202f]?(?:km|m|cm|mm|kg|g|kb|mb|gb|w|kw|kwh|ml|l|h)(?!\p{L}))/giu;

const currencyBehind = new RegExp(`^[ \\u00a0\\u202f-]?(?:${names})(?![\\p{L}])`, 'iu');

/** Numbers that may be sums of money though no currency is named: no year, no unit behind. At most fifty. */
export function findBareSums(whole: string): { value: number; start: number; words: string }[] {
  const sums: { value: number; start: number; words: string }[] = [];
  for (const match of whole.matchAll(barePattern)) {
    const [, digitsOnly = ''] = match;
    const behind = whole.slice(match.index + match[0].length, match.index + match[0].length + 12);
    if (/^(?:19|20)\d\d$/.test(digitsOnly) || currencyBehind.test(behind)) continue;
    sums.push({ value: parseNumber(digitsOnly), start: match.index, words: digitsOnly });
    if (sums.length >= AMOUNTS_MAX) break;
  }
  return sums;
}

/** How much a word counts: digits or a number word ("a" only right before a unit). */
export const countOf = (
  word: Word | undefined,
  numbers: Readonly<Record<string, number>>,
): number | undefined =>
  word === undefined
    ? undefined
    : /^\d{1,7}$/.test(word.folded)
      ? Number(word.folded)
      : numbers[word.folded];

/** "17 h 12" and "à 18 h" are times of the day. */
const isClock = (words: Word[], at: number): boolean =>
  words[at]?.folded === 'h' &&
  (/^\d\d?$/.test(words[at + 1]?.folded ?? '') ||
    ['a', 'vers', 'avant', 'apres', 'des', 'hier', 'entre', 'et'].includes(
      words[at - 2]?.folded ?? '',
    ));

/** Longer times are no times but numbers of something else. */
const COUNT_MAX = 9999;

/** The lengths of time in a text: "two weeks", "3-day", "drei ganze Wochen", "une semaine". */
export function findDurations(words: Word[], language: string): Duration[] {
  const { numbers, units } = grammarOf(language);
  const durations: Duration[] = [];
  words.forEach((word, at) => {
    const unit = units[word.folded];
    if (!unit || isClock(words, at)) return;
    const [further, before] = [words[at - 2], words[at - 1]].map((candidate) =>
      candidate?.sentence === word.sentence ? candidate : undefined,
    );
    const near = countOf(before, numbers);
    const far = countOf(further, numbers);
    const number = near ?? (far !== undefined && far > 1 ? far : undefined);
    if (number === undefined || number > COUNT_MAX) return;
    const start = (near === undefined ? further : before)?.start ?? word.start;
    durations.push({ count: number, unit, start, end: word.end, sentence: word.sentence });
  });
  return durations;
}
