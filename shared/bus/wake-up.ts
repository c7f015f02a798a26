// Tells consumers of news at once: in this process by a callback, in others by a coalesced notify after the commit.
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Db } from '../db.ts';
import type { Service } from '../lifecycle.ts';
import type { Log } from '../log.ts';
import { errorFacts } from './delivery.ts';
import { notifyPublished } from './store.ts';

const CHANNEL = 'redress_bus';
// One notify for all commits of 5 ms: notifying in each transaction would serialise the commits.
const COALESCE_MS = 5;
// And one in so long at most: a notify costs its sender and each listener about as much as a small statement.
const NOTIFY_EVERY_MS = 20;
const RECONNECT_MS = 1_000;
// A notify's payload ends at 8,000 bytes; more topics than fit are left to the poll.
const PAYLOAD_MAX = 7_900;

/** The wake-ups of one process. */
export type WakeUp = {
  /** Calls `wake` when the topic has news; an undefined topic: any. Returns what ends it. */
  on(topic: string | undefined, wake: () => void): () => void;
  /** Carries news to other processes and from them. */
  service: Service;
};

type Connection = Awaited<ReturnType<Db['connect']>>;

/** Makes them. In-process wake-ups work at once, those of other processes while the service runs. */
export function createWakeUp(db: Db, log: Log): WakeUp {
  const own = randomUUID();
  const listeners = new Set<{ topic: string | undefined; wake: () => void }>();
  const wakeAll = (topics: ReadonlySet<string>) => {
    for (const { topic, wake } of listeners) if (topic === undefined || topics.has(topic)) wake();
  };
  return {
    on: (topic, wake) => {
      const listener = { topic, wake };
      listeners.add(listener);
      const forget = db.onPublished((topics) => {
        if (topic === undefined || topics.has(topic)) wake();
      });
      return () => {
        listeners.delete(listener);
        forget();
      };
    },
    service: combine(
      'bus wake-up',
      createSender(db, log, own),
      createReceiver(db, log, own, wakeAll),
    ),
  };
}

const combine = (name: string, sender: Service, receiver: Service): Service => ({
  name,
  start: async () => {
    await receiver.start();
    await sender.start();
  },
  stop: async () => {
    await sender.stop();
    await receiver.stop();
  },
});

function createSender(db: Db, log: Log, own: string): Service {
  let forget: () => void = () => {};
  let sending: Promise<void> | undefined;
  const pending = new Set<string>();
  let sentAt = Number.NEGATIVE_INFINITY;
  const send = async (): Promise<void> => {
    await delay(Math.max(COALESCE_MS, sentAt + NOTIFY_EVERY_MS - performance.now()));
    sentAt = performance.now();
    const text = `${own} ${[...pending].join(' ')}`.slice(0, PAYLOAD_MAX);
    pending.clear();
    sending = undefined;
    await notifyPublished(db.query, CHANNEL, text).catch((error) =>
      log.debug(errorFacts(error), 'a notify was not sent, others find the news by polling'),
    );
  };
  return {
    name: 'bus notify',
    start: async () => {
      forget = db.onPublished((topics) => {
        for (const topic of topics) pending.add(topic);
        sending ??= send();
      });
    },
    stop: async () => {
      forget();
      await sending;
    },
  };
}

function createReceiver(
  db: Db,
  log: Log,
  own: string,
  wakeAll: (topics: ReadonlySet<string>) => void,
): Service {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let listening: Connection | undefined;
  const listen = async (client: Connection): Promise<void> => {
    const ended = new Promise<void>((resolve) => {
      client.once('end', resolve);
    });
    client.on('notification', ({ payload = '' }) => {
      const [sender, ...topics] = payload.split(' ');
      if (sender !== own) wakeAll(new Set(topics));
    });
    await client.query(`listen ${CHANNEL}`);
    await ended;
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        listening = await db.connect();
        if (!stopping.signal.aborted) await listen(listening);
      } catch (error) {
        log.debug(errorFacts(error), 'not listening for news, polling');
      }
      await listening?.end().catch(() => {});
      listening = undefined;
      await delay(RECONNECT_MS, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  return {
    name: 'bus listen',
    start: async () => {
      running = run();
    },
    stop: async () => {
      stopping.abort();
      await listening?.end().catch(() => {});
      await running;
    },
  };
}
