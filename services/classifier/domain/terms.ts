// Finding the terms of a policy in a text: by stem, exactly, by part of a word, with gaps. What a find means is decided
// elsewhere.
import { grammarOf } from './grammar.ts';
import { excerpt, readWords, type Stem, tokenise, type Word } from './words.ts';

/** A list of terms and whom they speak for, such as `category/delivery`. */
export type TermGroup = { owner: string; terms: readonly string[] };

/** A find. `weight` is the number of words the term spells out; `negated`: "not broken". */
export type Found = {
  owner: string;
  term: string;
  weight: number;
  words: string;
  start: number;
  end: number;
  sentence: number;
  negated: boolean;
};

type Piece =
  | { kind: 'stem'; stems: string[] }
  | { kind: 'exact' | 'prefix' | 'suffix'; text: string }
  | { kind: 'gap' };
type CompiledTerm = { owner: string; term: string; pieces: Piece[]; weight: number };

/** Terms of one language, ready to be found, by their first word. */
export type TermIndex = {
  language: string;
  byStem: Map<string, CompiledTerm[]>;
  exact: Map<string, CompiledTerm[]>;
  prefix: Map<number, Map<string, CompiledTerm[]>>;
  suffix: Map<number, Map<string, CompiledTerm[]>>;
  /** What may start with a word, by the word as it stands in texts; and with which word after it. */
  known: Map<string, Starting>;
  /** How many pairs of words are kept in `known`. */
  pairs: number;
};

type Starting = { terms: CompiledTerm[]; byNext: Map<string, CompiledTerm[]> };

/** `*` alone stands for up to this many words. */
const GAP_MAX = 3;
/** The same term is looked for no further after so many finds: a hostile text may repeat it 10,000 times. */
const FINDS_PER_TERM_MAX = 5;

function compilePiece(written: string, language: string, stem: Stem): Piece[] {
  if (written === '*') return [{ kind: 'gap' }];
  const { tokens } = tokenise('', written.replace(/[=*]/g, ''));
  const words = readWords(tokens, language, stem);
  const text = words.map((word) => word.folded).join('');
  if (written.startsWith('=')) return words.map((word) => ({ kind: 'exact', text: word.folded }));
  if (written.startsWith('*')) return [{ kind: 'suffix', text }];
  if (written.endsWith('*')) return [{ kind: 'prefix', text }];
  return words.map((word) => ({ kind: 'stem', stems: word.stems }));
}

function compileTerm(owner: string, term: string, language: string, stem: Stem): CompiledTerm {
  const pieces = term
    .trim()
    .split(/\s+/)
    .flatMap((written) => compilePiece(written, language, stem));
  return { owner, term, pieces, weight: pieces.filter((piece) => piece.kind !== 'gap').length };
}

const put = <K>(map: Map<K, CompiledTerm[]>, key: K, term: CompiledTerm): void => {
  const list = map.get(key);
  if (list) list.push(term);
  else map.set(key, [term]);
};

const putByLength = (
  map: Map<number, Map<string, CompiledTerm[]>>,
  text: string,
  term: CompiledTerm,
): void => {
  const inner = map.get(text.length) ?? new Map<string, CompiledTerm[]>();
  map.set(text.length, inner);
  put(inner, text, term);
};

/** Prepares the terms of a language. The stemmer must be the one that texts are read with. */
export function compileTerms(groups: TermGroup[], language: string, stem: Stem): TermIndex {
  const index: TermIndex = {
    language,
    byStem: new Map(),
    exact: new Map(),
    prefix: new Map(),
    suffix: new Map(),
    known: new Map(),
    pairs: 0,
  };
  for (const { owner, terms } of groups) {
    for (const written of terms) {
      const term = compileTerm(owner, written, language, stem);
      const first = term.pieces[0];
      if (first?.kind === 'stem') for (const key of first.stems) put(index.byStem, key, term);
      else if (first?.kind === 'exact') put(index.exact, first.text, term);
      else if (first?.kind === 'prefix') putByLength(index.prefix, first.text, term);
      else if (first?.kind === 'suffix') putByLength(index.suffix, first.text, term);
    }
  }
  return index;
}

function fits(piece: Piece, word: Word): boolean {
  switch (piece.kind) {
    case 'stem':
      return piece.stems.some((stem) => word.stems.includes(stem));
    case 'exact':
      return word.folded === piece.text;
    case 'prefix':
      return word.folded.startsWith(piece.text);
    case 'suffix':
      return word.folded.endsWith(piece.text);
    case 'gap':
      return true;
    default:
      return piece satisfies never;
  }
}

