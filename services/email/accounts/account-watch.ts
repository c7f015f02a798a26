// Watches the mailboxes of the console: what is added begins, what is changed begins anew, what is paused or removed ends, within
// seconds in every process. What watching one is stands in ../mailbox.ts.
import { event } from '#shared/bus.ts';
import { connectorHealthTopic } from '#shared/events/operations.ts';
import { newId, newTrace } from '#shared/ids.ts';
import { createLoop, type Service } from '#shared/lifecycle.ts';
import { createConnectorHealth } from '../connector-health.ts';
import { failureCodeOf } from '../domain/mailbox-outcome.ts';
import { createMailbox, type MailboxDeps, type WatchedMailbox } from '../mailbox.ts';
import { type MailAccount, settingsOf } from './account.ts';
import { openSecrets } from './account-secret.ts';
import { endForgottenOutages, listAccounts } from './account-store.ts';
import { accessOf, type MailWay } from './account-way.ts';

/** A mailbox of the console that this process watches. */
export type WatchedAccount = {
  accountId: string;
  version: number;
  name: string;
  mailbox: Pick<WatchedMailbox, 'failing' | 'progress'>;
};

/** The watch. `wake` has it look at once, `watched` says what it watches now. */
export type AccountWatch = Service & { wake(): void; watched(): WatchedAccount[] };

type Watching = WatchedAccount & { part: Service };

type WatchDeps = MailboxDeps & {
  /** Names of the mailboxes of the configuration file, which come first. */
  reserved: string[];
  way: MailWay;
};

// A change is in force everywhere within this time.
const LOOK_MS = 2_000;

/** A mailbox that cannot even be tried: it says why until it is changed. */
function createStuck(connector: string, error: Error, deps: MailboxDeps): WatchedMailbox {
  const health = createConnectorHealth(connector, {
    ...deps,
    log: deps.log.child({ connector }),
  });
  return {
    name: connector,
    start: () => health.failed(error.message, true, failureCodeOf(error)),
    stop: async () => {},
    check: health.check,
    failing: health.failing,
    progress: () => ({ waiting: 0, checkedAt: undefined }),
  };
}

function begin(account: MailAccount, deps: WatchDeps): WatchedMailbox {
  const { signer, way } = deps;
  try {
    return createMailbox(accessOf(settingsOf(account), openSecrets(signer, account), way), deps);
  } catch (error) {
    const cause = error instanceof Error ? error : new Error('its settings cannot be used');
    return createStuck(`imap:${account.name}`, cause, deps);
  }
}

/** Nobody waits for the end of an outage of what is paused or removed: it is told now, once among all processes. */
async function tellForgotten({ db, reserved }: WatchDeps, watching: Watching[]): Promise<void> {
  // One of the file may have the name of one that was removed here: its outage is its own.
  const running = [...watching.map(({ name }) => name), ...reserved].map((name) => `imap:${name}`);
  await db.transaction(async (tx) => {
    for (const { connector, since } of await endForgottenOutages(tx, running)) {
      const health = { connector, healthy: true, since: since.toISOString() };
      tx.publish(event(connectorHealthTopic, health, { cause: newId(), trace: newTrace() }));
    }
  });
}

/** Makes the watch. */
export function createAccountWatch(deps: WatchDeps): AccountWatch {
  const { db, log, metrics, reserved } = deps;
  const watching = new Map<string, Watching>();
  const warned = new Set<string>();

  const wanted = async (): Promise<Map<string, MailAccount>> => {
    const active = (await listAccounts(db.query)).filter(({ state }) => state === 'active');
    const rests = active.filter(({ name }) => reserved.includes(name));
    for (const { name, accountId } of rests) {
      if (!warned.has(accountId))
        log.warn({ name }, 'the configuration file has a mailbox of this name: the other rests');
      warned.add(accountId);
    }
    return new Map(
      active.filter((each) => !rests.includes(each)).map((each) => [each.accountId, each]),
    );
  };
  const end = async (each: Watching): Promise<void> => {
    await each.part.stop();
    watching.delete(each.accountId);
    metrics.connectorHealthy.remove({ connector: `imap:${each.name}` });
    log.info({ connector: `imap:${each.name}` }, 'the mailbox is no longer watched as it was');
  };
  const start = async (account: MailAccount): Promise<void> => {
    const { accountId, version, name } = account;
    const mailbox = begin(account, deps);
    await mailbox.start();
    watching.set(accountId, { accountId, version, name, mailbox, part: mailbox });
    log.info({ connector: `imap:${name}`, accountId, version }, 'a mailbox of the console begins');
  };
  const turn = async (signal: AbortSignal): Promise<boolean> => {
    const accounts = await wanted();
    const ended = [...watching.values()].filter(
      ({ accountId, version }) => accounts.get(accountId)?.version !== version,
    );
    await Promise.all(ended.map(end));
    for (const account of accounts.values())
      if (!watching.has(account.accountId) && !signal.aborted) await start(account);
    await tellForgotten(deps, [...watching.values()]);
    return false;
  };
  const loop = createLoop({ name: 'email accounts', log, idleMs: LOOK_MS, turn });
  return {
    ...loop,
    stop: async () => {
      await loop.stop();
      await Promise.all([...watching.values()].map((each) => each.part.stop()));
      watching.clear();
    },
    watched: () => [...watching.values()],
  };
}
