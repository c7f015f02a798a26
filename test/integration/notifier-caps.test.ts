// Caps on automatic mail: what is kept back or delayed, over batches, processes and time.
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
import { type SmtpSink, startSmtpSink } from '../harness/smtp-sink.ts';

let database: TestDatabase;
let sink: SmtpSink;
let clock: HandClock;
let notifier: TestNotifier;

beforeAll(async () => {
  database = await createTestDatabase();
  sink = await startSmtpSink();
});
beforeEach(async () => {
  clock = createHandClock(new Date('2026-11-23T10:00:00Z'));
  sink.mails.length = 0;
  sink.script(() => 'accept');
});
afterEach(async () => {
  await notifier.stop();
  await database.db.query('truncate notifier.messages, notifier.domain_mails cascade');
});
afterAll(async () => {
  await sink?.stop();
  await database?.drop();
});

const start = async (over: Partial<Parameters<typeof startNotifier>[0]> = {}) => {
  notifier = await startNotifier({ db: database.db, clock, smtpUrl: sink.url, ...over });
};
const idsOf = (messages: MessageRequested[]): string[] =>
  messages.map(({ messageId }) => messageId);
test('field 4 ten automatic mails to an address in three hours, then none, and a person is told; later again', async () => {
  await start();
  const recipient = { email: 'loop@customers.example', party: 'customer' as const };
  const first = Array.from({ length: 8 }, () => wantedMessage({ recipient }));
  const second = Array.from({ length: 8 }, () => wantedMessage({ recipient }));
  await want(database.db, ...first);
  await want(database.db, ...second);
  const seen = await eventually(
    async () => [...(await readMessages(database.db, idsOf([...first, ...second]))).values()],
    (rows) =>
      rows.length === 16 && rows.every(({ state }) => ['sent', 'suppressed'].includes(state)),
  );
  const suppressed = seen.filter(({ state }) => state === 'suppressed');
  expect(suppressed).toHaveLength(6);
  for (const { message_id } of suppressed)
    expect(await readReports(database.db, message_id)).toEqual(['suppressed: address_cap']);
  const byPerson = wantedMessage({ recipient, author: 'staff:1', purpose: 'update' });
  await want(database.db, byPerson);
  await untilState(database.db, [byPerson.messageId], 'sent');
  clock.advanceMs(181 * 60_000);
  const later = wantedMessage({ recipient });
  await want(database.db, later);
  await untilState(database.db, [later.messageId], 'sent');
});

test('a domain over its share is delayed, reported once, and sent in its turn', async () => {
  const policy = {
    mailCaps: { perAddress: 10, perAddressSameSubject: 2, windowMinutes: 180, perDomain: 3 },
  };
  await start({ policy });
  const messages = Array.from({ length: 5 }, () => wantedMessage());
  await want(database.db, ...messages);
  const rows = await eventually(
    async () => [...(await readMessages(database.db, idsOf(messages))).values()],
    (seen) => seen.filter(({ state }) => state === 'sent').length === 3 && seen.length === 5,
  );
  const delayed = rows
    .filter(({ state }) => state === 'delayed')
    .map(({ message_id }) => message_id);
  expect(delayed).toHaveLength(2);
  expect(sink.mails).toHaveLength(3);
  clock.advanceMs(61 * 60_000);
  await eventually(
    () => sink.mails.length,
    (mails) => mails === 4,
  );
  clock.advanceMs(60 * 60_000);
  await untilState(database.db, delayed, 'sent');
  for (const id of delayed)
    expect(await readReports(database.db, id)).toEqual(['delayed: domain_cap', 'sent']);
});

test('field 4 the cap of an address holds over processes and batches', async () => {
  await start();
  const other = await startNotifier({ db: database.db, clock, smtpUrl: sink.url });
  const recipient = { email: 'loop@customers.example', party: 'customer' as const };
  const messages = Array.from({ length: 40 }, () => wantedMessage({ recipient }));
  await Promise.all(messages.map((message) => want(database.db, message)));
  const ids = messages.map(({ messageId }) => messageId);
  await eventually(
    async () => [...(await readMessages(database.db, ids)).values()].map(({ state }) => state),
    (states) =>
      states.length === 40 && states.every((state) => ['sent', 'suppressed'].includes(state)),
  );
  expect(sink.mails).toHaveLength(10);
  await other.stop();
});
