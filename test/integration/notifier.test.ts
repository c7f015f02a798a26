// The notifier on real parts: PostgreSQL, the bus, a mail server. What goes out, to whom, how often, and what is told of it.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { event } from '../../shared/bus.ts';
import { createHandClock, type HandClock } from '../../shared/clock.ts';
import { type IntakeReceived, intakeReceivedTopic } from '../../shared/events/intake.ts';
import type { MessageRequested } from '../../shared/events/message.ts';
import { newId } from '../../shared/ids.ts';
import { parseOwnMessageId } from '../../shared/message-id.ts';
import {
  readMessages,
  readReports,
  startNotifier,
  type TestNotifier,
  testSigner,
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
const header = (raw: string, name: string): string | undefined => {
  const head = (raw.split('\r\n\r\n')[0] ?? '').replace(/\r\n[ \t]+/g, ' ');
  return new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1];
};

test('R10 a new case gets exactly one acknowledgement, however often it is asked for', async () => {
  await start();
  const wanted = wantedMessage();
  const again = wantedMessage({ caseId: wanted.caseId ?? newId() });
  await want(database.db, wanted, wanted);
  await want(database.db, wanted);
  await untilState(database.db, [wanted.messageId], 'sent');
  await want(database.db, again, wanted);
  await untilState(database.db, [again.messageId], 'suppressed');
  expect(await readReports(database.db, again.messageId)).toEqual([
    'suppressed: already_acknowledged',
  ]);
  expect(await readReports(database.db, wanted.messageId)).toEqual(['sent']);
  expect(sink.mails).toHaveLength(1);
  const [mail] = sink.mails;
  expect(mail?.to).toBe(wanted.recipient.email);
  expect(parseOwnMessageId(testSigner, mail?.messageId ?? '')).toBe(wanted.messageId);
});

test('a customer mail carries the headers that keep machines quiet and threads together', async () => {
  await start();
  const wanted = wantedMessage({
    answers: ['first@customer.example', 'second@customer.example'],
    locale: 'de',
  });
  await want(database.db, wanted);
  await untilState(database.db, [wanted.messageId], 'sent');
  const [mail] = sink.mails;
  const raw = mail?.raw ?? '';
  expect(mail?.from).toBe('care@ours.example');
  expect(header(raw, 'Auto-Submitted')).toBe('auto-replied');
  expect(header(raw, 'X-Auto-Response-Suppress')).toBe('DR, RN, OOF, AutoReply');
  expect(header(raw, 'In-Reply-To')).toBe('<second@customer.example>');
  expect(header(raw, 'References')).toBe('<first@customer.example> <second@customer.example>');
  expect(header(raw, 'X-Redress-Loop')).toBe(`<${mail?.messageId}>`);
  expect(header(raw, 'Content-Language')).toBe('de');
  for (const absent of ['Reply-To', 'List-Unsubscribe', 'Bcc', 'Precedence'])
    expect(header(raw, absent)).toBeUndefined();
  expect(raw).toContain('Content-Type: text/plain');
  expect(raw).toContain('Content-Type: text/html');
});

test('R11 a recipient that does not exist is told with its reason, and others are not held up', async () => {
  await start();
  const messages = Array.from({ length: 30 }, () => wantedMessage());
  const bad = messages.filter((_, index) => index % 3 === 0);
  const refused = new Set(bad.map(({ recipient }) => recipient.email));
  sink.script((recipient) => (refused.has(recipient) ? { rcpt: 550 } : 'accept'));
  await want(database.db, ...messages);
  await untilState(database.db, idsOf(bad), 'failed');
  await untilState(
    database.db,
    idsOf(messages.filter((message) => !bad.includes(message))),
    'sent',
  );
  for (const { messageId } of bad)
    expect(await readReports(database.db, messageId)).toEqual(['failed: smtp_550']);
  expect(sink.mails).toHaveLength(20);
});

test('R11 a message without an address, or with none that is one, is told at once', async () => {
  await start();
  const without = wantedMessage({ recipient: { party: 'customer' } });
  const broken = wantedMessage({ recipient: { email: 'x@y\r\nRCPT TO:<z@y>', party: 'customer' } });
  await want(database.db, without, broken);
  await untilState(database.db, idsOf([without, broken]), 'failed');
  expect(await readReports(database.db, without.messageId)).toEqual(['failed: no_address']);
  expect(await readReports(database.db, broken.messageId)).toEqual(['failed: invalid_address']);
});

test('a message that cannot be rendered fails with its reason, and the next one goes out', async () => {
  await start();
  const { respondBy: _, ...values } = wantedMessage().values;
  const broken = wantedMessage({ values });
  const good = wantedMessage();
  await want(database.db, broken, good);
  await untilState(database.db, [good.messageId], 'sent');
  await untilState(database.db, [broken.messageId], 'failed');
  expect(await readReports(database.db, broken.messageId)).toEqual(['failed: render_failed']);
});

