// The SQL of imports: which rows of a list are here already.
import type { Query } from '#shared/db.ts';

/** A row that was imported before: the digest of what it said, and the case. */
export type KnownRow = { sha256: string; reference: string };

/** The rows among some that were imported before, by their keys in the ledger. */
export async function knownRows(
  query: Query,
  dedupKeys: readonly string[],
): Promise<Map<string, KnownRow>> {
  const rows = await query<KnownRow & { key: string }>(
    `select i.dedup_key as key, i.original_sha256 as sha256, i.reference from intake.items i
     where i.dedup_key = any($1::text[])`,
    [dedupKeys],
  );
  return new Map(rows.map(({ key, sha256, reference }) => [key, { sha256, reference }]));
}
