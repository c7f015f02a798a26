// Passwords in people.passwords. Computing them: password-hash.ts.
import type { Query, Tx } from '#shared/db.ts';
import { endSessionsOf } from '#shared/sessions.ts';

/** What is kept of an active member of staff by e-mail address. */
export async function findPassword(
  query: Query,
  email: string,
): Promise<{ staffId: string; phc: string } | undefined> {
  const [row] = await query<{ staffId: string; phc: string }>(
    `select s.staff_id as "staffId", p.phc from people.staff s join people.passwords p using (staff_id)
     where s.email = lower($1) and s.active`,
    [email],
  );
  return row;
}

/**
 * Whether somebody is active still and their password the one that was checked; locks both until the transaction ends, so
 * that no session outlives a change that was made meanwhile (S25).
 */
export async function isStillPassword(tx: Tx, staffId: string, phc: string): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from people.staff s join people.passwords p using (staff_id)
     where s.staff_id = $1 and s.active and p.phc = $2 for share`,
    [staffId, phc],
  );
  return rows.length > 0;
}

/** Sets a password; all sessions end, but the one named, and so do links and what is under way. */
export async function putPassword(
  tx: Tx,
  staffId: string,
  phc: string,
  now: Date,
  butSession?: string,
): Promise<void> {
  await tx.query(
    `insert into people.passwords (staff_id, phc, changed_at) values ($1, $2, $3)
     on conflict (staff_id) do update set phc = excluded.phc, changed_at = excluded.changed_at`,
    [staffId, phc, now],
  );
  await tx.query('delete from people.sign_in_steps where staff_id = $1', [staffId]);
  await tx.query('delete from people.sign_in_links where staff_id = $1 and used_at is null', [
    staffId,
  ]);
  await endSessionsOf(tx.query, staffId, butSession);
}

/** Keeps the same password under a stronger hash. */
export async function rehashPassword(query: Query, staffId: string, before: string, phc: string) {
  await query('update people.passwords set phc = $3 where staff_id = $1 and phc = $2', [
    staffId,
    before,
    phc,
  ]);
}