test('S19 S18 template syntax and line breaks in every value go out as text', async () => {
  await start();
  const attack = '{{constructor}}\r\nBcc: evil@example.com\r\n\r\n<script>{{{text}}}</script>';
  const wanted = wantedMessage({
    purpose: 'answer',
    author: 'staff:1',
    recipient: { name: attack, email: 'ada@customers.example', party: 'customer' },
    values: {
      reference: attack,
      customerName: attack,
      subject: attack,
      text: attack,
      organisation: attack,
    },
    answers: ['a@b>\r\nBcc: evil@example.com', 'good@b'],
  });
  await want(database.db, wanted);
  await untilState(database.db, [wanted.messageId], 'sent');
  const raw = sink.mails[0]?.raw ?? '';
  expect(header(raw, 'Bcc')).toBeUndefined();
  expect(header(raw, 'References')).toBe('<good@b>');
  expect(header(raw, 'Auto-Submitted')).toBeUndefined();
  expect(raw).toContain('{{constructor}}');
  expect(raw.slice(raw.indexOf('text/html'))).not.toContain('<script>');
});

test('nothing is ever sent to our own mailboxes', async () => {
  await start({ settings: { ownAddresses: ['Support@Ours.example'] } });
  const toFrom = wantedMessage({ recipient: { email: 'CARE@ours.example', party: 'customer' } });
  const toBox = wantedMessage({
    recipient: { email: 'support@ours.example', party: 'staff' },
    purpose: 'staff-notice',
  });
  // One that an administrator added in the console.
  await database.db.query(
    `insert into email.accounts (account_id, name, address, host, port, tls, user_name, sealed_secret, folder, after, flag,
       poll_seconds, state, created_at, created_by, changed_at, changed_by)
     values ('a', 'shop', 'Shop@Ours.example', 'h', 993, 'tls', 'shop', 'x', 'INBOX', 'flag', 's', 60, 'paused', now(), 'b', now(), 'b')`,
  );
  const toAdded = wantedMessage({ recipient: { email: 'shop@ours.example', party: 'customer' } });
  await want(database.db, toFrom, toBox, toAdded);
  await untilState(database.db, idsOf([toFrom, toBox, toAdded]), 'suppressed');
  expect(await readReports(database.db, toBox.messageId)).toEqual(['suppressed: own_address']);
  expect(sink.mails).toHaveLength(0);
});

test('field 3.23 a language without templates falls back, and the row says so', async () => {
  await start();
  const dutch = wantedMessage({ locale: 'nl-BE' });
  await want(database.db, dutch);
  await untilState(database.db, [dutch.messageId], 'sent');
  const [row] = await database.db.query<{ locale: string; locale_fallback: boolean }>(
    'select locale, locale_fallback from notifier.messages where message_id = $1',
    [dutch.messageId],
  );
  expect(row).toEqual({ locale: 'en', locale_fallback: true });
});

const bounceItem = (messageId: string, permanent: boolean): IntakeReceived => ({
  itemId: newId(),
  reference: 'C-7K3M-9QXD',
  channel: 'email',
  connector: 'imap:care',
  receivedAt: '2026-11-23T10:05:00.000Z',
  sender: { email: 'mailer-daemon@customers.example' },
  subject: 'Undelivered',
  text: '',
  textCut: false,
  originalSha256: 'a'.repeat(64),
  attachments: [],
  mail: {
    repliesTo: [],
    recipients: [],
    robotSigns: ['delivery_report'],
    bounce: { messageId, permanent, status: permanent ? '5.1.1' : '4.4.1' },
    authentication: 'none',
  },
});

test('R11 a mail that comes back for good is marked and told; a delay, or a forged report, changes nothing', async () => {
  await start();
  const messages = [wantedMessage(), wantedMessage(), wantedMessage()] as const;
  const [bounced, late, forged] = messages;
  await want(database.db, ...messages);
  await untilState(database.db, idsOf([...messages]), 'sent');
  const rows = await readMessages(database.db, idsOf([...messages]));
  const idOf = (message: MessageRequested) => rows.get(message.messageId)?.rfc_message_id ?? '';
  const items = [
    bounceItem(idOf(late), false),
    bounceItem(idOf(forged).replace(/\.[\w-]{22}@/, `.${'A'.repeat(22)}@`), true),
    bounceItem(idOf(bounced), true),
    bounceItem(idOf(bounced), true),
  ];
  await database.db.transaction(async (tx) => {
    for (const item of items)
      tx.publish(event(intakeReceivedTopic, item, { cause: item.itemId, trace: 't' }));
  });
  await untilState(database.db, [bounced.messageId], 'bounced');
  expect(await readReports(database.db, bounced.messageId)).toEqual([
    'sent',
    'bounced: bounce_5_1_1',
  ]);
  await untilState(database.db, idsOf([late, forged]), 'sent');
});

test('the figures count messages by state and purpose', async () => {
  await start();
  const messages = [
    wantedMessage(),
    wantedMessage({ purpose: 'update' }),
    wantedMessage({ recipient: { party: 'customer' } }),
  ];
  await want(database.db, ...messages);
  await untilState(database.db, idsOf(messages.slice(0, 2)), 'sent');
  await notifier.measure();
  const { values } = await notifier.metrics.messages.get();
  const figures = values.map(({ labels, value }) => `${labels.state} ${labels.purpose} ${value}`);
  expect(figures.sort()).toEqual([
    'failed acknowledgement 1',
    'sent acknowledgement 1',
    'sent update 1',
  ]);
});
