// Keeping access tokens good: renewed before they run out, by one process at a time, the new pair durable before anybody uses it. What
// is cut off between X's answer and the commit ends in "authorise again" and an alert, never in silence.
import type { Clock } from '#shared/clock.ts';
import type { Db, Tx } from '#shared/db.ts';
import { PermanentError, TransientError } from '#shared/errors.ts';
import type { Log } from '#shared/log.ts';
import {
  openToken,
  sealToken,
  type TokenOwner,
  type TokenPart,
} from '#shared/platforms/kept-tokens.ts';
import {
  type Renewal,
  type RenewedTokens,
  renewTokens,
  type XLine,
} from '#shared/platforms/x-client.ts';
import { XFailure } from '#shared/platforms/x-failures.ts';
import { Secret, type Signer } from '#shared/secret.ts';
import {
  canPost,
  failureTexts,
  hasRunOut,
  isDue,
  judgeFailure,
  missingScopes,
} from '../domain/renewal.ts';
import {
  keepRenewed,
  lockTokens,
  noteFailure,
  noteRenewing,
  type RenewedRow,
  readTokens,
  type TokenRow,
} from './token-store.ts';

type KeeperDeps = { db: Db; clock: Clock; signer: Signer; log: Log };

/** Keeps the token of one account. */
export type TokenKeeper = {
  /**
   * The token that is good now, renewed first when that is due.
   * @throws PermanentError when a person must authorise the account again, TransientError when it must wait.
   */
  accessToken(signal: AbortSignal): Promise<string>;
  /** What X said that it permits, if it did. */
  scopes(): Promise<string[] | undefined>;
};

// The transaction that holds the row is idle meanwhile: well below what the database allows (30 s).
const RENEWAL_MS = 15_000;
const SAID_MAX = 300;

type SealedRenewal = { clientId: string; clientSecret?: string; refreshToken: string };

/** What renews a token, sealed for its owner. */
export const sealRenewal = (signer: Signer, owner: TokenOwner, renewal: Renewal): string => {
  const { clientId, clientSecret, refreshToken } = renewal;
  const text: SealedRenewal = {
    ...{ clientId, refreshToken: refreshToken.expose() },
    ...(clientSecret ? { clientSecret: clientSecret.expose() } : {}),
  };
  return sealToken(signer, owner, 'renewal', JSON.stringify(text));
};

/** Throws PermanentError: only a person can mend what cannot be opened. */
function open(signer: Signer, owner: TokenOwner, part: TokenPart, sealed: string): string {
  try {
    return openToken(signer, owner, part, sealed).expose();
  } catch (error) {
    throw new PermanentError('using the stored token', { cause: error });
  }
}

const openAccess = (signer: Signer, owner: TokenOwner, sealed: string): string =>
  open(signer, owner, 'access', sealed);

function openRenewal(signer: Signer, owner: TokenOwner, sealed: string): Renewal {
  const opened = open(signer, owner, 'renewal', sealed);
  const { clientId, clientSecret, refreshToken } = JSON.parse(opened) as SealedRenewal;
  return {
    ...{ clientId, refreshToken: new Secret(refreshToken) },
    ...(clientSecret === undefined ? {} : { clientSecret: new Secret(clientSecret) }),
  };
}

const failureOf = ({ failure, failureSaid }: TokenRow): PermanentError | undefined =>
  failure
    ? new PermanentError(
        `${failureTexts[failure]}${failureSaid ? ` (X said: ${failureSaid})` : ''}`,
      )
    : undefined;

/** What a renewal gave that could not be stored yet. `from`: what it was renewed from. */
type Unsaved = { from: string; row: RenewedRow };

function rowOf(
  { clock, signer }: KeeperDeps,
  owner: TokenOwner,
  renewal: Renewal,
  renewed: RenewedTokens,
): RenewedRow {
  const { accessToken, refreshToken, expiresInSeconds, scopes } = renewed;
  const next = refreshToken ? { ...renewal, refreshToken } : renewal;
  return {
    sealedAccess: sealToken(signer, owner, 'access', accessToken.expose()),
    sealedRenewal: sealRenewal(signer, owner, next),
    expiresAt: new Date(clock.now().getTime() + expiresInSeconds * 1000),
    ...{ scopes, failure: canPost(scopes) ? ('can_post' as const) : null },
  };
}

