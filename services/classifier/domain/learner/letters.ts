// What a UTF-16 code unit is and its lower case, as tables: reading a text costs a few nanoseconds a letter. No words here.

/** Nothing of the text: blanks and control characters. */
export const BLANK = 0;
/** Part of a word. */
export const LETTER = 1;
/** Part of a word or a number. */
export const DIGIT = 2;
/** Punctuation and symbols. */
export const MARK = 3;
/** First half of a character beyond the basic plane: most emoji. */
export const PAIR = 4;
/** Never shown (zero-width, directional, variation selectors, soft hyphen): passed over, since they part words to deceive. */
export const UNSEEN = 5;
/** Stands inside words and is passed over: "don't" and "dont" are one word. */
export const APOSTROPHE = 6;
/** A letter of a script that is written without blanks between words: each is a word. */
export const IDEOGRAPH = 7;

const UNITS = 0x10000;
/** Joiners and fillers that show nothing, besides those of category Cf. */
const HIDDEN = new Set([0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x3164, 0xffa0]);
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

function kindOf(unit: number, letter: string): number {
  if (unit >= 0xd800 && unit <= 0xdbff) return PAIR;
  if (unit >= 0xdc00 && unit <= 0xdfff) return UNSEEN;
  if (letter === "'" || letter === '’' || letter === 'ʼ') return APOSTROPHE;
  if (/\p{Cf}|\p{Variation_Selector}/u.test(letter) || HIDDEN.has(unit)) return UNSEEN;
  if (/[\p{L}\p{M}]/u.test(letter)) return unspaced.test(letter) ? IDEOGRAPH : LETTER;
  if (/\p{N}/u.test(letter)) return DIGIT;
  if (/[\s\p{Z}\p{C}]/u.test(letter)) return BLANK;
  return MARK;
}

function makeTables(): { kinds: Uint8Array; lower: Uint16Array } {
  const kinds = new Uint8Array(UNITS);
  const lower = new Uint16Array(UNITS);
  for (let unit = 0; unit < UNITS; unit++) {
    const letter = String.fromCharCode(unit);
    kinds[unit] = kindOf(unit, letter);
    const small = letter.toLowerCase();
    lower[unit] = small.length === 1 ? small.charCodeAt(0) : unit;
  }
  return { kinds, lower };
}

let tables: { kinds: Uint8Array; lower: Uint16Array } | undefined;

/** The tables, made at first use (some tens of milliseconds). */
export function letterTables(): { kinds: Uint8Array; lower: Uint16Array } {
  tables ??= makeTables();
  return tables;
}
