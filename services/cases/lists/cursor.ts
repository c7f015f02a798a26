// Places in lists as texts for programs: what a page ended with, signed, and only good for the list that it came from.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '#shared/canonical-json.ts';
import { RequestError } from '#shared/errors.ts';
import type { Signer } from '#shared/secret.ts';

const PURPOSE = 'list-cursor';
const placeSchema = z.tuple([z.string(), z.array(z.string().max(100)).max(5)]);

/** What a list is asked for by, without where the page begins and how long it is. */
const listDigest = (name: string, asked: Record<string, unknown>): string => {
  const { cursor: _cursor, limit: _limit, count: _count, ...rest } = asked;
  return createHash('sha256')
    .update(`${name} ${canonicalJson(rest)}`)
    .digest('base64url')
    .slice(0, 22);
};

/** A place in a list as an opaque text. */
export function cursorText(
  signer: Signer,
  name: string,
  asked: Record<string, unknown>,
  place: readonly string[],
): string {
  const text = JSON.stringify([listDigest(name, asked), place]);
  return `${Buffer.from(text).toString('base64url')}.${signer.sign(PURPOSE, text)}`;
}

const invalid = (): RequestError =>
  new RequestError(
    400,
    'invalid_cursor',
    'cursor: give back what "next" of the last page said, with the same filters and order.',
  );

/**
 * The place that a cursor names, or undefined when there is none.
 * @throws RequestError 400 for a text that is no cursor of ours, or one of another list.
 */
export function parseCursor(
  signer: Signer,
  name: string,
  asked: Record<string, unknown>,
): readonly string[] | undefined {
  const { cursor } = asked;
  if (cursor === undefined) return undefined;
  const [body = '', signature = ''] = String(cursor).split('.');
  const text = Buffer.from(body, 'base64url').toString('utf8');
  if (!signer.verify(PURPOSE, text, signature)) throw invalid();
  const parsed = placeSchema.safeParse(JSON.parse(text));
  if (!parsed.success || parsed.data[0] !== listDigest(name, asked)) throw invalid();
  return parsed.data[1];
}
