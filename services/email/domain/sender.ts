// Who wrote a mail, by a strict reading of From (RFC 5322 §3.4): one address that no two programs can read differently, or
// a person must look (S17). Reply-To never makes an author (S14).

/** `ambiguous`: some programs would read another author than others do, so nobody is answered by itself. */
export type Author =
  | { kind: 'one'; address: string; name?: string }
  | { kind: 'none' }
  | { kind: 'ambiguous' };

type Token =
  | { kind: 'atom'; text: string }
  | { kind: 'quoted'; text: string }
  | { kind: 'comment'; text: string }
  | { kind: 'blank' }
  | { kind: 'special'; text: string };

const FROM_CHARS_MAX = 4000;
const ADDRESS_CHARS_MAX = 320;
const specials = '<>@,;:[]\\';

// Reads a quoted string from its opening quote. undefined: it never ends.
function quotedFrom(text: string, from: number): { text: string; end: number } | undefined {
  let content = '';
  for (let at = from + 1; at < text.length; at++) {
    const character = text[at] as string;
    if (character === '"') return { text: content, end: at + 1 };
    if (character === '\\') at++;
    content += text[at] ?? '';
  }
  return undefined;
}

// Reads a plain comment. Nested, escaped or address-like ones are where parsers disagree: undefined.
function commentFrom(text: string, from: number): { text: string; end: number } | undefined {
  const end = text.indexOf(')', from);
  if (end === -1) return undefined;
  const content = text.slice(from + 1, end);
  return /[()<>@",;:\\[\]]/.test(content) ? undefined : { text: content, end: end + 1 };
}

const atomEnd = /[\s"()<>@,;:[\]\\]/;

function tokens(text: string): Token[] | undefined {
  const found: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const character = text[at] as string;
    if (character === ' ' || character === '\t') {
      if (found.at(-1)?.kind !== 'blank') found.push({ kind: 'blank' });
      at++;
    } else if (character === '"' || character === '(') {
      const read = character === '"' ? quotedFrom(text, at) : commentFrom(text, at);
      if (!read) return undefined;
      found.push({ kind: character === '"' ? 'quoted' : 'comment', text: read.text });
      at = read.end;
    } else if (character === ')') {
      return undefined;
    } else if (specials.includes(character)) {
      found.push({ kind: 'special', text: character });
      at++;
    } else {
      const start = at;
      while (at < text.length && !atomEnd.test(text[at] as string)) at++;
      // Blanks beyond space and tab: some programs split there, others do not.
      if (at === start) return undefined;
      found.push({ kind: 'atom', text: text.slice(start, at) });
    }
  }
  return found;
}

// Letters, digits and the printable signs of RFC 5322 atext; beyond ASCII letters, marks and numbers (RFC 6531).
const localPart = /^[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~.-]{1,256}$/u;
const domainLabel = /^[\p{L}\p{N}\p{M}_](?:[\p{L}\p{N}\p{M}_-]{0,61}[\p{L}\p{N}\p{M}_])?$/u;

// local@domain as exactly three tokens: no blanks, comments or quoted parts in between.
function addressOf(parts: Token[]): string | undefined {
  const [local, at, domain] = parts;
  if (parts.length !== 3 || local?.kind !== 'atom' || domain?.kind !== 'atom') return undefined;
  if (at?.kind !== 'special' || at.text !== '@') return undefined;
  // RFC 2047 §5: an encoded word never stands in an address.
  if (local.text.startsWith('=?') || !localPart.test(local.text)) return undefined;
  if (!domain.text.split('.').every((label) => domainLabel.test(label))) return undefined;
  const address = `${local.text}@${domain.text}`;
  return address.length <= ADDRESS_CHARS_MAX ? address : undefined;
}

const isSpecial = (token: Token, text: string): boolean =>
  token.kind === 'special' && token.text === text;

function trimmed(parts: Token[]): Token[] {
  const first = parts.findIndex((token) => token.kind !== 'blank');
  const last = parts.findLastIndex((token) => token.kind !== 'blank');
  return first === -1 ? [] : parts.slice(first, last + 1);
}

const nameFrom = (parts: Token[]): string =>
  parts
    .map((token) => (token.kind === 'blank' ? ' ' : token.text))
    .join('')
    .trim();

function namedAddress(all: Token[], open: number): Author {
  const close = all.findIndex((token) => isSpecial(token, '>'));
  const after = all.slice(close + 1);
  const phrase = trimmed(all.slice(0, open));
  const address = close > open ? addressOf(trimmed(all.slice(open + 1, close))) : undefined;
  if (!address || !after.every((token) => token.kind === 'blank' || token.kind === 'comment'))
    return { kind: 'ambiguous' };
  const name = nameFrom(phrase);
  // A comma without quotes is a common fault of names ("Doe, Jane"); an address there must be the very same one.
  const harmless = phrase.every((token) => token.kind !== 'special' || token.text === ',');
  const isAddress = name.toLowerCase() === address.toLowerCase();
  if (!harmless && !isAddress) return { kind: 'ambiguous' };
  return { kind: 'one', address, ...(name && !isAddress ? { name } : {}) };
}

function bareAddress(all: Token[]): Author {
  const comment = all.at(-1);
  const parts = comment?.kind === 'comment' ? trimmed(all.slice(0, -1)) : all;
  const address = addressOf(parts);
  if (!address) return { kind: 'ambiguous' };
  const name = comment?.kind === 'comment' ? comment.text.trim() : '';
  return { kind: 'one', address, ...(name ? { name } : {}) };
}

function parseOne(value: string): Author {
  if (!value.includes('@')) return { kind: 'none' };
  const hasControls = /[\u0000-\u0008\u000a-\u001f\u007f]/.test(value);
  const all = value.length > FROM_CHARS_MAX || hasControls ? undefined : tokens(value);
  if (!all) return { kind: 'ambiguous' };
  const parts = trimmed(all);
  // A name alone that holds an @ inside quotes is no address at all.
  if (!parts.some((token) => isSpecial(token, '@'))) return { kind: 'none' };
  if (parts.filter((token) => isSpecial(token, '<')).length > 1) return { kind: 'ambiguous' };
  const open = parts.findIndex((token) => isSpecial(token, '<'));
  return open === -1 ? bareAddress(parts) : namedAddress(parts, open);
}

/** The author by all From fields of a mail. Several fields must name the same address. */
export function parseAuthor(from: string[]): Author {
  const authors = from.map(parseOne);
  const [first = { kind: 'none' } as const] = authors;
  const agree = authors.every(
    (author) =>
      author.kind === first.kind &&
      (author.kind !== 'one' ||
        (first.kind === 'one' && author.address.toLowerCase() === first.address.toLowerCase())),
  );
  return agree ? first : { kind: 'ambiguous' };
}

/** Addresses in To and Cc, as far as they are plain: facts about recipients, no authority. */
export function recipientAddresses(values: string[], max: number): string[] {
  const found = new Set<string>();
  for (const value of values) {
    for (const match of value
      .slice(0, 32_000)
      .matchAll(/[^\s<>",;:()[\]@\\]{1,256}@[^\s<>",;:()[\]@\\]{1,255}/g)) {
      if (found.size >= max) return [...found];
      if (match[0].length <= ADDRESS_CHARS_MAX) found.add(match[0].toWellFormed());
    }
  }
  return [...found];
}
