// What the bus holds of something that is erased: events that failed. The log itself is short and forgets by itself (pruning.ts).
import type { Query } from '../db.ts';
import { KEEP_HOURS } from './pruning.ts';

// Parked events are few: they are looked through, not indexed by what they say.
const about = `exists (select from unnest($1::text[]) as g(id) where position(convert_to(g.id, 'UTF8') in k.payload) > 0)`;

/** Drops the dead letters whose events name one of these ids. Gives how many. */
export async function dropLettersAbout(query: Query, ids: string[]): Promise<number> {
  const dropped = await query(
    `delete from bus.parked k where k.dead_at is not null and ${about} returning 1`,
    [ids],
  );
  return dropped.length;
}

/** Which of these ids are named by events that failed and are tried again. */
export async function waitingAbout(query: Query, ids: string[]): Promise<Set<string>> {
  const rows = await query<{ id: string }>(
    `select distinct g.id from bus.parked k
     join unnest($1::text[]) as g(id) on position(convert_to(g.id, 'UTF8') in k.payload) > 0
     where k.dead_at is null`,
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}

/** When the log has forgotten what was published until now, if no group lags behind. */
export const logForgetsBy = (now: Date): Date => new Date(now.getTime() + KEEP_HOURS * 3_600_000);
