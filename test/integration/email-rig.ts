// What the e-mail tests have in common: the service on a real database, mails as text, the ledger's side of them.
import { connect } from 'node:net';
import { createEmail, type EmailSettings } from '../../services/email/email.ts';
import { mailboxConfig } from '../../services/email/email-config.ts';
import type { Bus } from '../../shared/bus.ts';
import { type Clock, systemClock } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import type { IntakeReceived } from '../../shared/events/intake.ts';
import { startAll, stopAll } from '../../shared/lifecycle.ts';
import { createMetrics } from '../../shared/metrics.ts';
import { loadPolicy } from '../../shared/policy/policy.ts';
import type { Deps } from '../../shared/runtime.ts';
import { createSigner, Secret } from '../../shared/secret.ts';
import type { Dovecot } from '../harness/dovecot.ts';
import { testLog } from '../harness/postgres.ts';

export const signer = createSigner(new Secret('a test key that is long enough for anything'));

/** Nothing here reads from it. */
export const silentBus: Bus = {
  kind: 'postgres',
  consumer: () => {
    throw new Error('the e-mail service consumes nothing');
  },
  parts: [],
  check: async () => {},
  measure: async () => {},
};

/** The settings of a mailbox on the test's Dovecot. */
export const mailboxOn = (dovecot: Dovecot, user: string, more: Record<string, unknown> = {}) =>
  mailboxConfig.parse({ name: user, pollSeconds: 1, ...dovecot.mailbox(user), ...more });

export type RunningEmail = {
  metrics: Deps['metrics'];
  ready(): Promise<void>;
  stop(): Promise<void>;
};

/** Starts the service. `stop` it in the end. */
export async function startEmail(
  db: Db,
  settings: EmailSettings,
  clock: Clock = systemClock,
): Promise<RunningEmail> {
  const metrics = createMetrics();
  const definition = createEmail(settings, {
    db,
    bus: silentBus,
    clock,
    log: testLog,
    metrics,
    signer,
    policy: loadPolicy({}),
    publicUrl: 'http://127.0.0.1:8080',
    mailFrom: { name: 'Care', address: 'care@shop.test' },
  });
  await startAll(definition.parts, testLog);
  return {
    metrics,
    ready: async () => {
      for (const part of definition.checks ?? []) await part.check();
    },
    stop: () => stopAll(definition.parts, testLog),
  };
}

export type StoredItem = { item_id: string; connector: string; received: IntakeReceived };

/** The ledger, in the order of acceptance. */
export const itemsOf = (db: Db): Promise<StoredItem[]> =>
  db.query<StoredItem>(
    'select item_id, connector, received from intake.items order by accepted_at, item_id',
  );

export const countItems = async (db: Db): Promise<number> =>
  (await db.query<{ n: number }>('select count(*)::int as n from intake.items'))[0]?.n ?? 0;

/** The published events of a topic. */
export const eventsOf = async <E>(db: Db, topic: string): Promise<E[]> =>
  (
    await db.query<{ payload: E }>('select payload from bus.events where topic = $1 order by off', [
      topic,
    ])
  ).map(({ payload }) => payload);

/** Polls until it holds; fails after a minute. */
export async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 60_000;
  while (performance.now() < end) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`did not happen: ${what}`);
}

/** A plain mail. Fields given as undefined are left out. */
export function mail(
  fields: Record<string, string | undefined> = {},
  body = 'My parcel never came.\r\n',
): string {
  const head: Record<string, string | undefined> = {
    From: 'Ada Example <ada@customer.test>',
    To: 'care@shop.test',
    Subject: 'A complaint',
    Date: 'Mon, 23 Nov 2026 10:00:00 +0000',
    'Message-ID': `<${Math.random().toString(36).slice(2)}@customer.test>`,
    ...fields,
  };
  const lines = Object.entries(head).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}\r\n`],
  );
  return `${lines.join('')}\r\n${body}`;
}

/** What a server answered on a connection of its own to commands and data; a Buffer is sent as it is. */
export async function talkSmtp(
  port: number,
  say: (string | Buffer)[],
): Promise<{ lines: string[]; last: string }> {
  const socket = connect(port, '127.0.0.1');
  const lines: string[] = [];
  let buffered = '';
  let arrived = () => {};
  socket.on('data', (chunk) => {
    buffered += chunk.toString('latin1');
    arrived();
  });
  socket.on('error', () => arrived());
  socket.on('close', () => arrived());
  const reply = async (): Promise<string> => {
    for (;;) {
      const end = /^\d{3} .*\r\n/m.exec(buffered);
      if (end) {
        const text = buffered.slice(0, end.index + end[0].length);
        buffered = buffered.slice(text.length);
        lines.push(...text.trimEnd().split('\r\n'));
        return text;
      }
      if (socket.destroyed) throw new Error(`the server hung up after: ${lines.join(' | ')}`);
      await new Promise<void>((resolve) => {
        arrived = resolve;
      });
    }
  };
  try {
    await reply();
    for (const words of say) {
      socket.write(typeof words === 'string' ? `${words}\r\n` : words);
      await reply();
    }
    return { lines, last: lines.at(-1) ?? '' };
  } finally {
    socket.destroy();
  }
}

/** Sends a mail and gives the answer to its final dot, or to the command that was refused before. */
export async function sendMail(
  port: number,
  message: string | Uint8Array,
  envelope: { from?: string; to?: string; size?: number } = {},
): Promise<string> {
  const bytes = Buffer.from(message as Uint8Array);
  const stuffed = Buffer.from(bytes.toString('latin1').replace(/^\./gm, '..'), 'latin1');
  const end = Buffer.from(stuffed.subarray(-2).toString() === '\r\n' ? '.\r\n' : '\r\n.\r\n');
  const size = envelope.size === undefined ? '' : ` SIZE=${envelope.size}`;
  const { last } = await talkSmtp(port, [
    'EHLO client.test',
    `MAIL FROM:<${envelope.from ?? 'ada@customer.test'}>${size}`,
    `RCPT TO:<${envelope.to ?? 'care@shop.test'}>`,
    'DATA',
    Buffer.concat([stuffed, end]),
  ]);
  return last;
}
