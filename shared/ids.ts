// Identifiers: derived ones (the same input gives the same id, so an effect happens once) and references for people.
import { randomBytes } from 'node:crypto';
import { v5, v7 } from 'uuid';

/** A fresh, time-ordered id (RFC 9562 UUIDv7). */
export const newId = (): string => v7();

/** An id derived from a parent id and a name (RFC 9562 UUIDv5): repeats of the same work give the same id. */
export const derivedId = (parentId: string, name: string): string => v5(name, parentId);

const uuidShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text is a UUID (RFC 9562 §4), so that the database takes it as one. */
export const isUuid = (text: string): boolean => uuidShape.test(text);

/** A fresh trace id: 32 hex digits (W3C trace context), carried from acceptance to the last message. */
export const newTrace = (): string => randomBytes(16).toString('hex');

// Crockford's base32: no I, L, O, U.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Luhn mod 32 over base32 digits: catches every single wrong character and most swaps. */
function checkDigit(digits: number[]): number {
  let sum = 0;
  digits.forEach((digit, index) => {
    const product = digit * ((digits.length - index) % 2 === 1 ? 2 : 1);
    sum += Math.floor(product / 32) + (product % 32);
  });
  return (32 - (sum % 32)) % 32;
}

const written = (digits: number[]): string => {
  const text = [...digits, checkDigit(digits)].map((digit) => alphabet[digit]).join('');
  return `C-${text.slice(0, 4)}-${text.slice(4)}`;
};

/** A new case reference like `C-7K3M-9QXD`: seven random base32 characters (35 bits) and a check character. */
export function newReference(bytes: Uint8Array = randomBytes(7)): string {
  return written([...bytes.slice(0, 7)].map((byte) => byte % 32));
}

/** The canonical form of a reference typed by a person (case, spaces, O/0 and I/L/1 forgiven), or undefined. */
export function parseReference(text: string): string | undefined {
  const bare = text
    .trim()
    .toUpperCase()
    .replace(/[\s-]/g, '')
    // The leading C, unless the eight characters alone were typed.
    .replace(/^C(?=.{8}$)/, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  if (bare.length !== 8) return undefined;
  const digits = [...bare].map((character) => alphabet.indexOf(character));
  if (digits.includes(-1)) return undefined;
  const canonical = written(digits.slice(0, 7));
  return canonical.endsWith(bare.slice(4)) ? canonical : undefined;
}

/** All valid references that stand in a text, such as the subject of a reply, canonical and without repeats. */
export function findReferences(text: string): string[] {
  const found = text.slice(0, 4000).match(/\bC-[0-9A-Z]{4}-[0-9A-Z]{4}\b/gi) ?? [];
  return [...new Set(found.map(parseReference).filter((r) => r !== undefined))];
}
