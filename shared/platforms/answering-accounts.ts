// The account that answers go out by: that of the configuration file, else the one of the console. Watching is services/social's.
import type { Clock } from '../clock.ts';
import type { Db } from '../db.ts';
import type { SocialChannel } from '../events/intake.ts';
import type { Log } from '../log.ts';
import type { Signer } from '../secret.ts';
import { readPublishedAccounts } from './accounts-store.ts';
import { createKeptToken } from './kept-tokens.ts';
import type { Platform } from './platform.ts';
import { createXPlatform, renewsTokens, type XAccountConfig } from './x.ts';

/** Where answers of a platform go out, if anywhere. */
export type AnsweringAccounts = {
  get(channel: SocialChannel): Platform | undefined | Promise<Platform | undefined>;
};

type Deps = { db: Pick<Db, 'query'>; clock: Clock; log: Log; signer: Signer };

const REQUEST_TIMEOUT_MS = 15_000;
const POLL_SECONDS = 60;

/** An account of the console as one of the configuration file is written. `apiUrl`: a simulator's. */
export const xConfigOf = (
  account: { name: string; userId: string; pollSeconds?: number; since?: string | null },
  apiUrl: string | undefined,
): XAccountConfig => ({
  ...{ name: account.name, userId: account.userId, requestTimeoutMs: REQUEST_TIMEOUT_MS },
  pollSeconds: account.pollSeconds ?? POLL_SECONDS,
  ...(apiUrl === undefined ? {} : { apiUrl }),
  ...(account.since ? { ignoreBefore: `${account.since}T00:00:00Z` } : {}),
});

/** The connector of an account on X: its token is kept under it when it is one of the configuration file. */
export const xConnector = (name: string): string => `x:${name}`;

/** Makes them. One that is paused still answers; what is removed or replaced is gone with the next message. */
export function createAnsweringAccounts(
  { configured, apiUrl }: { configured: XAccountConfig[]; apiUrl?: string | undefined },
  deps: Deps,
): AnsweringAccounts {
  const [own] = configured.map((account) => {
    const { name, userId } = account;
    const kept = { accessToken: createKeptToken(deps, { key: xConnector(name), userId }) };
    return createXPlatform(account, { ...deps, ...(renewsTokens(account) ? kept : {}) });
  });
  let made: { key: string; platform: Platform } | undefined;
  return {
    get: async (channel) => {
      if (channel !== 'x') return undefined;
      if (own) return own;
      const [account] = await readPublishedAccounts(deps.db.query);
      if (!account) return undefined;
      const key = `${account.accountId}:${account.version}`;
      if (made?.key !== key) {
        const owner = { key: account.accountId, userId: account.userId };
        const accessToken = createKeptToken(deps, owner);
        const platform = createXPlatform(xConfigOf(account, apiUrl), { ...deps, accessToken });
        made = { key, platform };
      }
      return made.platform;
    },
  };
}
