// The refresh token of an account of the configuration file: taken into the database once, from where it is renewed. Another one in
// the file (somebody authorised the account again) begins anew.
import { readFile } from 'node:fs/promises';
import type { Db } from '#shared/db.ts';
import { errorText, PermanentError } from '#shared/errors.ts';
import { xConnector } from '#shared/platforms/answering-accounts.ts';
import type { XAccountConfig } from '#shared/platforms/x.ts';
import type { AccessToken } from '#shared/platforms/x-client.ts';
import { Secret, type Signer } from '#shared/secret.ts';
import { sealRenewal, type TokenKeepers } from './keep-tokens.ts';
import { readTokens, replaceTokens } from './token-store.ts';

const SEED_BYTES = 32;

async function refreshTokenOf({ refreshToken, refreshTokenFile }: XAccountConfig): Promise<Secret> {
  if (refreshToken) return refreshToken;
  try {
    return new Secret((await readFile(refreshTokenFile ?? '', 'utf8')).trim());
  } catch (error) {
    throw new PermanentError(`refreshTokenFile cannot be read: ${errorText(error)}`);
  }
}

/** The access token of such an account, kept good. */
export function createFileToken(
  account: XAccountConfig & { clientId: string },
  { db, signer, keepers }: { db: Db; signer: Signer; keepers: TokenKeepers },
): AccessToken {
  const owner = { key: xConnector(account.name), userId: account.userId };
  const keeper = keepers(owner, account);
  const { clientId, clientSecret } = account;
  return async (signal) => {
    const refreshToken = await refreshTokenOf(account);
    const told = JSON.stringify([account.userId, clientId, refreshToken.expose()]);
    const seed = signer.sign('social-seed', told, SEED_BYTES);
    if ((await readTokens(db.query, owner.key))?.seed !== seed) {
      const sealedRenewal = sealRenewal(signer, owner, { clientId, clientSecret, refreshToken });
      await replaceTokens(db.query, owner.key, { sealedAccess: null, sealedRenewal, seed });
    }
    return await keeper.accessToken(signal);
  };
}
