// SQL on what services/social publishes of accounts: whose they are, and their tokens, sealed. Nothing is written here.
import type { Query } from '../db.ts';

/** An account that was added in the console, as others see it. */
export type PublishedAccount = {
  accountId: string;
  connector: string;
  name: string;
  userId: string;
  handle: string | null;
  state: 'active' | 'paused';
  version: number;
};

/** All that are not removed. */
export const readPublishedAccounts = (query: Query): Promise<PublishedAccount[]> =>
  query<PublishedAccount>(
    `select account_id as "accountId", connector, name, user_id as "userId", handle, state, version
     from social.published_accounts order by connector`,
  );

/** The token of an owner, sealed; why it must not be used, if so. */
export async function readPublishedToken(
  query: Query,
  owner: string,
): Promise<
  { sealedAccess: string | null; expiresAt: Date | null; failure: string | null } | undefined
> {
  const [row] = await query<{
    sealedAccess: string | null;
    expiresAt: Date | null;
    failure: string | null;
  }>(
    `select sealed_access as "sealedAccess", expires_at as "expiresAt", failure
     from social.published_tokens where owner = $1`,
    [owner],
  );
  return row;
}
