// Texts as sparse rows of weighed features: counting, choosing, TF-IDF, length one. What is learnt from them is not known here.
import { type Grams, keepLast, type Reader } from './features.ts';
import { createVocabulary, type Vocabulary } from './vocabulary.ts';

/** Rows one after another: row r holds columns and values from starts[r] to starts[r + 1]. */
export type SparseRows = {
  rows: number;
  width: number;
  starts: Int32Array;
  columns: Int32Array;
  values: Float32Array;
};

/** What the learner knows of features: their hashes, and what each is worth in a text. */
export type Lexis = { hashes: Int32Array; idf: Float32Array; isWord: Uint8Array };

/** How much of a row's length its words have; its letters have the rest. */
export type Shares = { words: number; letters: number };

/** Words and letters are weighed alike, as two vectors of length one side by side. */
export const evenShares: Shares = { words: 1, letters: 1 };

/** Words and letters are told apart by the highest bit of what stands in the vocabulary. */
const WORD_BIT = 0x80000000 | 0;

const larger = <A extends Int32Array | Uint16Array>(array: A, needed: number): A => {
  if (needed <= array.length) return array;
  const grown = new (array.constructor as new (length: number) => A)(
    Math.max(needed, array.length * 2),
  );
  grown.set(array as never);
  return grown;
};

/** The features of one text with their counts, each once. */
type Counted = { columns: Int32Array; counts: Uint16Array; length: number };

/** Counts the features of a text. `number` gives the feature of a hash, or -1 for what is passed over. */
function createCounter(number: (hash: number) => number): (grams: Grams) => Counted {
  const counted: Counted = {
    columns: new Int32Array(1024),
    counts: new Uint16Array(1024),
    length: 0,
  };
  /** Where a feature stands in `columns`, plus one. Zero again after each text. */
  let places = new Int32Array(1 << 16);
  const addAll = (hashes: Int32Array, count: number, bit: number): void => {
    let { columns, counts, length } = counted;
    for (let at = 0; at < count; at++) {
      const column = number((hashes[at] as number) | bit);
      if (column < 0) continue;
      if (column >= places.length) places = larger(places, column + 1);
      const place = places[column] as number;
      if (place > 0) {
        if ((counts[place - 1] as number) < 0xffff)
          counts[place - 1] = (counts[place - 1] as number) + 1;
        continue;
      }
      if (length === columns.length) {
        columns = larger(columns, length + 1);
        counts = larger(counts, length + 1);
      }
      columns[length] = column;
      counts[length] = 1;
      places[column] = ++length;
    }
    counted.columns = columns;
    counted.counts = counts;
    counted.length = length;
  };
  return (grams) => {
    counted.length = 0;
    addAll(grams.wordHashes, grams.words, WORD_BIT);
    addAll(grams.letterHashes, grams.letters, 0);
    for (let at = 0; at < counted.length; at++) places[counted.columns[at] as number] = 0;
    return counted;
  };
}

/** Logarithms of small counts, which nearly all are. */
const LOGS = Float32Array.from({ length: 0x10000 }, (_, count) => 1 + Math.log(Math.max(1, count)));

/** Counts to weights: (1 + ln tf) · idf (Salton & Buckley 1988), words and letters each of length one. */
function weigh(
  counted: Counted,
  lexis: Lexis,
  shares: Shares,
  values: Float32Array,
  offset: number,
): void {
  let words = 0;
  let letters = 0;
  for (let at = 0; at < counted.length; at++) {
    const column = counted.columns[at] as number;
    const value = (LOGS[counted.counts[at] as number] as number) * (lexis.idf[column] as number);
    values[offset + at] = value;
    if (lexis.isWord[column]) words += value * value;
    else letters += value * value;
  }
  const wordScale = words > 0 ? shares.words / Math.sqrt(words) : 0;
  const letterScale = letters > 0 ? shares.letters / Math.sqrt(letters) : 0;
  for (let at = 0; at < counted.length; at++) {
    const scale = lexis.isWord[counted.columns[at] as number] ? wordScale : letterScale;
    values[offset + at] = (values[offset + at] as number) * scale;
  }
}

/** One text as a row. The arrays are overwritten by the next text. */
export type Row = { columns: Int32Array; values: Float32Array; length: number };

/** Reads a text as a row. */
export type RowReader = (text: string, language?: string) => Row;

/** What a row is made by. */
export type RowOf = { lexis: Lexis; shares: Shares };

/** Makes the function that reads texts as rows of a known lexis. */
export const createRowReader = (read: Reader, lexis: Lexis, shares: Shares): RowReader =>
  createRowReaders(read, [{ lexis, shares }])[0] as RowReader;

/**
 * Makes a reader of rows for each of several lexes. A text that all of them are asked about in a row is read, and its features
 * looked up and counted, once: in one vocabulary of them all.
 */
