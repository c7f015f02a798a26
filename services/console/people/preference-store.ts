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

/** What somebody set, locked against what else changes it; and when each of their filters was saved, by name. */
export async function lockPreferences(
  query: Tx['query'],
  staffId: string,
): Promise<{ preferences: unknown; savedAt: Record<string, string> } | undefined> {
  const [row] = await query<{ preferences: unknown; savedAt: Record<string, string> }>(
    `select preferences, filters_saved_at as "savedAt" from people.preferences where staff_id = $1 for update`,
    [staffId],
  );
  return row;
}

/** Puts all that somebody set in the place of what they had. `savedAt`: when each filter was saved, by name, RFC 3339. */
export async function putPreferences(
  query: Tx['query'],
  staffId: string,
  preferences: object,
  now: Date,
  savedAt: Record<string, string> = {},
): Promise<void> {
  await query(
    `insert into people.preferences (staff_id, preferences, filters_saved_at, updated_at) values ($1, $2, $3, $4)
     on conflict (staff_id) do update set preferences = excluded.preferences, filters_saved_at = excluded.filters_saved_at,
       updated_at = excluded.updated_at`,
    [staffId, JSON.stringify(preferences), JSON.stringify(savedAt), now],
  );
}
