// From a text to the hashes of its word and character n-grams. What they are worth is decided in sparse.ts. Linear in the
// length of the text, which is bounded: texts come from strangers.
import { BLANK, DIGIT, IDEOGRAPH, LETTER, letterTables, MARK, PAIR } from './letters.ts';

/** How texts are read. Kept in the model: a text must be read as the training texts were. */
export type FeatureSettings = {
  /** Longest run of words that is one feature. */
  wordsMax: number;
  /** Shortest and longest run of letters within a word that is one feature. */
  lettersMin: number;
  lettersMax: number;
  /** Features are numbered by so many bits of their hash (Weinberger et al. 2009, "Feature hashing"). */
  hashBits: number;
  /** What follows is not read. */
  textUnitsMax: number;
};

/** Word 1–2-grams and character 2–5-grams serve texts of one line to some pages in every language tried. */
export const defaultSettings: FeatureSettings = {
  wordsMax: 2,
  lettersMin: 2,
  lettersMax: 5,
  hashBits: 24,
  textUnitsMax: 20_000,
};

/** Gives the stem of a lower-case word of a language; the word itself where it knows none. */
export type StemOf = (word: string, language: string) => string;

/** The hashes of one text, with repeats, in the first `words` and `letters` places. Overwritten by the next text. */
export type Grams = {
  wordHashes: Int32Array;
  words: number;
  letterHashes: Int32Array;
  letters: number;
};

/** Reads texts one after another into the same `Grams`. */
export type Reader = (text: string, language?: string) => Grams;

const LINK = 0xe000;
const MENTION = 0xe001;
const ADDRESS = 0xe002;
const EDGE = 0x20;
const AT = 0x40;
const DOT = 0x2e;
const ZERO = 0x30;
/** A letter repeated more often is written so often: "soooooo" and "sooooo" are one word. */
const REPEATS_MAX = 3;
/** Longer runs of digits are told apart by their length only: order numbers are not words. */
const DIGITS_KEPT_MAX = 4;
/** Of longer "words" (base64, keyboard mashing) no more is read as one. */
const WORD_UNITS_MAX = 48;
const MARKS_MAX = 3;

