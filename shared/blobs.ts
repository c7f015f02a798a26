// Originals and attachments: bytes kept once, keyed by their SHA-256, in chunks. What they mean is not known here.
import { createHash } from 'node:crypto';
import type { Query, Tx } from './db.ts';

const CHUNK_BYTES = 256 * 1024;

/** SHA-256 of some bytes, in hex. */
export const sha256 = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

/** Stores each of the byte strings that is not there yet, in the caller's transaction. Gives their keys, in order. */
export async function storeBlobs(tx: Tx, contents: Uint8Array[]): Promise<string[]> {
  const keys = contents.map(sha256);
  const byKey = new Map(keys.map((key, index) => [key, contents[index] as Uint8Array]));
  // In key order, so that two transactions with the same blobs never wait for each other in a circle.
  for (const key of [...byKey.keys()].sort()) {
    const bytes = byKey.get(key) as Uint8Array;
    const inserted = await tx.query(
      'insert into blobs.blobs (sha256, bytes) values ($1, $2) on conflict do nothing returning 1',
      [key, bytes.length],
    );
    if (inserted.length === 0) continue;
    for (let from = 0, n = 0; from < bytes.length; from += CHUNK_BYTES, n++) {
      await tx.query('insert into blobs.chunks (sha256, n, content) values ($1, $2, $3)', [
        key,
        n,
        Buffer.from(bytes.subarray(from, from + CHUNK_BYTES)),
      ]);
    }
  }
  return keys;
}

/** The bytes of a blob, or undefined when there is none (erased, or never stored). */
export async function readBlob(query: Query, key: string): Promise<Buffer | undefined> {
  const blob = await query('select 1 from blobs.blobs where sha256 = $1', [key]);
  if (blob.length === 0) return undefined;
  const chunks = await query<{ content: Buffer }>(
    'select content from blobs.chunks where sha256 = $1 order by n',
    [key],
  );
  return Buffer.concat(chunks.map((chunk) => chunk.content));
}
