// Tokens that are kept in the database: sealed for their account, so that a row that was altered opens nothing. services/social
// renews them (services/social/tokens); everybody else only reads the access token, here.
import type { Clock } from '../clock.ts';
import type { Db } from '../db.ts';
import { TransientError } from '../errors.ts';
import { seal, unseal } from '../sealed.ts';
import { Secret, type Signer } from '../secret.ts';
import { readPublishedToken } from './accounts-store.ts';
import type { AccessToken } from './x-client.ts';

/** Whose token it is. `key`: the account's id, or the connector of one of the configuration file. */
export type TokenOwner = { key: string; userId: string };

/** The two things that are sealed: what is used, and what renews it. */
export type TokenPart = 'access' | 'renewal';

/** What was sealed cannot be opened: it needs another SECRET_KEY, or its row was altered. */
export class SealedTokenError extends Error {
  override name = 'SealedTokenError';
}

const about = ({ key, userId }: TokenOwner): string => JSON.stringify([key, userId]);

/** Seals a part for its owner. */
export const sealToken = (
  signer: Signer,
  owner: TokenOwner,
  part: TokenPart,
  text: string,
): string => seal(signer, `social-${part}`, about(owner), text);

/**
 * Opens it.
 * @throws SealedTokenError with words on what to do.
 */
export function openToken(
  signer: Signer,
  owner: TokenOwner,
  part: TokenPart,
  sealed: string,
): Secret {
  try {
    return new Secret(unseal(signer, `social-${part}`, about(owner), sealed));
  } catch {
    throw new SealedTokenError(
      'opening the stored token: it was sealed under another SECRET_KEY than this instance has; enter the token again, or give back the key',
    );
  }
}

/** Reads the token that is kept. While there is none that may be used, it throws TransientError: the watch tells a person. */
export const createKeptToken =
  (
    { db, clock, signer }: { db: Pick<Db, 'query'>; clock: Clock; signer: Signer },
    owner: TokenOwner,
  ): AccessToken =>
  async () => {
    const doing = 'reading the access token';
    const row = await readPublishedToken(db.query, owner.key);
    if (!row?.sealedAccess) throw new TransientError(`${doing}: there is none yet`);
    if (row.failure)
      throw new TransientError(`${doing}: the account must be authorised again (${row.failure})`);
    if (row.expiresAt && row.expiresAt <= clock.now())
      throw new TransientError(`${doing}: it ran out and is not renewed yet`);
    try {
      return openToken(signer, owner, 'access', row.sealedAccess).expose();
    } catch (error) {
      throw new TransientError(doing, { cause: error });
    }
  };
