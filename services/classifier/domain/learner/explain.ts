// Why a model says what it says: what each word of a text added to the score of its label. A linear model's score is a sum,
// so that this is what was counted, not a guess at it. Runs of words count with neither of them.
import { createReader, type StemOf } from './features.ts';
import type { Model } from './linear-model.ts';
import type { RowReader } from './sparse.ts';
import { createVocabulary } from './vocabulary.ts';

/** A word and what it added to the score of a label over that of the other. */
export type Contribution = { word: string; weight: number };

/** So many different words of a text are looked at, in their order. */
const WORDS_MAX = 60;
const SHOWN_MAX = 6;
const wordPattern = /[\p{L}\p{M}\p{N}]{1,48}/gu;
const WORD_BIT = 0x80000000 | 0;

/** Tells which words of a text speak for a label, against another one when it is given. */
export type Explain = (
  text: string,
  language: string,
  label: string,
  against?: string,
) => Contribution[];

/** The features of words are kept: people use few words. Emptied when full (some 200 bytes a word). */
const WORDS_KEPT_MAX = 20_000;

/** Gives the features of the model that a word has, each once. */
function createWordReader(model: Model, stemOf?: StemOf) {
  const readWord = createReader(model.features, stemOf);
  const vocabulary = createVocabulary(model.lexis.hashes);
  const kept = new Map<string, Int32Array>();
  return (word: string, language: string): Int32Array => {
    const key = `${language} ${word}`;
    const before = kept.get(key);
    if (before) return before;
    const grams = readWord(word, language);
    const seen = new Set<number>();
    for (let each = 0; each < grams.words; each++)
      seen.add(vocabulary.find((grams.wordHashes[each] as number) | WORD_BIT));
    for (let each = 0; each < grams.letters; each++)
      seen.add(vocabulary.find(grams.letterHashes[each] as number));
    const columns = Int32Array.from([...seen].filter((column) => column >= 0));
    if (kept.size >= WORDS_KEPT_MAX) kept.clear();
    kept.set(key, columns);
    return columns;
  };
}

/** Makes the explainer of a model. The `stemOf` must be that of training; `readRow` may be shared with its labeller. */
export function createExplainer(model: Model, readRow: RowReader, stemOf?: StemOf): Explain {
  const { labels, planes, lexis } = model;
  const columnsOf = createWordReader(model, stemOf);
  const values = new Float32Array(lexis.hashes.length);

  const weightOf = (column: number, label: number): number => {
    if (labels.length === 2) {
      const weight = (planes.weights[column] as number) * (planes.scales[0] as number);
      return label === 1 ? weight : -weight;
    }
    return (
      (planes.weights[column * planes.count + label] as number) * (planes.scales[label] as number)
    );
  };

  return (text, language, label, against) => {
    const at = labels.indexOf(label);
    const other = against === undefined || labels.length === 2 ? -1 : labels.indexOf(against);
    if (at < 0) return [];
    const { columns, values: row, length } = readRow(text, language);
    for (let each = 0; each < length; each++) values[columns[each] as number] = row[each] as number;
    const worthOf = (word: string): number => {
      let sum = 0;
      for (const column of columnsOf(word, language)) {
        const value = values[column] as number;
        if (value !== 0)
          sum += value * (weightOf(column, at) - (other < 0 ? 0 : weightOf(column, other)));
      }
      return sum;
    };
    const words = new Map<string, string>();
    for (const [word] of text.matchAll(wordPattern)) {
      if (words.size >= WORDS_MAX) break;
      if (!words.has(word.toLowerCase())) words.set(word.toLowerCase(), word);
    }
    const told = [...words.values()].map((word) => ({ word, weight: worthOf(word) }));
    for (let each = 0; each < length; each++) values[columns[each] as number] = 0;
    return told
      .filter(({ weight }) => weight > 0)
      .sort((a, b) => b.weight - a.weight)
      .slice(0, SHOWN_MAX);
  };
}
