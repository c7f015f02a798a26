// Watches the account of the console: what is added begins, what is changed begins anew, what is paused or removed ends, within
// seconds in every process. What watching one is stands in ../watch.ts.
import { event } from '#shared/bus.ts';
import { connectorHealthTopic } from '#shared/events/operations.ts';
import { newTrace } from '#shared/ids.ts';
import { createLoop, type Service } from '#shared/lifecycle.ts';
import type { Log } from '#shared/log.ts';
import { xConfigOf, xConnector } from '#shared/platforms/answering-accounts.ts';
import { createXPlatform } from '#shared/platforms/x.ts';
import type { XLine } from '#shared/platforms/x-client.ts';
import type { Deps } from '#shared/runtime.ts';
import type { TokenKeepers } from '../tokens/keep-tokens.ts';
import { createWatch } from '../watch.ts';
import type { SocialAccount } from './account.ts';
import { endForgottenOutages, listAccounts } from './account-store.ts';

/** The watch. `wake` has it look at once. */
export type AccountWatch = Service & { wake(): void };

type WatchDeps = Pick<Deps, 'db' | 'clock' | 'metrics'> & {
  log: Log;
  line: XLine;
  keepers: TokenKeepers;
  /** Names of the accounts of the configuration file: while there is one, that of the console rests. */
  configured: string[];
};

type Watching = { version: number; connector: string; part: Service };

// A change is in force everywhere within this time.
const LOOK_MS = 2_000;

/** The loop of one account. */
function begin(account: SocialAccount, deps: WatchDeps): Watching {
  const { log, line, keepers } = deps;
  const { accountId, userId, version } = account;
  const { accessToken } = keepers({ key: accountId, userId }, line);
  const platform = createXPlatform(xConfigOf(account, line.apiUrl), { ...deps, accessToken });
  const { connector, turn } = createWatch(platform, deps);
  const idleMs = account.pollSeconds * 1_000;
  return {
    ...{ version, connector },
    part: createLoop({ name: `social ${connector}`, log, idleMs, turn }),
  };
}

/** Nobody waits for the end of an outage of what is paused or removed: it is told now, once among all processes. */
async function tellForgotten({ db, configured }: WatchDeps, watching: Watching[]): Promise<void> {
  const running = [...watching.map(({ connector }) => connector), ...configured.map(xConnector)];
  await db.transaction(async (tx) => {
    for (const { connector, since, alertId } of await endForgottenOutages(tx, running))
      tx.publish(
        event(
          connectorHealthTopic,
          { connector, healthy: true, since: since.toISOString() },
          { cause: alertId, name: 'recovered', trace: newTrace() },
        ),
      );
  });
}

/** Makes the watch. */
export function createAccountWatch(deps: WatchDeps): AccountWatch {
  const { db, log, metrics, configured } = deps;
  const watching = new Map<string, Watching>();
  let warned = false;

  const wanted = async (): Promise<Map<string, SocialAccount>> => {
    const active = (await listAccounts(db.query)).filter(({ state }) => state === 'active');
    const rests = configured.length > 0;
    if (rests && active.length > 0 && !warned) {
      log.warn('the configuration file has an account on X: that of the console rests');
      warned = true;
    }
    return new Map(rests ? [] : active.map((each) => [each.accountId, each]));
  };
  const end = async (accountId: string, { part, connector }: Watching): Promise<void> => {
    await part.stop();
    watching.delete(accountId);
    metrics.connectorHealthy.remove({ connector });
    log.info({ connector }, 'the account is no longer watched as it was');
  };
  const turn = async (signal: AbortSignal): Promise<boolean> => {
    const accounts = await wanted();
    const ended = [...watching].filter(([id, each]) => accounts.get(id)?.version !== each.version);
    await Promise.all(ended.map(([id, each]) => end(id, each)));
    for (const [accountId, account] of accounts) {
      if (watching.has(accountId) || signal.aborted) continue;
      const each = begin(account, deps);
      await each.part.start();
      watching.set(accountId, each);
      const { connector, version } = each;
      log.info({ connector, accountId, version }, 'an account of the console begins');
    }
    await tellForgotten(deps, [...watching.values()]);
    return false;
  };
  const loop = createLoop({ name: 'social accounts', log, idleMs: LOOK_MS, turn });
  return {
    ...loop,
    stop: async () => {
      await loop.stop();
      await Promise.all([...watching.values()].map(({ part }) => part.stop()));
      watching.clear();
    },
  };
}