export function createRowReaders(read: Reader, of: readonly RowOf[]): RowReader[] {
  const vocabulary = createVocabulary();
  for (const { lexis } of of) for (const hash of lexis.hashes) vocabulary.add(hash);
  const count = createCounter(vocabulary.find);
  const counted = keepLast((text, language) => count(read(text, language)));
  return of.map(({ lexis, shares }) => {
    /** The column of each feature of the vocabulary, or -1. */
    const columnOf = new Int32Array(vocabulary.size).fill(-1);
    lexis.hashes.forEach((hash, column) => {
      columnOf[vocabulary.find(hash)] = column;
    });
    const own: Counted = { columns: new Int32Array(0), counts: new Uint16Array(0), length: 0 };
    const row: Row = { columns: own.columns, values: new Float32Array(0), length: 0 };
    return (text, language) => {
      const { columns, counts, length } = counted(text, language);
      if (length > own.columns.length) {
        own.columns = new Int32Array(length * 2);
        own.counts = new Uint16Array(length * 2);
        row.columns = own.columns;
        row.values = new Float32Array(length * 2);
      }
      own.length = 0;
      for (let at = 0; at < length; at++) {
        const column = columnOf[columns[at] as number] as number;
        if (column < 0) continue;
        own.columns[own.length] = column;
        own.counts[own.length++] = counts[at] as number;
      }
      weigh(own, lexis, shares, row.values, 0);
      row.length = own.length;
      return row;
    };
  });
}

/** Texts whose features are counted and not yet chosen. */
type Collection = {
  vocabulary: Vocabulary;
  starts: Int32Array;
  columns: Int32Array;
  counts: Uint16Array;
};

function collect(
  texts: Iterable<{ text: string; language: string }>,
  total: number,
  read: Reader,
): Collection {
  const vocabulary = createVocabulary();
  const count = createCounter(vocabulary.add);
  const starts = new Int32Array(total + 1);
  let columns = new Int32Array(total * 64);
  let counts = new Uint16Array(total * 64);
  let row = 0;
  let length = 0;
  for (const { text, language } of texts) {
    const counted = count(read(text, language));
    columns = larger(columns, length + counted.length);
    counts = larger(counts, length + counted.length);
    columns.set(counted.columns.subarray(0, counted.length), length);
    counts.set(counted.counts.subarray(0, counted.length), length);
    length += counted.length;
    starts[++row] = length;
  }
  return { vocabulary, starts, columns, counts };
}

/** Keeps features that at least `textsMin` texts have, the most frequent first: they are read most often. */
function choose(
  { vocabulary, starts, columns }: Collection,
  textsMin: number,
): { lexis: Lexis; renumber: Int32Array } {
  const rows = starts.length - 1;
  const size = vocabulary.size;
  const texts = new Int32Array(size);
  const end = starts[rows] as number;
  for (let at = 0; at < end; at++)
    texts[columns[at] as number] = (texts[columns[at] as number] as number) + 1;
  const hashes = vocabulary.hashes();
  let kept = Int32Array.from({ length: size }, (_, feature) => feature);
  kept = kept.filter((feature) => (texts[feature] as number) >= textsMin);
  kept.sort(
    (a, b) =>
      (texts[b] as number) - (texts[a] as number) || (hashes[a] as number) - (hashes[b] as number),
  );
  const renumber = new Int32Array(size).fill(-1);
  kept.forEach((feature, at) => {
    renumber[feature] = at;
  });
  const lexis: Lexis = {
    hashes: kept.map((feature) => hashes[feature] as number),
    // Smoothed as if one more text held every feature: none is divided by zero.
    idf: Float32Array.from(
      kept,
      (feature) => Math.log((1 + rows) / (1 + (texts[feature] as number))) + 1,
    ),
    isWord: Uint8Array.from(kept, (feature) => ((hashes[feature] as number) < 0 ? 1 : 0)),
  };
  return { lexis, renumber };
}

/** Reads training texts: their lexis and their rows. */
export function readTrainingRows(
  texts: { text: string; language: string }[],
  read: Reader,
  textsMin: number,
  shares: Shares,
): { lexis: Lexis; rows: SparseRows } {
  const collection = collect(texts, texts.length, read);
  const { lexis, renumber } = choose(collection, textsMin);
  const starts = new Int32Array(texts.length + 1);
  const end = collection.starts[texts.length] as number;
  let length = 0;
  const { columns, counts } = collection;
  // In place: what is kept never runs ahead of what is read.
  for (let row = 0; row < texts.length; row++) {
    const stop = collection.starts[row + 1] as number;
    for (let at = collection.starts[row] as number; at < stop; at++) {
      const column = renumber[columns[at] as number] as number;
      if (column < 0) continue;
      columns[length] = column;
      counts[length++] = counts[at] as number;
    }
    starts[row + 1] = length;
  }
  const values = new Float32Array(length);
  for (let row = 0; row < texts.length; row++) {
    const from = starts[row] as number;
    const to = starts[row + 1] as number;
    const counted = {
      columns: columns.subarray(from, to),
      counts: counts.subarray(from, to),
      length: to - from,
    };
    weigh(counted, lexis, shares, values, from);
  }
  const kept = length < end / 2 ? columns.slice(0, length) : columns.subarray(0, length);
  return {
    lexis,
    rows: { rows: texts.length, width: lexis.hashes.length, starts, columns: kept, values },
  };
}
