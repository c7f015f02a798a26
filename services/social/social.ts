// The service that watches our accounts on social platforms. It reads; answers go out by services/notifier alone.
import { createLoop } from '#shared/lifecycle.ts';
import type { Platform } from '#shared/platforms/platform.ts';
import type { Deps, ServiceDefinition } from '#shared/runtime.ts';
import { createWatch } from './watch.ts';

/** The accounts as they are configured (shared/platforms/x.ts has the schema): of them, only the pace matters here. */
export type SocialConfig = { accounts: { name: string; pollSeconds: number }[] };

/** Where an account is not named in the configuration. */
const POLL_SECONDS = 60;

/** One loop an account: a platform that is away never holds back another. */
export function createSocial(
  config: SocialConfig,
  deps: Deps,
  platforms: Platform[],
): ServiceDefinition {
  const log = deps.log.child({ service: 'social' });
  const pollSeconds = new Map(config.accounts.map(({ name, pollSeconds }) => [name, pollSeconds]));
  const parts = platforms.map((platform) => {
    const watch = createWatch(platform, { ...deps, log });
    const idleMs = (pollSeconds.get(platform.account) ?? POLL_SECONDS) * 1_000;
    return createLoop({ name: `social ${watch.connector}`, log, idleMs, turn: watch.turn });
  });
  return { name: 'social', parts };
}