const asciiPattern = /^[\x00-\x7f]*$/;
const linkPattern = /^[("'<[]?(?:[a-z][a-z0-9+.-]{1,9}:\/\/|www\.)/i;

// FNV-1a over UTF-16 units, then the finaliser of MurmurHash3, so that all bits depend on all letters.
const FNV_START = 0x811c9dc5 | 0;
const FNV_PRIME = 0x01000193;
const LETTERS_START = 0x5bd1e995 | 0;
const STEM_START = 0x27d4eb2f | 0;
const RUN_FACTOR = 0x9e3779b1 | 0;

function spread(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** What was read of one text so far, and the word being read. Buffers are kept from text to text. */
class Reading {
  readonly grams: Grams = {
    wordHashes: new Int32Array(1024),
    words: 0,
    letterHashes: new Int32Array(4096),
    letters: 0,
  };
  private readonly settings: FeatureSettings;
  private readonly mask: number;
  private readonly stemOf: StemOf | undefined;
  private readonly token = new Uint16Array(WORD_UNITS_MAX + 2);
  /** Hashes of the words before, newest first. */
  private readonly before = new Int32Array(8);
  private length = 1;
  private kind = BLANK;
  private language = '';

  constructor(settings: FeatureSettings, stemOf: StemOf | undefined) {
    this.settings = settings;
    this.mask = 2 ** settings.hashBits - 1;
    this.stemOf = stemOf;
    this.token[0] = EDGE;
  }

  begin(language: string): void {
    this.grams.words = 0;
    this.grams.letters = 0;
    this.length = 1;
    this.kind = BLANK;
    this.before.fill(0);
    this.language = language;
  }

  /** Marks the end of the text, so that the last word is known as such. */
  finish(): Grams {
    this.endToken();
    this.addWords(FNV_START ^ EDGE);
    return this.grams;
  }

  /** Adds a unit to the word; a word of another kind ends there. */
  push(unit: number, kind: number): void {
    if (kind !== this.kind) this.endToken();
    this.kind = kind;
    if (kind === IDEOGRAPH) this.addWords(Math.imul(FNV_START ^ unit, FNV_PRIME));
    else if (kind !== DIGIT && this.isRepeated(unit)) return;
    if (this.length > (kind === MARK ? MARKS_MAX : WORD_UNITS_MAX)) {
      if (kind === MARK) return;
      this.endToken();
      this.kind = kind;
    }
    this.token[this.length++] = unit;
  }

  /** Ends the word and adds one that is a single symbol. */
  pushSymbol(symbol: number): void {
    this.endToken();
    this.addWords(Math.imul(FNV_START ^ symbol, FNV_PRIME));
  }

  endToken(): void {
    const { token, length, kind } = this;
    if (length === 1) return;
    if (kind !== IDEOGRAPH) {
      let hash = FNV_START;
      for (let at = 1; at < length; at++) hash = Math.imul(hash ^ (token[at] as number), FNV_PRIME);
      this.addWords(hash);
      if (kind === LETTER && this.stemOf) this.addStem(this.stemOf);
    }
    this.addLetters();
    this.length = 1;
    this.kind = BLANK;
  }

  private isRepeated(unit: number): boolean {
    const { token, length } = this;
    if (length <= REPEATS_MAX) return false;
    for (let back = 1; back <= REPEATS_MAX; back++) if (token[length - back] !== unit) return false;
    return true;
  }

  private addHash(hash: number): void {
    const { grams } = this;
    if (grams.words === grams.wordHashes.length) {
      const larger = new Int32Array(grams.words * 2);
      larger.set(grams.wordHashes);
      grams.wordHashes = larger;
    }
    grams.wordHashes[grams.words++] = spread(hash) & this.mask;
  }

  /** The word, and the runs of words that end with it. */
  private addWords(hash: number): void {
    const { before } = this;
    this.addHash(hash);
    let run = hash;
    for (let n = 1; n < this.settings.wordsMax; n++) {
      run = Math.imul(run, RUN_FACTOR) ^ (before[n - 1] as number);
      this.addHash(run + n);
    }
    before.copyWithin(1, 0, before.length - 1);
    before[0] = hash;
  }

  private addStem(stemOf: StemOf): void {
    const word = String.fromCharCode(...this.token.subarray(1, this.length));
    const stem = stemOf(word, this.language);
    if (stem === word) return;
    let hash = STEM_START;
    for (let at = 0; at < stem.length; at++)
      hash = Math.imul(hash ^ stem.charCodeAt(at), FNV_PRIME);
    this.addHash(hash);
  }

  /** The runs of letters of the word with a blank on either side, as scikit-learn's `char_wb` reads them. */
  private addLetters(): void {
    const { token, length, grams, mask } = this;
    const { lettersMin, lettersMax } = this.settings;
    token[length] = EDGE;
    const end = length + 1;
    const needed = grams.letters + end * (lettersMax - lettersMin + 1);
    if (needed > grams.letterHashes.length) {
      const larger = new Int32Array(needed * 2);
      larger.set(grams.letterHashes);
      grams.letterHashes = larger;
    }
    const hashes = grams.letterHashes;
    let count = grams.letters;
    for (let start = 0; start < end; start++) {
      let hash = LETTERS_START;
      const last = Math.min(end, start + lettersMax);
      for (let at = start; at < last; at++) {
        hash = Math.imul(hash ^ (token[at] as number), FNV_PRIME);
        if (at - start + 1 >= lettersMin) hashes[count++] = spread(hash) & mask;
      }
    }
    grams.letters = count;
  }
}

/** Reads the digits from `at`, and gives where they end. */
function readDigits(
  text: string,
  at: number,
  end: number,
  kinds: Uint8Array,
  reading: Reading,
): number {
  let to = at;
  while (to < end && kinds[text.charCodeAt(to)] === DIGIT) to++;
  const masked = to - at > DIGITS_KEPT_MAX;
  for (let i = at; i < to; i++) reading.push(masked ? ZERO : text.charCodeAt(i), DIGIT);
  return to;
}

/** Reads what stands between two blanks. */
function readChunk(text: string, start: number, end: number, reading: Reading): void {
  const { kinds, lower } = letterTables();
  for (let at = start; at < end; at++) {
    const unit = text.charCodeAt(at);
    const kind = kinds[unit] as number;
    if (kind === LETTER || kind === IDEOGRAPH) reading.push(lower[unit] as number, kind);
    else if (kind === DIGIT) at = readDigits(text, at, end, kinds, reading) - 1;
    else if (kind === MARK) reading.push(unit, MARK);
    else if (kind === PAIR) {
      reading.pushSymbol((unit << 10) ^ text.charCodeAt(at + 1));
      at++;
    }
  }
  reading.endToken();
}

/** Links, addresses and mentions say that they are there; a mention may name whom it is about, and is read besides. */
function readTextInto(text: string, reading: Reading): void {
  const { kinds } = letterTables();
  const end = text.length;
  let start = 0;
  while (start < end) {
    while (start < end && kinds[text.charCodeAt(start)] === BLANK) start++;
    let stop = start;
    let at = -1;
    let dotAfter = false;
    for (; stop < end; stop++) {
      const unit = text.charCodeAt(stop);
      if (kinds[unit] === BLANK) break;
      if (unit === AT) at = stop;
      else if (unit === DOT && at > start) dotAfter = true;
    }
    if (stop - start > 6 && linkPattern.test(text.slice(start, Math.min(stop, start + 16)))) {
      reading.pushSymbol(LINK);
    } else if (dotAfter) reading.pushSymbol(ADDRESS);
    else if (at === start && stop - start > 1) {
      reading.pushSymbol(MENTION);
      readChunk(text, start + 1, stop, reading);
    } else readChunk(text, start, stop, reading);
    start = stop;
  }
}

/**
 * Reads a text that is asked about several times in a row once. What was read is handed out again as it is: who asks must not
 * write to it, and nobody else may use what `read` overwrites.
 */
export function keepLast<Result>(
  read: (text: string, language?: string) => Result,
): (text: string, language?: string) => Result {
  let last: { text: string; language: string; result: Result } | undefined;
  return (text, language = '') => {
    if (last?.text !== text || last.language !== language)
      last = { text, language, result: read(text, language) };
    return last.result;
  };
}

/** Makes a reader. It keeps buffers of its own, which the next text overwrites. */
export function createReader(settings: FeatureSettings, stemOf?: StemOf): Reader {
  const reading = new Reading(settings, stemOf);
  const { textUnitsMax } = settings;
  return (text, language = '') => {
    reading.begin(language);
    let bounded = text.length > textUnitsMax ? text.slice(0, textUnitsMax) : text;
    // Full-width letters and ligatures are letters. One may unfold to eighteen (U+FDFA): bounded again.
    if (!asciiPattern.test(bounded)) bounded = bounded.normalize('NFKC').slice(0, textUnitsMax);
    readTextInto(bounded, reading);
    return reading.finish();
  };
}
