// Reading a text: tokens with their place, sentence and spelling; the same spelling for terms and texts. No lists of
// terms and no judgement here. Every pattern is linear: texts come from strangers.
import { type Grammar, grammarOf } from './grammar.ts';

/** A word as it stands in the text. `start` and `end` are offsets, `sentence` counts sentences. */
export type Token = { start: number; end: number; lower: string; sentence: number };

/** What could be told about a text before its language is known. */
export type Tokens = {
  /** Subject and text as one, as offsets count. */
  whole: string;
  /** Tokens that start before this offset stand in the subject. */
  subjectEnd: number;
  tokens: Token[];
  /** Words of two letters and more, and how many of them are all capitals. */
  spelledOut: number;
  capitals: number;
  exclamations: number;
  /** Where a salutation at the head of the text stands ("Dear customer service team,"): it is not the matter. */
  greeting: { start: number; end: number };
};

/** A word as one language spells it: `folded` without case and accents, `stems` to compare by. */
export type Word = {
  start: number;
  end: number;
  sentence: number;
  lower: string;
  folded: string;
  stems: string[];
};

/** Gives the stem of a lower-case word of one language. */
export type Stem = (word: string) => string;

/** Shorter stems are shared by words that have nothing in common (Spanish "heridas" and English "here"). */
const STEM_MIN = 4;
/** Longer "words" (hashes, base64) are kept as tokens but never stemmed. */
const WORD_MAX = 40;

const wordPattern = /[\p{L}\p{M}\p{N}]+(?:['’ʼ`][\p{L}\p{M}\p{N}]+)*/gu;
const chunkPattern = /\S+/g;
const asciiPattern = /^[\x20-\x7e]*$/;

// What NFKD leaves: accents (dropped), letters that are one, apostrophes.
const unfoldable = /[\p{M}ßœæøł’ʼ`]/gu;
const folded: Record<string, string> = {
  ß: 'ss',
  œ: 'oe',
  æ: 'ae',
  ø: 'o',
  ł: 'l',
  '’': "'",
  ʼ: "'",
  '`': "'",
};

/** Lower case without accents; `ß` is `ss`. */
export function fold(word: string): string {
  const lower = word.toLowerCase();
  if (asciiPattern.test(lower)) return lower;
  // Bounded first: a ligature may unfold to eighteen letters (U+FDFA), and "words" may be as long as the text.
  return lower
    .slice(0, WORD_MAX + 1)
    .normalize('NFKD')
    .replace(unfoldable, (letter) => folded[letter] ?? '');
}

// Mentions, addresses and links say nothing about the matter: a handle may be called anything.
const isNoise = (chunk: string): boolean =>
  chunk.includes('@') || chunk.includes('://') || chunk.startsWith('www.');

const isCapitals = (text: string): boolean =>
  text.length > 1 && text === text.toUpperCase() && text !== text.toLowerCase();

const count = (text: string, mark: string): number => text.split(mark).length - 1;

const greetingPattern =
  /^\s{0,9}(?:(?:dear|to whom|sehr geehrte[rs]?|liebe[rs]?|estimad[oa]s?|querid[oa]s?|a quien|chère?s?|madame|monsieur|messieurs)(?: [^\s,.!?:]{1,30}){0,8}|(?:hello|hi|hey|hallo|moin|servus|hola|bonjour|bonsoir|salut|greetings|good \w{3,9}|guten \w{3,6}|buen[oa]s \w{4,6})(?: [^\s,.!?:]{1,30}){0,4}) ?(?:,|!|:|\n)/i;

/** The salutation at the head of a text that starts at an offset. */
function greetingOf(text: string, offset: number): { start: number; end: number } {
  const length = greetingPattern.exec(text.slice(0, 120))?.[0].length ?? 0;
  return { start: offset, end: offset + length };
}

/** Splits a subject and a text into tokens. A phrase may run over a line's end, never over a sentence's. */
export function tokenise(subject: string, text: string): Tokens {
  const whole = `${subject}\n\n${text}`;
  const tokens: Token[] = [];
  let sentence = 0;
  let spelledOut = 0;
  let capitals = 0;
  let end = 0;
  for (const match of whole.matchAll(chunkPattern)) {
    const chunk = match[0];
    if (count(whole.slice(end, match.index), '\n') > 1) sentence++;
    end = match.index + chunk.length;
    if (isNoise(chunk)) continue;
    let from = 0;
    for (const found of chunk.matchAll(wordPattern)) {
      const word = found[0];
      if (/[!?;…。¡¿]/.test(chunk.slice(from, found.index))) sentence++;
      from = found.index + word.length;
      const start = match.index + found.index;
      tokens.push({ start, end: start + word.length, lower: word.toLowerCase(), sentence });
      if (word.length > 1 && /\p{L}/u.test(word)) {
        spelledOut++;
        if (isCapitals(word)) capitals++;
      }
    }
    if (/[.!?:;…。]/.test(chunk.slice(from))) sentence++;
  }
  const exclamations = count(whole, '!') + count(whole, '！');
  const subjectEnd = subject.length;
  const greeting = greetingOf(text, subjectEnd + 2);
  return { whole, subjectEnd, greeting, tokens, spelledOut, capitals, exclamations };
}

/** One token as the words it stands for: elisions and contractions taken apart (l'appareil, don't, I'll). */
function spell(lower: string, grammar: Grammar): string[] {
  const plain = lower.replace(/[’ʼ`]/g, "'");
  const known = grammar.contractions[plain];
  if (known) return known;
  const cut = plain.indexOf("'");
  if (cut < 0) return [plain];
  const tail = grammar.contractions[plain.slice(cut)];
  if (tail) return [plain.slice(0, cut), ...tail];
  return plain.split("'").filter((piece) => piece !== '');
}

/** The stems by which a word is compared: with its accents (as stemmers want it) and without (as people type). */
function stemsOf(lower: string, folded: string, stem: Stem, grammar: Grammar): string[] {
  const plain = grammar.respell(folded);
  if (lower.length > WORD_MAX) return [plain];
  const keyOf = (word: string): string => {
    const stemmed = grammar.respell(fold(stem(word)));
    return stemmed.length < STEM_MIN ? plain : stemmed;
  };
  const bare = keyOf(plain);
  const accented = lower === plain ? bare : keyOf(lower);
  return accented === bare ? [bare] : [accented, bare];
}

/** Reads one word of a language, as in a text or in a term. */
function readWord(lower: string, language: string, stem: Stem): Word {
  const grammar = grammarOf(language);
  const folded = fold(lower);
  const stems = stemsOf(lower, folded, stem, grammar);
  return { start: 0, end: 0, sentence: 0, lower, folded: grammar.respell(folded), stems };
}

/** Reads tokens as words of a language. */
export function readWords(tokens: Token[], language: string, stem: Stem): Word[] {
  const grammar = grammarOf(language);
  const seen = new Map<string, Word[]>();
  const words: Word[] = [];
  for (const { start, end, lower, sentence } of tokens) {
    let pieces = seen.get(lower);
    if (!pieces) {
      pieces = spell(lower, grammar).map((piece) => readWord(piece, language, stem));
      seen.set(lower, pieces);
    }
    for (const piece of pieces) words.push({ ...piece, start, end, sentence });
  }
  return words;
}

/** What stands in the text from one word to another, bounded, as evidence shows it. */
export function excerpt(whole: string, start: number, end: number): string {
  const cut = whole.slice(start, Math.min(end, start + 100));
  // Never end in half a character: JSON with a lone surrogate is refused by PostgreSQL.
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}
