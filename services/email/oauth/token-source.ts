// The access token of a mailbox: kept in memory until shortly before its end, then asked for again. A refresh token that is exchanged
// for a newer one is kept sealed before what came with it is used; one process at a time exchanges it.
import { readFile } from 'node:fs/promises';
import type { Clock } from '#shared/clock.ts';
import type { Db } from '#shared/db.ts';
import { errorText, TransientError } from '#shared/errors.ts';
import { seal, unseal } from '#shared/sealed.ts';
import { Secret, type Signer } from '#shared/secret.ts';
import type { AddressOf } from '../accounts/host-rules.ts';
import { marginOf } from '../domain/token-failure.ts';
import { keepRefreshToken, lockGrant } from './grant-store.ts';
import { type OauthConfig, type OauthSettings, tokenUrlOf } from './oauth-settings.ts';
import { askForToken, type TokenAnswer } from './token-client.ts';

/** Gives access tokens. `isFresh`: it was asked for just now. `forget`: the mail server does not take the last one. */
export type TokenSource = {
  take(): Promise<{ token: Secret; isFresh: boolean }>;
  forget(): void;
};

export type TokenDeps = { db: Pick<Db, 'transaction'>; clock: Clock; signer: Signer };

/** A file that holds a secret cannot be read. */
export class SecretFileError extends TransientError {
  override name = 'SecretFileError';
}

/**
 * What a file holds, without the line end.
 * @throws SecretFileError naming the setting.
 */
export async function readSecretFile(path: string, setting: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    throw new SecretFileError(`reading ${setting}: the file cannot be read (${errorText(error)})`);
  }
}

const PURPOSE = 'email-oauth-grant';

/** What a grant goes by: the end point, the client and the refresh token as it was given, as a keyed fingerprint. */
export const grantIdOf = (signer: Signer, oauth: OauthSettings, refreshToken: Secret): string =>
  signer.sign(
    PURPOSE,
    JSON.stringify([tokenUrlOf(oauth).href, oauth.clientId, refreshToken.expose()]),
    32,
  );

// So many connections of the pool may wait for token end points; others wait for these.
const AT_ONCE_MAX = 3;
const waiting: (() => void)[] = [];
let free = AT_ONCE_MAX;

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (free > 0) free--;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else free++;
  }
}

async function secretsOf(oauth: OauthConfig) {
  const { clientSecret, clientSecretFile, refreshToken, refreshTokenFile } = oauth;
  const read = async (secret: Secret | undefined, file: string | undefined, setting: string) =>
    file === undefined ? secret : new Secret(await readSecretFile(file, setting));
  return {
    clientSecret: await read(clientSecret, clientSecretFile, 'clientSecretFile'),
    refreshToken: await read(refreshToken, refreshTokenFile, 'refreshTokenFile'),
  };
}

/** Shows the newest refresh token; one that takes its place is committed before anything else is done with the answer. */
async function exchange(
  { db, clock, signer }: TokenDeps,
  request: Parameters<typeof askForToken>[0],
): Promise<TokenAnswer> {
  const given = request.refreshToken ?? new Secret('');
  const grantId = grantIdOf(signer, request.oauth, given);
  return inTurn(() =>
    db.transaction(async (tx) => {
      const sealed = await lockGrant(tx, grantId, clock.now());
      const shown = sealed === null ? given : new Secret(unseal(signer, PURPOSE, grantId, sealed));
      const answer = await askForToken({ ...request, refreshToken: shown });
      const newer = answer.refreshToken;
      if (newer !== undefined && newer !== shown.expose())
        await keepRefreshToken(tx, grantId, seal(signer, PURPOSE, grantId, newer), clock.now());
      return answer;
    }),
  );
}

/** Makes the source of one mailbox. */
export function createTokenSource(
  oauth: OauthConfig,
  deps: TokenDeps,
  addressOf: AddressOf | undefined,
): TokenSource {
  let held: { token: Secret; until: number } | undefined;
  let asking: Promise<Secret> | undefined;
  const ask = async (): Promise<Secret> => {
    const request = { oauth, addressOf, ...(await secretsOf(oauth)) };
    const { accessToken, lifeMs } =
      oauth.grant === 'refresh_token' ? await exchange(deps, request) : await askForToken(request);
    const token = new Secret(accessToken);
    held = { token, until: deps.clock.now().getTime() + lifeMs - marginOf(lifeMs) };
    return token;
  };
  return {
    take: async () => {
      if (held && held.until > deps.clock.now().getTime())
        return { token: held.token, isFresh: false };
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return { token: await asking, isFresh: true };
    },
    forget: () => {
      held = undefined;
    },
  };
}
