// The console: how staff get in, who they are, and the app they work with. This file puts the parts together; what each does is
// in its own file.
import { createClientAddress } from '#shared/client-address.ts';
import { createLoop } from '#shared/lifecycle.ts';
import type { ServiceDefinition } from '#shared/runtime.ts';
import { pruneSessions } from '#shared/sessions.ts';
import { createConsoleRouter } from './console-api.ts';
import type { ConsoleConfig, ConsoleContext, ConsoleDeps } from './console-context.ts';
import { passkeyPlace } from './sign-in/passkeys.ts';
import { createPasswordHashing } from './sign-in/password-hash.ts';
import { createProvider } from './sign-in/provider.ts';
import { pruneSteps } from './sign-in/step-store.ts';

const PRUNE_EVERY_MS = 600_000;

/** What the console is given besides its own settings: the proxies whose word for an address is believed. */
export type ConsoleSettings = ConsoleConfig & { trustedProxies: string[] };

/** Makes what the routes are given. */
export function createConsoleContext(
  { trustedProxies, ...config }: ConsoleSettings,
  deps: ConsoleDeps,
): ConsoleContext {
  const log = deps.log.child({ service: 'console' });
  return {
    ...deps,
    log,
    config,
    passwords: createPasswordHashing(),
    passkeys: passkeyPlace(deps.publicUrl),
    provider:
      config.provider &&
      createProvider(config.provider, `${deps.publicUrl}/api/v1/session/provider/callback`),
    secure: deps.publicUrl.startsWith('https://'),
    addressOf: createClientAddress(trustedProxies, log),
  };
}

/** Makes the console. */
export function createConsole(settings: ConsoleSettings, deps: ConsoleDeps): ServiceDefinition {
  const context = createConsoleContext(settings, deps);
  const pruning = createLoop({
    name: 'console-pruning',
    log: context.log,
    idleMs: PRUNE_EVERY_MS,
    turn: async () => {
      await pruneSessions(deps.db.query, deps.clock.now());
      await pruneSteps(deps.db.query, deps.clock.now());
      return false;
    },
  });
  return { name: 'console', router: createConsoleRouter(context), parts: [pruning] };
}
