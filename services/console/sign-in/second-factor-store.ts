// Second factors as rows: the sealed secret of the app, the digests of recovery codes. What a code is: totp.ts, second-factor.ts.
import type { Query, Tx } from '#shared/db.ts';

/** The app of somebody; not confirmed: it was offered, and nothing is asked of it yet. */
export type KeptTotp = { sealedSecret: string; confirmed: boolean };

/** What is kept of somebody's app. */
export async function findTotp(query: Query, staffId: string): Promise<KeptTotp | undefined> {
  const [row] = await query<KeptTotp>(
    `select sealed_secret as "sealedSecret", confirmed_at is not null as confirmed from people.totp where staff_id = $1`,
    [staffId],
  );
  return row;
}

/** Offers a secret; false when one is in use. */
export async function offerTotp(
  query: Query,
  staffId: string,
  sealedSecret: string,
): Promise<boolean> {
  const rows = await query(
    `insert into people.totp as kept (staff_id, sealed_secret) values ($1, $2)
     on conflict (staff_id) do update set sealed_secret = excluded.sealed_secret, last_step = 0
     where kept.confirmed_at is null returning 1`,
    [staffId, sealedSecret],
  );
  return rows.length > 0;
}

/** Takes a time step: each counts once, also when two come at the same time. */
export async function takeTotpStep(
  query: Query,
  staffId: string,
  step: number,
  sealedSecret: string,
): Promise<boolean> {
  const rows = await query(
    'update people.totp set last_step = $2 where staff_id = $1 and last_step < $2 and sealed_secret = $3 returning 1',
    [staffId, step, sealedSecret],
  );
  return rows.length > 0;
}

/** From now on codes of the app are asked for. */
export async function confirmTotp(tx: Tx, staffId: string, now: Date): Promise<void> {
  await tx.query('update people.totp set confirmed_at = $2 where staff_id = $1', [staffId, now]);
}

/** Removes app and recovery codes; false when there was none. */
export async function removeTotp(tx: Tx, staffId: string): Promise<boolean> {
  await tx.query('delete from people.recovery_codes where staff_id = $1', [staffId]);
  const rows = await tx.query('delete from people.totp where staff_id = $1 returning 1', [staffId]);
  return rows.length > 0;
}

/** Keeps these recovery codes and no others. */
export async function putRecoveryCodes(tx: Tx, staffId: string, digests: string[]): Promise<void> {
  await tx.query('delete from people.recovery_codes where staff_id = $1', [staffId]);
  await tx.query(
    'insert into people.recovery_codes (staff_id, digest) select $1, unnest($2::text[])',
    [staffId, digests],
  );
}

/** Uses a recovery code up: it counts once. */
export async function takeRecoveryCode(
  query: Query,
  staffId: string,
  digest: string,
  now: Date,
): Promise<boolean> {
  const rows = await query(
    'update people.recovery_codes set used_at = $3 where staff_id = $1 and digest = $2 and used_at is null returning 1',
    [staffId, digest, now],
  );
  return rows.length > 0;
}
