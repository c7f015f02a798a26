// All SQL of the tokens that are kept and renewed. What is written here is sealed (shared/platforms/kept-tokens.ts).
import type { Query, Tx } from '#shared/db.ts';
import type { TokenFailure } from '../domain/renewal.ts';

/** The tokens of an owner. */
export type TokenRow = {
  sealedAccess: string | null;
  sealedRenewal: string | null;
  expiresAt: Date | null;
  scopes: string[] | null;
  renewingSince: Date | null;
  retryAt: Date | null;
  failure: TokenFailure | null;
  failureSaid: string | null;
  seed: string | null;
};

const columns = `t.sealed_access as "sealedAccess", t.sealed_renewal as "sealedRenewal", t.expires_at as "expiresAt", t.scopes,
  t.renewing_since as "renewingSince", t.retry_at as "retryAt", t.failure, t.failure_said as "failureSaid", t.seed`;

/** What is kept of an owner. */
export async function readTokens(query: Query, owner: string): Promise<TokenRow | undefined> {
  const [row] = await query<TokenRow>(`select ${columns} from social.tokens t where t.owner = $1`, [
    owner,
  ]);
  return row;
}

/** The same, and nobody else changes it until this transaction ends. */
export async function lockTokens(tx: Tx, owner: string): Promise<TokenRow | undefined> {
  const [row] = await tx.query<TokenRow>(
    `select ${columns} from social.tokens t where t.owner = $1 for update`,
    [owner],
  );
  return row;
}

/**
 * Puts new tokens in the place of whatever was there. Those of a refresh token of the configuration file only once: a process that was
 * slower, or still runs with the file of before, must not put a used one in the place of what came of it, or of the one after it.
 */
export async function replaceTokens(
  query: Query,
  owner: string,
  tokens: { sealedAccess: string | null; sealedRenewal: string | null; seed: string | null },
): Promise<void> {
  await query(
    `insert into social.tokens as t (owner, sealed_access, sealed_renewal, seed) values ($1, $2, $3, $4)
     on conflict (owner) do update set sealed_access = $2, sealed_renewal = $3, seed = $4, expires_at = null, scopes = null,
       renewing_since = null, retry_at = null, failure = null, failure_said = null,
       past_seeds = array_remove(t.past_seeds || t.seed, null)
     where $4::text is null or (t.seed is distinct from $4 and not $4 = any(t.past_seeds))`,
    [owner, tokens.sealedAccess, tokens.sealedRenewal, tokens.seed],
  );
}

/** Forgets them. */
export async function forgetTokens(tx: Tx, owner: string): Promise<void> {
  await tx.query('delete from social.tokens where owner = $1', [owner]);
}

/** Notes that a renewal begins. Gives false when one is on record that has not ended. */
export async function noteRenewing(query: Query, owner: string, at: Date): Promise<boolean> {
  const rows = await query(
    'update social.tokens set renewing_since = $2 where owner = $1 and renewing_since is null returning 1',
    [owner, at],
  );
  return rows.length > 0;
}

/** What a renewal gave, sealed. */
export type RenewedRow = Pick<
  TokenRow,
  'sealedAccess' | 'sealedRenewal' | 'expiresAt' | 'scopes' | 'failure'
>;

/** Keeps what a renewal gave, which ends it. */
export async function keepRenewed(tx: Tx, owner: string, row: RenewedRow): Promise<void> {
  await tx.query(
    `update social.tokens set sealed_access = $2, sealed_renewal = $3, expires_at = $4, scopes = $5, failure = $6,
       failure_said = null, renewing_since = null, retry_at = null where owner = $1`,
    [owner, row.sealedAccess, row.sealedRenewal, row.expiresAt, row.scopes, row.failure],
  );
}

/** Notes that a renewal failed: for good, or until a time. `inDoubt`: it may have reached the platform all the same. */
export async function noteFailure(
  tx: Tx,
  owner: string,
  noted: { failure: TokenFailure | null; said: string; retryAt: Date | null; inDoubt: boolean },
): Promise<void> {
  await tx.query(
    `update social.tokens set failure = $2, failure_said = $3, retry_at = $4,
       renewing_since = case when $5 then renewing_since end where owner = $1`,
    [owner, noted.failure, noted.said, noted.retryAt, noted.inDoubt],
  );
}
