// Originals and attachments: bytes kept once, keyed by their SHA-256, in chunks. What they mean is not known here.
import { createHash } from 'node:crypto';
import type { Query, Tx } from './db.ts';

const CHUNK_BYTES = 256 * 1024;

/** SHA-256 of some bytes, in hex. */
export const sha256 = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

// What fits into one chunk is stored with a set, as long as the set stays small: a parameter is built in memory.
const SET_BYTES_MAX = 1024 * 1024;

// What is there already stays, unless its bytes were erased. Either way its row is locked until the commit, so that an erasure
// which looks whether anybody needs the bytes sees whoever stores them again.
const AGAIN = `on conflict (sha256) do update set erased = false where blobs.erased`;

async function storeSet(tx: Tx, blobs: [string, Uint8Array][]): Promise<void> {
  if (blobs.length === 0) return;
  await tx.query(
    `with stored as (
       insert into blobs.blobs (sha256, bytes)
       select u.sha256, octet_length(u.content) from unnest($1::text[], $2::bytea[]) as u(sha256, content)
       order by u.sha256 ${AGAIN} returning sha256
     )
     insert into blobs.chunks (sha256, n, content)
     select u.sha256, 0, u.content from unnest($1::text[], $2::bytea[]) as u(sha256, content)
     join stored using (sha256) where octet_length(u.content) > 0`,
    [
      blobs.map(([key]) => key),
      blobs.map(([, { buffer, byteOffset, length }]) => Buffer.from(buffer, byteOffset, length)),
    ],
  );
}

async function storeLarge(tx: Tx, key: string, bytes: Uint8Array): Promise<void> {
  const inserted = await tx.query(
    `insert into blobs.blobs (sha256, bytes) values ($1, $2) ${AGAIN} returning 1`,
    [key, bytes.length],
  );
  if (inserted.length === 0) return;
  for (let from = 0, n = 0; from < bytes.length; from += CHUNK_BYTES, n++) {
    await tx.query('insert into blobs.chunks (sha256, n, content) values ($1, $2, $3)', [
      key,
      n,
      Buffer.from(bytes.subarray(from, from + CHUNK_BYTES)),
    ]);
  }
}

/** Stores each of the byte strings that is not there yet, in the caller's transaction. Gives their keys, in order. */
export async function storeBlobs(tx: Tx, contents: Uint8Array[]): Promise<string[]> {
  const keys = contents.map(sha256);
  const byKey = new Map(keys.map((key, index) => [key, contents[index] as Uint8Array]));
  // In key order, the small ones first: two transactions with the same blobs never wait for each other in a circle.
  const sorted = [...byKey].sort(([one], [other]) => (one < other ? -1 : 1));
  let set: [string, Uint8Array][] = [];
  let bytes = 0;
  for (const blob of sorted.filter(([, content]) => content.length <= CHUNK_BYTES)) {
    if (bytes + blob[1].length > SET_BYTES_MAX) {
      await storeSet(tx, set);
      [set, bytes] = [[], 0];
    }
    set.push(blob);
    bytes += blob[1].length;
  }
  await storeSet(tx, set);
  for (const [key, content] of sorted)
    if (content.length > CHUNK_BYTES) await storeLarge(tx, key, content);
  return keys;
}

/** The bytes of a blob, or undefined when there is none (erased, or never stored). */
export async function readBlob(query: Query, key: string): Promise<Buffer | undefined> {
  const [blob] = await query<{ bytes: number }>(
    'select b.bytes from blobs.blobs b where b.sha256 = $1',
    [key],
  );
  if (!blob) return undefined;
  const chunks = await query<{ content: Buffer }>(
    'select content from blobs.chunks where sha256 = $1 order by n',
    [key],
  );
  if (chunks.length === 0 && blob.bytes > 0) return undefined;
  return Buffer.concat(chunks.map((chunk) => chunk.content));
}

/** The first bytes of a blob, at most a chunk's (256 KiB), or undefined when there is none. */
export async function readBlobStart(
  query: Query,
  key: string,
  bytesMax: number,
): Promise<{ start: Buffer; bytes: number } | undefined> {
  const [row] = await query<{ start: Buffer | null; bytes: number }>(
    `select substring(c.content from 1 for $2::int) as start, b.bytes from blobs.blobs b
     left join blobs.chunks c on c.sha256 = b.sha256 and c.n = 0 where b.sha256 = $1`,
    [key, bytesMax],
  );
  if (!row || (row.start === null && row.bytes > 0)) return undefined;
  return { start: row.start ?? Buffer.alloc(0), bytes: row.bytes };
}