/** The index of the last word of the term when it stands at `at`, else -1. Within one sentence only. */
function lastWord(words: Word[], at: number, pieces: Piece[], next: number): number {
  const sentence = words[at]?.sentence;
  for (let index = at, piece = next; ; index++, piece++) {
    const wanted = pieces[piece];
    if (!wanted) return index - 1;
    if (wanted.kind === 'gap') {
      for (let skip = 0; skip <= GAP_MAX; skip++) {
        const start = words[index + skip];
        if (start?.sentence !== sentence) return -1;
        const end = lastWord(words, index + skip, pieces, piece + 1);
        if (end >= 0) return end;
      }
      return -1;
    }
    const word = words[index];
    if (!word || word.sentence !== sentence || !fits(wanted, word)) return -1;
  }
}

/** Longer words (hashes, base64) are not kept. */
const WORD_KEPT_MAX = 40;
/** The terms that may start with a word are kept by word: people use few words. Emptied when full. */
const WORDS_KEPT_MAX = 20_000;
const PAIRS_KEPT_MAX = 100_000;

function forget(index: TermIndex): void {
  index.known.clear();
  index.pairs = 0;
}

function startingWith(index: TermIndex, word: Word): Starting {
  const { known } = index;
  const before = known.get(word.lower);
  if (before) return before;
  const starting = { terms: lookUp(index, word), byNext: new Map<string, CompiledTerm[]>() };
  if (known.size >= WORDS_KEPT_MAX) forget(index);
  if (word.lower.length <= WORD_KEPT_MAX) known.set(word.lower, starting);
  return starting;
}

function lookUp(index: TermIndex, word: Word): CompiledTerm[] {
  const terms = new Set<CompiledTerm>(index.exact.get(word.folded));
  for (const stem of word.stems) for (const term of index.byStem.get(stem) ?? []) terms.add(term);
  for (const [length, byText] of index.prefix)
    for (const term of byText.get(word.folded.slice(0, length)) ?? []) terms.add(term);
  for (const [length, byText] of index.suffix)
    if (word.folded.length >= length)
      for (const term of byText.get(word.folded.slice(-length)) ?? []) terms.add(term);
  return [...terms];
}

/**
 * Gives the terms that may start at a word, by the word and the one after it, each pair worked out once: a text of
 * "not not not…" would otherwise try every term that begins so at every place.
 */
function candidates(index: TermIndex, word: Word, next: Word | undefined): CompiledTerm[] {
  const { terms, byNext } = startingWith(index, word);
  // Most words begin no term.
  if (terms.length === 0) return terms;
  const nextKey = next?.lower ?? '';
  const before = byNext.get(nextKey);
  if (before) return before;
  const fitting = terms.filter(({ pieces: [, second] }) =>
    second ? next !== undefined && fits(second, next) : true,
  );
  if (nextKey.length > WORD_KEPT_MAX) return fitting;
  if (index.pairs >= PAIRS_KEPT_MAX) forget(index);
  byNext.set(nextKey, fitting);
  index.pairs++;
  return fitting;
}

/** Whether a negation stands before the word, with nothing but light words between ("not at all broken"). */
export function isNegated(words: Word[], at: number, language: string): boolean {
  const { negators, light, emphasis } = grammarOf(language);
  for (let index = at - 1; index >= Math.max(0, at - 4); index--) {
    const word = words[index];
    if (!word || word.sentence !== words[at]?.sentence) return false;
    if (negators.has(word.folded)) return !emphasis.has(words[index + 1]?.folded ?? '');
    if (!light.has(word.folded) && !emphasis.has(word.folded)) return false;
  }
  return false;
}

/** All terms found in a text, in the order they stand there. */
export function findTerms(index: TermIndex, words: Word[], whole: string): Found[] {
  const found: Found[] = [];
  const finds = new Map<CompiledTerm, number>();
  words.forEach((word, at) => {
    for (const term of candidates(index, word, words[at + 1])) {
      const times = finds.get(term) ?? 0;
      if (times >= FINDS_PER_TERM_MAX) continue;
      const last = words[lastWord(words, at, term.pieces, 0)];
      if (!last) continue;
      finds.set(term, times + 1);
      found.push({
        owner: term.owner,
        term: term.term,
        weight: term.weight,
        words: excerpt(whole, word.start, last.end),
        start: word.start,
        end: last.end,
        sentence: word.sentence,
        negated: isNegated(words, at, index.language),
      });
    }
  });
  return found;
}
