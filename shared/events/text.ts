// What every text must be before it travels or is stored: whole characters, none that PostgreSQL refuses, bounded. What a
// text means, and what in it may deceive a reader, is not known here.

/** The text with NUL and lone surrogates as U+FFFD (Unicode 3.9): PostgreSQL's text and jsonb take neither. */
export const storableText = (text: string): string =>
  text.replaceAll('\u0000', '\uFFFD').toWellFormed();

/** Whether a text needs no mending to be stored. */
export const isStorable = (text: string): boolean => storableText(text) === text;

/** The beginning of a text, at most `lengthMax` UTF-16 units, never ending in half a character. */
export function cutText(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text;
  const last = text.charCodeAt(lengthMax - 1);
  const isHalf = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, isHalf ? lengthMax - 1 : lengthMax);
}