async function noteFailed(
  { clock, log }: KeeperDeps,
  tx: Tx,
  { key }: TokenOwner,
  { error, interrupted }: { error: unknown; interrupted: boolean },
): Promise<void> {
  if (!(error instanceof XFailure)) throw error;
  const { failure, waitMs, inDoubt } = judgeFailure(error, interrupted);
  const retryAt = failure ? null : new Date(clock.now().getTime() + waitMs);
  const said = error.detail.slice(0, SAID_MAX);
  await noteFailure(tx, key, { failure, said, retryAt, inDoubt });
  log.warn({ owner: key, err: error, failure, retryAt }, 'an access token was not renewed');
}

/** Renews the token of an owner, unless another process does it just now. */
function createRenewing(owner: TokenOwner, line: XLine, deps: KeeperDeps): () => Promise<void> {
  const { db, clock, signer, log } = deps;
  const bounded = { ...line, requestTimeoutMs: Math.min(line.requestTimeoutMs, RENEWAL_MS) };
  let unsaved: Unsaved | undefined;

  const renewIn = async (tx: Tx, interrupted: boolean): Promise<void> => {
    const row = await lockTokens(tx, owner.key);
    // Another process was faster.
    if (!row?.sealedRenewal || row.failure || !isDue(row, clock.now())) return;
    const { sealedRenewal: from } = row;
    // What could not be stored comes first: it is the only pair that X still takes.
    if (unsaved?.from !== from) {
      const renewal = openRenewal(signer, owner, from);
      try {
        // Whoever stops the process waits for this: cut off, it would cost the refresh token.
        const renewed = await renewTokens(
          bounded,
          { clock, renewal },
          new AbortController().signal,
        );
        unsaved = { from, row: rowOf(deps, owner, renewal, renewed) };
      } catch (error) {
        await noteFailed(deps, tx, owner, { error, interrupted });
        return;
      }
    }
    await keepRenewed(tx, owner.key, unsaved.row);
    const { scopes, expiresAt } = unsaved.row;
    const missing = missingScopes(scopes ?? []);
    log.info({ owner: owner.key, expiresAt, missing }, 'an access token was renewed');
  };

  return async () => {
    const isFirst = await noteRenewing(db.query, owner.key, clock.now());
    await db.transaction((tx) => renewIn(tx, !isFirst));
    unsaved = undefined;
  };
}

/** Makes the keeper of an account. `line`: where X is. */
export function createTokenKeeper(owner: TokenOwner, line: XLine, deps: KeeperDeps): TokenKeeper {
  const { db, clock, signer } = deps;
  const renew = createRenewing(owner, line, deps);

  const current = async (): Promise<TokenRow> => {
    const row = await readTokens(db.query, owner.key);
    if (!row) throw new PermanentError('there is no access token: enter it again');
    const failed = failureOf(row);
    if (failed) throw failed;
    return row;
  };

  const accessToken = async (signal: AbortSignal): Promise<string> => {
    const before = await current();
    const due = isDue(before, clock.now()) && !signal.aborted;
    // What cannot be opened is told before a renewal is on record.
    if (due) openRenewal(signer, owner, before.sealedRenewal ?? '');
    if (due) await renew();
    const row = due ? await current() : before;
    const now = clock.now();
    if (row.sealedAccess && !hasRunOut(row, now))
      return openAccess(signer, owner, row.sealedAccess);
    const because = row.failureSaid ? `: ${row.failureSaid}` : '';
    throw new TransientError(
      `the access token ran out and could not be renewed yet${because}`,
      row.retryAt ? { retryAfterMs: Math.max(0, row.retryAt.getTime() - now.getTime()) } : {},
    );
  };

  return {
    accessToken,
    scopes: async () => (await readTokens(db.query, owner.key))?.scopes ?? undefined,
  };
}

/** Makes keepers, one an owner in this process: what one of them could not store is in its hands alone. */
export function createTokenKeepers(deps: KeeperDeps): TokenKeepers {
  const made = new Map<string, TokenKeeper>();
  return (owner, line) => {
    const known = made.get(JSON.stringify([owner.key, owner.userId]));
    if (known) return known;
    const keeper = createTokenKeeper(owner, line, deps);
    made.set(JSON.stringify([owner.key, owner.userId]), keeper);
    return keeper;
  };
}
export type TokenKeepers = (owner: TokenOwner, line: XLine) => TokenKeeper;
