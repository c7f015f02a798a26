// All SQL of refresh tokens that were exchanged for newer ones.
import type { Query, Tx } from '#shared/db.ts';

// Both providers forget a refresh token that was not used for so long (Microsoft: 90 days, Google: six months).
const UNUSED_DAYS = 190;
// Another process asks no longer than ten seconds.
const WAIT_MS = 20_000;

/** Locks the row of a grant, which is made if it is not there. Gives what is sealed in it, null when nothing is yet. */
export async function lockGrant(tx: Tx, grantId: string, now: Date): Promise<string | null> {
  await tx.query(`set local lock_timeout = ${WAIT_MS}`);
  const [row] = await tx.query<{ sealed: string | null }>(
    `insert into email.oauth_grants (grant_id, used_at) values ($1, $2)
     on conflict (grant_id) do update set used_at = greatest(oauth_grants.used_at, $2)
     returning sealed_refresh_token as sealed`,
    [grantId, now],
  );
  return row?.sealed ?? null;
}

/** Keeps the newer one, and forgets those that nobody used for so long that they are void. */
export async function keepRefreshToken(
  tx: Tx,
  grantId: string,
  sealed: string,
  now: Date,
): Promise<void> {
  await tx.query('update email.oauth_grants set sealed_refresh_token = $2 where grant_id = $1', [
    grantId,
    sealed,
  ]);
  await tx.query(`delete from email.oauth_grants where used_at < $1`, [
    new Date(now.getTime() - UNUSED_DAYS * 86_400_000),
  ]);
}

/** Forgets a grant that no mailbox of the console goes by any more. */
export async function forgetGrant(query: Query, grantId: string): Promise<void> {
  await query(
    `delete from email.oauth_grants g where g.grant_id = $1
       and not exists (select 1 from email.accounts a where a.grant_id = $1 and a.state <> 'removed')`,
    [grantId],
  );
}
