// Makes outside text fit to store and show: no control characters, no broken Unicode, bounded. It keeps the words as they are.

import { cutText, storableText } from '#shared/events/text.ts';

// C0 and C1 controls without tab and line feed: PostgreSQL refuses NUL, terminals obey the others.
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
const lineBreaks = /\r\n?|[\u0085\u2028\u2029]/g;
// Bidirectional overrides and zero-width characters make a name look like another (S5).
const deceptive = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

/** The beginning of a text, in whole characters that can be stored. */
export const cut = (text: string, max: number): string => storableText(cutText(text, max));

/** A text of one or more lines. `cut` tells whether something had to go. */
export function cleanText(text: string, max: number): { text: string; cut: boolean } {
  // Nothing beyond four times the limit can end up in the result: it is not even looked at.
  const bounded = text.length > max * 4 ? text.slice(0, max * 4) : text;
  const clean = bounded
    .replace(lineBreaks, '\n')
    .replace(controls, '')
    .replaceAll('\u00a0', ' ')
    .trim();
  return { text: cut(clean, max), cut: clean.length > max || bounded.length < text.length };
}

/** A text of a single line, such as a subject or a person's name: an injected header stays words (S18). */
export function cleanLine(text: string, max: number): string {
  const line = cutText(text, max * 4)
    .replace(/[\u0000-\u0020\u007f-\u00a0\u0085\u2028\u2029]+/g, ' ')
    .replace(deceptive, '')
    .trim();
  return cut(line, max);
}

/** A file's name for display: the last part of any path, nothing invisible, never empty (S5, S6). */
export function cleanFileName(name: string | undefined, fallback: string): string {
  const line = cleanLine(name ?? '', 2000);
  const base = line.split(/[/\\]/).at(-1)?.trim() ?? '';
  if (base === '' || /^\.+$/.test(base)) return fallback;
  if (base.length <= 255) return base;
  // The ending tells a person what it is.
  const dot = base.lastIndexOf('.');
  const ending = dot > 0 && base.length - dot <= 16 ? base.slice(dot) : '';
  return cut(base, 255 - ending.length) + ending;
}

/** A media type in lower case (RFC 6838 §4.2), or octet-stream for what is none. */
export function cleanMediaType(type: string | undefined): string {
  const bare = (type ?? '').slice(0, 300).split(';')[0]?.trim().toLowerCase() ?? '';
  return /^[a-z0-9][\w!#$&^.+-]{0,126}\/[a-z0-9][\w!#$&^.+-]{0,126}$/.test(bare)
    ? bare
    : 'application/octet-stream';
}
