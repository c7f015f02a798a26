// The SQL of Idempotency-Keys of commands: the first answer is kept and given again.
import type { Query } from '#shared/db.ts';

/**
 * Takes a key for this transaction, waiting for another that has it. Gives what is known of an earlier request with it.
 */
export async function claimCommandKey(
  query: Query,
  claim: { staffId: string; key: string; digest: string; now: Date },
): Promise<{ digest: string; response: unknown } | undefined> {
  const { staffId, key, digest, now } = claim;
  const inserted = await query(
    `insert into cases.command_keys (staff_id, key, request_digest, status, response, created_at)
     values ($1, $2, $3, 200, 'null', $4) on conflict do nothing returning 1`,
    [staffId, key, digest, now],
  );
  if (inserted.length > 0) return undefined;
  const [row] = await query<{ digest: string; response: unknown }>(
    `select k.request_digest as digest, k.response from cases.command_keys k
     where k.staff_id = $1 and k.key = $2`,
    [staffId, key],
  );
  return row;
}

/** Drops some keys from before a time, the oldest first. Gives how many. */
export async function dropCommandKeys(query: Query, before: Date, max: number): Promise<number> {
  const dropped = await query(
    `delete from cases.command_keys where (staff_id, key) in (select k.staff_id, k.key from cases.command_keys k
       where k.created_at < $1 order by k.created_at limit $2 for update skip locked) returning 1`,
    [before, max],
  );
  return dropped.length;
}

/** Keeps the answer with its key. */
export async function finishCommandKey(
  query: Query,
  staffId: string,
  key: string,
  answer: unknown,
): Promise<void> {
  await query('update cases.command_keys set response = $3 where staff_id = $1 and key = $2', [
    staffId,
    key,
    JSON.stringify(answer),
  ]);
}
