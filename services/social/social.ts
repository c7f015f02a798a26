// The service that watches our accounts on social platforms. It reads; answers go out by services/notifier alone. Wiring only.
import { serveRoutes } from '#shared/api/serve.ts';
import { createLoop } from '#shared/lifecycle.ts';
import { accessTokenOf, createXPlatform, type XAccountConfig } from '#shared/platforms/x.ts';
import type { AccessToken } from '#shared/platforms/x-client.ts';
import type { Deps, ServiceDefinition } from '#shared/runtime.ts';
import type { ConsoleAccountConfig } from './accounts/account.ts';
import type { SocialContext } from './accounts/account-routes.ts';
import { createAccountWatch } from './accounts/account-watch.ts';
import { socialApi } from './social-api.ts';
import { createFileToken } from './tokens/file-tokens.ts';
import { createTokenKeepers, type TokenKeepers } from './tokens/keep-tokens.ts';
import { createWatch } from './watch.ts';

/** The accounts as they are configured, and what those of the console may reach. */
export type SocialConfig = { accounts: XAccountConfig[]; consoleAccounts?: ConsoleAccountConfig };

// An account of the console has no setting for it.
const REQUEST_TIMEOUT_MS = 15_000;

function tokenOf(account: XAccountConfig, deps: Deps, keepers: TokenKeepers): AccessToken {
  const { clientId } = account;
  if (clientId === undefined) return () => accessTokenOf(account);
  return createFileToken({ ...account, clientId }, { ...deps, keepers });
}

/** One loop an account: a platform that is away never holds back another. */
export function createSocial(config: SocialConfig, deps: Deps): ServiceDefinition {
  const { db, clock, signer } = deps;
  const log = deps.log.child({ service: 'social' });
  const own = { ...deps, log };
  const keepers = createTokenKeepers(own);
  const { xApiUrl } = config.consoleAccounts ?? {};
  const line = { apiUrl: xApiUrl, requestTimeoutMs: REQUEST_TIMEOUT_MS };
  const filed = config.accounts.map((account) => ({
    account,
    accessToken: tokenOf(account, deps, keepers),
  }));
  const loops = filed.map(({ account, accessToken }) => {
    const { connector, turn } = createWatch(createXPlatform(account, { ...own, accessToken }), own);
    const idleMs = account.pollSeconds * 1_000;
    return createLoop({ name: `social ${connector}`, log, idleMs, turn });
  });
  const configured = config.accounts.map(({ name }) => name);
  const watch = createAccountWatch({ ...own, line, keepers, configured });
  const context: SocialContext = {
    ...{ db, clock, signer, line, keepers, testing: new Set(), wake: watch.wake },
    configured: configured.length > 0,
    filed: filed.map(({ account: { name, userId, apiUrl, requestTimeoutMs }, accessToken }) => ({
      ...{ name, userId, accessToken },
      line: { apiUrl, requestTimeoutMs },
    })),
  };
  return { name: 'social', router: serveRoutes(context, socialApi), parts: [...loops, watch] };
}
