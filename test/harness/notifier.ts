// A notifier on a real database, the PostgreSQL bus and a mail sink, with a hand-moved clock: for tests of what goes out.
import { setTimeout as pause } from 'node:timers/promises';
import { Router } from 'express';
import { createNotifier } from '../../services/notifier/notifier.ts';
import { createPostgresBus } from '../../shared/bus/postgres.ts';
import { event } from '../../shared/bus.ts';
import type { HandClock } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import type { SocialChannel } from '../../shared/events/intake.ts';
import { type MessageRequested, messageRequestedTopic } from '../../shared/events/message.ts';
import { newId, newTrace } from '../../shared/ids.ts';
import { startAll, stopAll } from '../../shared/lifecycle.ts';
import { createMetrics } from '../../shared/metrics.ts';
import type { Platform } from '../../shared/platforms/platform.ts';
import { loadPolicy } from '../../shared/policy/policy.ts';
import type { Deps } from '../../shared/runtime.ts';
import { createSigner, Secret } from '../../shared/secret.ts';
import { testLog } from './postgres.ts';

export const testSigner = createSigner(new Secret('a key of tests that is long enough'));

type NotifierSettings = Parameters<typeof createNotifier>[0];

export type TestNotifier = {
  metrics: Deps['metrics'];
  router: Router;
  measure(): Promise<void>;
  /** Drains and stops. */
  stop(): Promise<void>;
  /** From now on nothing of this process reaches the database, while it goes on otherwise. */
  isolate(): void;
  /** Ends as `kill -9` does: nothing more reaches the database, nothing is drained. */
  kill(): Promise<void>;
};

/** A database that answers nothing any more once `cut` is called. */
function cuttable(db: Db): { db: Db; cut(): void } {
  let dead = false;
  const guard = (): void => {
    if (dead) throw new Error('this process was killed');
  };
  return {
    cut: () => {
      dead = true;
    },
    db: {
      ...db,
      query: (text, parameters) => {
        guard();
        return db.query(text, parameters);
      },
      transaction: (work, options) => {
        guard();
        return db.transaction(async (tx) => {
          const result = await work(tx);
          guard();
          return result;
        }, options);
      },
    },
  };
}

/** Starts a notifier. Several may run on one database, as in a cluster. */
export async function startNotifier(options: {
  db: Db;
  clock: HandClock;
  smtpUrl?: string;
  platforms?: Platform[];
  policy?: unknown;
  settings?: NotifierSettings;
}): Promise<TestNotifier> {
  const { clock } = options;
  const { db, cut } = cuttable(options.db);
  const metrics = createMetrics();
  const common = { db, clock, log: testLog, metrics };
  const bus = createPostgresBus(common);
  const deps: Deps = {
    ...common,
    bus,
    signer: testSigner,
    policy: loadPolicy(options.policy ?? {}),
    publicUrl: 'https://care.example.com',
    mailFrom: { name: 'Our Company', address: 'care@ours.example' },
  };
  const platforms = new Map<SocialChannel, Platform>(
    (options.platforms ?? []).map((platform) => [platform.channel, platform]),
  );
  const smtp = options.smtpUrl ? { smtpUrl: new Secret(options.smtpUrl) } : {};
  const service = createNotifier({ ...smtp, ...options.settings }, deps, platforms);
  const parts = [...bus.parts, ...service.parts];
  await startAll(parts, testLog);
  const stop = () => stopAll(parts, testLog);
  return {
    metrics,
    router: service.router ?? Router(),
    measure: async () => service.measure?.(),
    stop,
    isolate: cut,
    kill: async () => {
      cut();
      await stop();
    },
  };
}

/** A message that a case wants sent: an acknowledgement to a customer unless said otherwise. */
export function wantedMessage(over: Partial<MessageRequested> = {}): MessageRequested {
  const messageId = over.messageId ?? newId();
  return {
    messageId,
    caseId: newId(),
    reference: 'C-7K3M-9QXD',
    purpose: 'acknowledgement',
    via: 'email',
    recipient: { email: `${messageId}@customers.example`, party: 'customer' },
    locale: 'en',
    values: {
      reference: 'C-7K3M-9QXD',
      organisation: 'Our Company',
      statusUrl: 'https://care.example.com/status/C-7K3M-9QXD?token=abc',
      respondBy: '2026-11-26T10:00:00Z',
      acknowledgeBy: '2026-11-24T10:00:00Z',
      taskTitle: 'Call back',
      remedyLabel: 'Partial refund',
      text: 'We have found your parcel.',
    },
    answers: ['first@customer.example'],
    dueAt: '2026-11-24T10:00:00.000Z',
    author: 'system',
    requestedAt: '2026-11-23T10:00:00.000Z',
    ...over,
  };
}

/** Publishes wanted messages in one transaction. */
export async function want(db: Db, ...messages: MessageRequested[]): Promise<void> {
  await db.transaction(async (tx) => {
    for (const message of messages)
      tx.publish(event(messageRequestedTopic, message, { cause: newId(), trace: newTrace() }));
  });
}

export type MessageRow = {
  message_id: string;
  state: string;
  reason: string | null;
  attempts: number;
  rfc_message_id: string | null;
};

/** The published rows of these messages, by id. */
export async function readMessages(db: Db, ids: string[]): Promise<Map<string, MessageRow>> {
  const rows = await db.query<MessageRow>(
    'select * from notifier.published_messages where message_id = any($1::uuid[])',
    [ids],
  );
  return new Map(rows.map((row) => [row.message_id, row]));
}

/** What was reported of a message, in order, as `status` or `status: reason`. */
export async function readReports(db: Db, messageId: string): Promise<string[]> {
  const rows = await db.query<{ payload: { status: string; reason?: string } }>(
    "select payload from bus.events where topic = 'message.reported.v1' and payload ->> 'messageId' = $1 order by off",
    [messageId],
  );
  return rows.map(({ payload: { status, reason } }) => (reason ? `${status}: ${reason}` : status));
}

/** Looks again until it holds; fails with the last thing seen. */
export async function eventually<T>(
  look: () => Promise<T> | T,
  holds: (seen: T) => boolean,
  withinMs = 15_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (Date.now() > deadline) throw new Error(`not in time: ${JSON.stringify(seen)}`);
    await pause(20);
  }
}

/** Waits until the messages are in the state. */
export async function untilState(db: Db, ids: string[], state: string): Promise<void> {
  await eventually(
    async () =>
      [...(await readMessages(db, ids)).values()].map((row) => `${row.state} ${row.reason}`),
    (states) =>
      states.length === ids.length && states.every((text) => text.startsWith(`${state} `)),
  );
}
