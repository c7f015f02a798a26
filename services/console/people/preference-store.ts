// What staff set for themselves, as it is kept. What it may be: api/preference-routes.ts.
import type { Db, Tx } from '#shared/db.ts';

/** What somebody set; `undefined` if nothing yet. */
export async function findPreferences(
  query: Db['query'],
  staffId: string,
): Promise<unknown | undefined> {
  const [row] = await query<{ preferences: unknown }>(
    'select preferences from people.preferences where staff_id = $1',
    [staffId],
  );
  return row?.preferences;
}

/** Puts all that somebody set in the place of what they had. */
export async function putPreferences(
  query: Tx['query'],
  staffId: string,
  preferences: object,
  now: Date,
): Promise<void> {
  await query(
    `insert into people.preferences (staff_id, preferences, updated_at) values ($1, $2, $3)
     on conflict (staff_id) do update set preferences = excluded.preferences, updated_at = excluded.updated_at`,
    [staffId, JSON.stringify(preferences), now],
  );
}
