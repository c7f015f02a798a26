// The notifier when processes end, stand still or share the work. Time is moved by hand.
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
const send = async (over: Partial<MessageRequested> = {}): Promise<string> => {
  const wanted = wantedMessage(over);
  await want(database.db, wanted);
  return wanted.messageId;
};
const copies = (): string[] => sink.mails.map(({ messageId }) => messageId);

test('R10 mails that a killed process held go out once another takes over, under the same Message-IDs', async () => {
  sink.script(() => 'stall_after_dot');
  const first = await start({ connectionsMax: 3, drainSeconds: 0 });
  const messages = Array.from({ length: 20 }, () => wantedMessage());
  const ids = messages.map(({ messageId }) => messageId);
  await want(database.db, ...messages);
  await eventually(
    () => sink.mails.length,
    (mails) => mails === 3,
  );
  await first.kill();
  await untilState(database.db, ids, 'sending');
  const stalled = copies();
  sink.script(() => 'accept');
  await start();
  clock.advanceMs(MINUTE_MS);
  await untilState(database.db, ids, 'sent');
  expect(new Set(copies()).size).toBe(20);
  expect(copies()).toHaveLength(23);
  expect(new Set(copies().slice(3))).toEqual(new Set([...stalled, ...copies().slice(3)]));
  for (const id of ids) expect(await readReports(database.db, id)).toEqual(['sent']);
});

test('R38 of the compensations that a killed process held, those that had gone wait for a person, the others are sent', async () => {
  sink.script(() => 'stall_after_dot');
  const first = await start({ connectionsMax: 2, drainSeconds: 0 });
  const messages = Array.from({ length: 6 }, () =>
    wantedMessage({ purpose: 'compensation', author: 'staff:1' }),
  );
  const ids = messages.map(({ messageId }) => messageId);
  await want(database.db, ...messages);
  await eventually(
    () => sink.mails.length,
    (mails) => mails === 2,
  );
  await first.kill();
  const gone = ids.filter((id) => copies().some((copy) => copy.startsWith(id)));
  expect(gone).toHaveLength(2);
  sink.script(() => 'accept');
  await start();
  clock.advanceMs(MINUTE_MS);
  await untilState(database.db, gone, 'in_doubt');
  await untilState(
    database.db,
    ids.filter((id) => !gone.includes(id)),
    'sent',
  );
  for (const id of gone)
    expect(await readReports(database.db, id)).toEqual(['in_doubt: sender_lost']);
  expect(copies()).toHaveLength(6);
});

test('a lease that is still held is left alone by other processes', async () => {
  sink.script(() => 'stall_after_dot');
  await start({ connectionsMax: 2, drainSeconds: 0.2 });
  const id = await send();
  await eventually(
    () => sink.mails.length,
    (mails) => mails === 1,
  );
  await start();
  clock.advanceMs(20_000);
  const other = wantedMessage();
  sink.script(() => 'accept');
  await want(database.db, other);
  await untilState(database.db, [other.messageId], 'sent');
  await untilState(database.db, [id], 'sending');
  expect(copies().filter((copy) => copy.startsWith(id))).toHaveLength(1);
});

test('leases of what waits for an answer are renewed', async () => {
  sink.script(() => 'stall_after_dot');
  await start({ leaseSeconds: 0.3, drainSeconds: 0.1 });
  const id = await send();
  await eventually(
    () => sink.mails.length,
    (mails) => mails === 1,
  );
  clock.advanceMs(60 * MINUTE_MS);
  const renewed = () =>
    database.db.query("select 1 from notifier.messages where state = 'sending' and wake_at > $1", [
      clock.now(),
    ]);
  await eventually(renewed, (rows) => rows.length === 1);
  expect(copies()).toEqual([expect.stringMatching(new RegExp(`^${id}`))]);
});

test('a process that was cut off longer than its lease sends nothing that another took over', async () => {
  sink.script(() => 'stall_after_dot');
  const zombie = await start({ connectionsMax: 1, drainSeconds: 0.1 });
  const messages = Array.from({ length: 6 }, () => wantedMessage());
  const ids = messages.map(({ messageId }) => messageId);
  await want(database.db, ...messages);
  await eventually(
    () => sink.mails.length,
    (mails) => mails === 1,
  );
  zombie.isolate();
  clock.advanceMs(MINUTE_MS);
  sink.script(() => 'accept');
  await start();
  await untilState(database.db, ids, 'sent');
  expect(copies()).toHaveLength(7);
  sink.dropConnections();
  const later = await send();
  await untilState(database.db, [later], 'sent');
  await zombie.stop();
  expect(copies()).toHaveLength(8);
  expect(new Set(copies()).size).toBe(7);
});

test('stopping lets answers in flight come in and gives the rest back at once', async () => {
  let release: SinkAction = 'stall_after_dot';
  sink.script(() => release);
  const first = await start({ connectionsMax: 1, drainSeconds: 0.5 });
  const messages = Array.from({ length: 5 }, () => wantedMessage());
  const ids = messages.map(({ messageId }) => messageId);
  await want(database.db, ...messages);
  await eventually(
    () => sink.mails.length,
    (mails) => mails === 1,
  );
  await first.stop();
  const states = [...(await readMessages(database.db, ids)).values()]
    .map(({ state }) => state)
    .sort();
  expect(states).toEqual(['delayed', 'queued', 'queued', 'queued', 'queued']);
  release = 'accept';
  await start();
  await eventually(
    () => sink.mails.length,
    (mails) => mails === 5,
  );
  clock.advanceMs(MINUTE_MS / 2);
  await untilState(database.db, ids, 'sent');
  expect(copies()).toHaveLength(6);
  expect(new Set(copies()).size).toBe(5);
});

test('more messages than fit in memory wait in the database and all go out, once', async () => {
  await start({ queueMax: 10, connectionsMax: 2 });
  const messages = Array.from({ length: 200 }, () => wantedMessage());
  await want(database.db, ...messages);
  await untilState(
    database.db,
    messages.map(({ messageId }) => messageId),
    'sent',
  );
  expect(copies()).toHaveLength(200);
  expect(new Set(copies()).size).toBe(200);
});

test('two processes share the work, and each message goes out once', async () => {
  await start();
  await start();
  const messages = Array.from({ length: 300 }, () => wantedMessage());
  for (let at = 0; at < 300; at += 30) await want(database.db, ...messages.slice(at, at + 30));
  await untilState(
    database.db,
    messages.map(({ messageId }) => messageId),
    'sent',
  );
  expect(copies()).toHaveLength(300);
  expect(new Set(copies()).size).toBe(300);
});
