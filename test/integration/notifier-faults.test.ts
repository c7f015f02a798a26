// The notifier when things break: the mail server, the link at every point, the process itself. Time is moved by hand.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createHandClock, type HandClock } from '../../shared/clock.ts';
import type { MessageRequested } from '../../shared/events/message.ts';
import {
  eventually,
  readMessages,
  readReports,
  startNotifier,
  type TestNotifier,
  untilState,
  want,
  wantedMessage,
} from '../harness/notifier.ts';
import { createTestDatabase, type TestDatabase } from '../harness/postgres.ts';
import { type SinkAction, type SmtpSink, startSmtpSink } from '../harness/smtp-sink.ts';

let database: TestDatabase;
let sink: SmtpSink;
let clock: HandClock;
let running: TestNotifier[] = [];

const MINUTE_MS = 60_000;

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  clock = createHandClock(new Date('2026-11-23T10:00:00Z'));
  sink = await startSmtpSink();
});
afterEach(async () => {
  for (const notifier of running) await notifier.stop();
  running = [];
  await sink.stop();
  await database.db.query('truncate notifier.messages, notifier.domain_mails cascade');
});
afterAll(async () => {
  await database?.drop();
});

const start = async (settings: Parameters<typeof startNotifier>[0]['settings'] = {}) => {
  const notifier = await startNotifier({ db: database.db, clock, smtpUrl: sink.url, settings });
  running.push(notifier);
  return notifier;
};
/** These actions for the first tries, then `accept`. */
const script = (...actions: SinkAction[]): void => {
  const left = [...actions];
  sink.script(() => left.shift() ?? 'accept');
};
const send = async (over: Partial<MessageRequested> = {}): Promise<string> => {
  const wanted = wantedMessage(over);
  await want(database.db, wanted);
  return wanted.messageId;
};
const copies = (): string[] => sink.mails.map(({ messageId }) => messageId);

test.each([
  ['451 to the recipient', { rcpt: 451 }, 'smtp_451'],
  ['452 after the dot', { dot: 452 }, 'smtp_452'],
  ['421 after the dot', { dot: 421 }, 'smtp_421'],
  ['a link cut before the data', 'cut_before_data', 'smtp_lost'],
] as const)(
  '%s is tried again with growing pauses, told once, and sent once',
  async (_, action, reason) => {
    script(action, action);
    await start();
    const id = await send();
    await untilState(database.db, [id], 'delayed');
    expect((await readMessages(database.db, [id])).get(id)).toMatchObject({ attempts: 1, reason });
    clock.advanceMs(MINUTE_MS / 2);
    await eventually(
      async () => (await readMessages(database.db, [id])).get(id),
      (row) => row?.state === 'delayed' && row.attempts === 2,
    );
    clock.advanceMs(MINUTE_MS);
    await untilState(database.db, [id], 'sent');
    expect(await readReports(database.db, id)).toEqual([`delayed: ${reason}`, 'sent']);
    expect(copies()).toHaveLength(1);
  },
);

test.each([
  [{ rcpt: 550 }, 'smtp_550'],
  [{ dot: 554 }, 'smtp_554'],
] as const)('R11 %j is final and told with its reason', async (action, reason) => {
  script(action);
  await start();
  const id = await send();
  await untilState(database.db, [id], 'failed');
  expect(await readReports(database.db, id)).toEqual([`failed: ${reason}`]);
  clock.advanceMs(24 * 60 * MINUTE_MS);
  const other = await send();
  await untilState(database.db, [other], 'sent');
  expect(copies()).toHaveLength(1);
});

test('I2 an acknowledgement whose link was cut after the dot goes out again under the same Message-ID', async () => {
  script('cut_after_dot');
  await start();
  const id = await send();
  await untilState(database.db, [id], 'delayed');
  clock.advanceMs(MINUTE_MS / 2);
  await untilState(database.db, [id], 'sent');
  expect(copies()).toHaveLength(2);
  expect(new Set(copies()).size).toBe(1);
  const [first, second] = sink.mails.map(({ raw }) =>
    raw.replaceAll(/=_[0-9a-f]{24}/g, 'boundary'),
  );
  expect(second).toBe(first);
});

test('a server that never answers after the dot is left after its time, and the mail is in doubt', async () => {
  script('stall_after_dot');
  await start({ replyTimeoutSeconds: 0.2 });
  const id = await send();
  await untilState(database.db, [id], 'delayed');
  expect((await readMessages(database.db, [id])).get(id)?.reason).toBe('smtp_lost_after_data');
  clock.advanceMs(MINUTE_MS / 2);
  await untilState(database.db, [id], 'sent');
  expect(new Set(copies()).size).toBe(1);
});

test('R38 a compensation in doubt waits for a person and is never repeated by itself', async () => {
  script('cut_after_dot');
  await start();
  const id = await send({ purpose: 'compensation', author: 'staff:1' });
  await untilState(database.db, [id], 'in_doubt');
  expect(await readReports(database.db, id)).toEqual(['in_doubt: smtp_lost_after_data']);
  clock.advanceMs(48 * 60 * MINUTE_MS);
  const other = await send();
  await untilState(database.db, [other], 'sent');
  await untilState(database.db, [id], 'in_doubt');
  expect(copies()).toHaveLength(2);
});

test('a compensation that was certainly not sent is tried again by itself', async () => {
  script('cut_before_data');
  await start();
  const id = await send({ purpose: 'compensation', author: 'staff:1' });
  await untilState(database.db, [id], 'delayed');
  clock.advanceMs(MINUTE_MS / 2);
  await untilState(database.db, [id], 'sent');
  expect(copies()).toHaveLength(1);
});

test('a connection that the server closed while idle costs nothing', async () => {
  await start({ connectionsMax: 1 });
  const first = await send();
  await untilState(database.db, [first], 'sent');
  sink.dropConnections();
  const second = await send();
  await untilState(database.db, [second], 'sent');
  expect(await readReports(database.db, second)).toEqual(['sent']);
});

test('mail that is wanted while the mail server is away goes out once it is back', async () => {
  const { port } = sink;
  await sink.stop();
  await start();
  const first = await send();
  await untilState(database.db, [first], 'delayed');
  const others = await Promise.all(Array.from({ length: 40 }, () => send()));
  await eventually(
    async () => (await readMessages(database.db, others)).size,
    (known) => known === 40,
  );
  sink = await startSmtpSink(port);
  clock.advanceMs(6 * MINUTE_MS);
  await untilState(database.db, [first, ...others], 'sent');
  expect(new Set(copies()).size).toBe(41);
  expect(copies()).toHaveLength(41);
  expect(await readReports(database.db, first)).toEqual(['delayed: smtp_unreachable', 'sent']);
});

test('a mail server that is away for more than a minute is told once, and its return once', async () => {
  const { port } = sink;
  await sink.stop();
  await start();
  const id = await send();
  await untilState(database.db, [id], 'delayed');
  const told = async () =>
    (
      await database.db.query<{ healthy: boolean }>(
        "select (payload ->> 'healthy')::boolean as healthy from bus.events where topic = 'operations.connector_health.v1' order by off",
      )
    ).map(({ healthy }) => healthy);
  const before = await told();
  clock.advanceMs(2 * MINUTE_MS);
  await eventually(told, (seen) => seen.length === before.length + 1 && seen.at(-1) === false);
  sink = await startSmtpSink(port);
  clock.advanceMs(6 * MINUTE_MS);
  await untilState(database.db, [id], 'sent');
  await eventually(told, (seen) => seen.length === before.length + 2 && seen.at(-1) === true);
});
