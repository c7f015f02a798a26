// What signals of the policy a text gives, and where: words of its lists, sums, times and counts. What they mean together is
// judged in patterns.ts.
import type { PolicyData } from '#shared/policy/policy.ts';
import { grammarOf } from '../grammar.ts';
import type { Reading } from '../lexicon.ts';
import { countOf, type Duration, findAmounts, findBareSums, findDurations } from '../quantities.ts';
import type { Found } from '../terms.ts';
import { excerpt, type Word } from '../words.ts';

type Classification = PolicyData['classification'];
type Measure = Classification['measures'][number];

/** Where a signal was given, and by which words. */
export type Place = { sentence: number; words: string };

/** The signals of a text by name. */
export type Seen = ReadonlyMap<string, readonly Place[]>;

/** Whom a find of a signal's list speaks for. */
export const signalOwner = (name: string): string => `signal/${name}`;
const OWNER_START = signalOwner('');

/** How many words may stand between a number and what it counts ("four calls", "four different calls"). */
const COUNT_REACH = 2;

function counted(reading: Reading, finds: readonly Found[], from: number, whole: string): Place[] {
  const { numbers } = grammarOf(reading.language);
  return finds.flatMap((find) => {
    const at = wordAt(reading.words, find.start);
    for (let back = 1; back <= COUNT_REACH; back++) {
      const word = reading.words[at - back];
      if (!word || word.sentence !== find.sentence) return [];
      const count = countOf(word, numbers);
      if (count !== undefined && count >= from)
        return [{ sentence: find.sentence, words: excerpt(whole, word.start, find.end) }];
    }
    return [];
  });
}

/** The index of the first word that starts at an offset or behind it (words are in order). */
function wordAt(words: readonly Word[], offset: number): number {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((words[middle]?.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The quantities of a text, looked for when the first measure asks, once for all measures. */
function quantitiesOf(reading: Reading, whole: string) {
  let amounts: ReturnType<typeof findAmounts> | undefined;
  let bareSums: ReturnType<typeof findBareSums> | undefined;
  let durations: Duration[] | undefined;
  return {
    amounts: () => (amounts ??= findAmounts(whole)),
    bareSums: () => (bareSums ??= findBareSums(whole)),
    durations: () => (durations ??= findDurations(reading.words, reading.language)),
  };
}

function measured(
  measure: Measure,
  reading: Reading,
  whole: string,
  quantities: ReturnType<typeof quantitiesOf>,
  found: (name: string) => readonly Found[],
  worth: Classification['worth'],
): Place[] {
  const { amountFrom, bareFrom, durationFrom, count, distinct } = measure;
  const placed = ({ start, words }: { start: number; words: string }): Place => {
    const word = reading.words[Math.min(wordAt(reading.words, start), reading.words.length - 1)];
    return { sentence: word?.sentence ?? 0, words };
  };
  if (amountFrom !== undefined)
    return quantities
      .amounts()
      .filter(({ value, currency }) => value * (worth[currency] ?? 1) >= amountFrom)
      .map(placed);
  if (bareFrom !== undefined)
    return quantities
      .bareSums()
      .filter(({ value }) => value >= bareFrom)
      .map(placed);
  if (durationFrom)
    return quantities
      .durations()
      .filter(({ count: long, unit }) => long >= (durationFrom[unit] ?? Number.POSITIVE_INFINITY))
      .map(({ sentence, start, end }) => ({ sentence, words: excerpt(whole, start, end) }));
  if (count) return counted(reading, found(count.of), count.from, whole);
  if (distinct) {
    const places = found(distinct.of);
    const different = new Set(places.map(({ term }) => term));
    return different.size >= distinct.from ? places.map(placeOf) : [];
  }
  return [];
}

const placeOf = ({ sentence, words }: Found): Place => ({ sentence, words });

/** All signals that a text gives in one reading. */
export function seeSignals(reading: Reading, whole: string, policy: Classification): Seen {
  const finds = new Map<string, Found[]>();
  for (const find of reading.found) {
    if (find.negated || !find.owner.startsWith(OWNER_START)) continue;
    const name = find.owner.slice(OWNER_START.length);
    const list = finds.get(name);
    if (list) list.push(find);
    else finds.set(name, [find]);
  }
  const seen = new Map<string, Place[]>();
  for (const [name, list] of finds) seen.set(name, list.map(placeOf));
  const quantities = quantitiesOf(reading, whole);
  const found = (name: string) => finds.get(name) ?? [];
  for (const measure of policy.measures) {
    const places = measured(measure, reading, whole, quantities, found, policy.worth);
    if (places.length > 0)
      seen.set(measure.signal, [...(seen.get(measure.signal) ?? []), ...places]);
  }
  return seen;
}
