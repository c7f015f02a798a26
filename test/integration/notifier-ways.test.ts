// Ways out besides a mail server: caught mail with its commands, and direct messages by responders only.
import { Command } from 'commander';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { addMailCommands } from '../../services/notifier/mail-commands.ts';
import { createHandClock, type HandClock } from '../../shared/clock.ts';
import { InDoubtError, PermanentError, TransientError } from '../../shared/errors.ts';
import type { MessageRequested } from '../../shared/events/message.ts';
import { putStaff } from '../../shared/people.ts';
import type { Platform } from '../../shared/platforms/platform.ts';
import { loadPolicy } from '../../shared/policy/policy.ts';
import {
  eventually,
  readMessages,
  readReports,
  startNotifier,
  type TestNotifier,
  testSigner,
  untilState,
  want,
  wantedMessage,
} from '../harness/notifier.ts';
import { createTestDatabase, type TestDatabase, testLog } from '../harness/postgres.ts';

let database: TestDatabase;
let clock: HandClock;
let notifier: TestNotifier;
let responder = '';
let colleague = '';

type Sent = { platformUserId: string; text: string };

/** A platform that takes direct messages, or fails as told. */
function directMessages(): {
  platform: Platform;
  sent: Sent[];
  fail(error: Error | undefined): void;
} {
  const sent: Sent[] = [];
  let failure: Error | undefined;
  const platform: Platform = {
    channel: 'x',
    account: 'ourbrand',
    watch: async () => ({ mentions: [], next: null, more: false }),
    canMessage: async () => 'yes',
    sendDirectMessage: async (platformUserId, text) => {
      if (failure) throw failure;
      sent.push({ platformUserId, text });
      return { platformMessageId: String(sent.length) };
    },
    health: async () => {},
  };
  return {
    platform,
    sent,
    fail: (error) => {
      failure = error;
    },
  };
}

const answer = (author: string, over: Partial<MessageRequested> = {}): MessageRequested =>
  wantedMessage({
    purpose: 'answer',
    via: 'direct_message',
    recipient: { platform: 'x', platformUserId: '4711', handle: 'ada', party: 'customer' },
    values: { text: 'I am sorry, and I have sent you a new one.', reference: 'C-7K3M-9QXD' },
    answers: [],
    author,
    ...over,
  });

beforeAll(async () => {
  database = await createTestDatabase();
  await database.db.transaction(async (tx) => {
    const common = { role: 'frontline' as const };
    responder = await putStaff(tx, {
      ...common,
      name: 'Rae',
      email: 'rae@ours.example',
      responderFor: ['x'],
    });
    colleague = await putStaff(tx, {
      ...common,
      name: 'Cas',
      email: 'cas@ours.example',
      responderFor: ['mastodon'],
    });
  });
});
beforeEach(() => {
  clock = createHandClock(new Date('2026-11-23T10:00:00Z'));
});
afterEach(async () => {
  await notifier.stop();
  await database.db.query('truncate notifier.messages, notifier.domain_mails cascade');
});
afterAll(async () => {
  await database?.drop();
});

const start = async (platforms: Platform[] = []) => {
  notifier = await startNotifier({ db: database.db, clock, platforms });
};

test('R45 R46 an answer goes as a direct message for a designated responder, word for word', async () => {
  const x = directMessages();
  await start([x.platform]);
  const wanted = answer(`staff:${responder}`);
  await want(database.db, wanted, wanted);
  await untilState(database.db, [wanted.messageId], 'sent');
  expect(x.sent).toEqual([
    { platformUserId: '4711', text: 'I am sorry, and I have sent you a new one.' },
  ]);
  expect(await readReports(database.db, wanted.messageId)).toEqual(['sent']);
});

test('R45 a direct message is refused to anyone else: other platforms, machines, strangers, former responders', async () => {
  const x = directMessages();
  await start([x.platform]);
  const authors = [
    `staff:${colleague}`,
    'system',
    'clock',
    'staff:nobody',
    'staff:rae@ours.example',
    responder,
  ];
  const messages = authors.map((author) => answer(author));
  await want(database.db, ...messages);
  const ids = messages.map(({ messageId }) => messageId);
  await untilState(database.db, ids, 'failed');
  for (const id of ids)
    expect(await readReports(database.db, id)).toEqual(['failed: not_a_responder']);
  const grant = [responder, 'x'];
  await database.db.query(
    'delete from people.responder_grants where staff_id = $1 and platform = $2',
    grant,
  );
  const late = answer(`staff:${responder}`);
  await want(database.db, late);
  await untilState(database.db, [late.messageId], 'failed');
  await database.db.query(
    'insert into people.responder_grants (staff_id, platform) values ($1, $2)',
    grant,
  );
  expect(x.sent).toEqual([]);
});

test('R45 the grant is looked at when it goes: one taken back during a pause stops the message', async () => {
  const x = directMessages();
  x.fail(new TransientError('busy', { retryAfterMs: 900_000 }));
  await start([x.platform]);
  const wanted = answer(`staff:${responder}`);
  await want(database.db, wanted);
  await untilState(database.db, [wanted.messageId], 'delayed');
  x.fail(undefined);
  await database.db.query('update people.staff set active = false where staff_id = $1', [
    responder,
  ]);
  clock.advanceMs(900_000);
  await untilState(database.db, [wanted.messageId], 'failed');
  await database.db.query('update people.staff set active = true where staff_id = $1', [responder]);
  expect(x.sent).toEqual([]);
  expect(await readReports(database.db, wanted.messageId)).toEqual([
    'delayed: platform_busy',
    'failed: not_a_responder',
  ]);
});

test('a platform that asks to wait is asked again after that time, not before', async () => {
  const x = directMessages();
  x.fail(new TransientError('busy', { retryAfterMs: 900_000 }));
  await start([x.platform]);
  const wanted = answer(`staff:${responder}`);
  await want(database.db, wanted);
  await untilState(database.db, [wanted.messageId], 'delayed');
  x.fail(undefined);
  const [row] = await database.db.query<{ wake_at: Date }>('select wake_at from notifier.messages');
  expect(row?.wake_at).toEqual(new Date('2026-11-23T10:15:00Z'));
  clock.advanceMs(900_000);
  await untilState(database.db, [wanted.messageId], 'sent');
  expect(x.sent).toHaveLength(1);
});

test.each([
  [new PermanentError('cannot_message'), 'failed', 'cannot_message'],
  [new PermanentError('Text of a platform that is no closed word'), 'failed', 'refused'],
  [new InDoubtError('no answer'), 'in_doubt', 'platform_unknown'],
  [new Error('a bug'), 'in_doubt', 'sender_failed'],
] as const)(
  'a direct message that ends with "%s" is %s and never repeated by itself',
  async (error, state, reason) => {
    const x = directMessages();
    x.fail(error);
    await start([x.platform]);
    const wanted = answer(`staff:${responder}`);
    await want(database.db, wanted);
    await untilState(database.db, [wanted.messageId], state);
    x.fail(undefined);
    clock.advanceMs(48 * 3_600_000);
    const other = answer(`staff:${responder}`);
    await want(database.db, other);
    await untilState(database.db, [other.messageId], 'sent');
    expect(x.sent).toHaveLength(1);
    expect(await readReports(database.db, wanted.messageId)).toEqual([`${state}: ${reason}`]);
  },
);

test('a platform that is not set up is told as such', async () => {
  await start();
  const wanted = answer(`staff:${responder}`);
  await want(database.db, wanted);
  await untilState(database.db, [wanted.messageId], 'failed');
  expect(await readReports(database.db, wanted.messageId)).toEqual([
    'failed: platform_not_configured',
  ]);
});

/** Runs `redress mail …` on the test database; gives what it printed for people and for programs. */
async function command(...words: string[]): Promise<{ text: string; value: unknown }> {
  const printed = { text: '', value: undefined as unknown };
  const program = new Command().exitOverride();
  addMailCommands(program, (action) =>
    action({
      db: database.db,
      clock,
      log: testLog,
      signer: testSigner,
      policy: loadPolicy(),
      publicUrl: 'https://care.example.com',
      mailFrom: { name: 'Our Company', address: 'care@ours.example' },
      settings: { cases: {} },
      json: false,
      print: (value, text) => Object.assign(printed, { value, text }),
    }),
  );
  await program.parseAsync(['mail', ...words], { from: 'user' });
  return printed;
}

test('without a mail server mail is caught, counts as sent, and can be listed and shown', async () => {
  await start();
  const wanted = wantedMessage({
    recipient: { email: 'ada@customers.example', party: 'customer' },
  });
  await want(database.db, wanted, wantedMessage({ purpose: 'update', reference: 'C-0000-0000' }));
  await untilState(database.db, [wanted.messageId], 'sent');
  expect(await readReports(database.db, wanted.messageId)).toEqual(['sent: caught']);
  const list = await eventually(
    () => command('list'),
    ({ value }) => (value as unknown[]).length === 2,
  );
  expect(list.text).toContain('ada@customers.example');
  expect(list.text).toContain('sent (caught)');
  const one = await command('show', wanted.messageId.slice(0, 36));
  expect(one.text).toMatch(/^From: Our Company <care@ours.example>\nTo: ada@customers.example\n/);
  expect(one.text).toContain('Auto-Submitted: auto-replied');
  expect(one.text).toContain('\n\nHello,\n\nThank you for telling us.');
  expect(one.value).toMatchObject({
    to: 'ada@customers.example',
    state: 'sent',
    text: expect.stringContaining('C-7K3M-9QXD'),
  });
  const raw = await command('show', wanted.messageId, '--raw');
  expect(raw.text).toContain('Content-Type: text/html');
});

test('commands on what is not there say what to do', async () => {
  await start();
  await expect(command('show', '00000000')).rejects.toThrow('there is no message');
  await expect(command('show', "' or 1=1")).rejects.toThrow('no message id');
  await expect(command('list', '--state', 'gone')).rejects.toThrow('--state');
  await expect(command('list', '--limit', 'x')).rejects.toThrow('--limit');
  await expect(command('list', '--case', 'C-1')).rejects.toThrow('no reference');
  expect((await command('list')).text).toBe('No messages.');
});

test('a person settles what is in doubt: it arrived, or it goes out again', async () => {
  const x = directMessages();
  x.fail(new InDoubtError('no answer'));
  await start([x.platform]);
  const arrived = answer(`staff:${responder}`);
  const lost = answer(`staff:${responder}`);
  await want(database.db, arrived, lost);
  await untilState(database.db, [arrived.messageId, lost.messageId], 'in_doubt');
  x.fail(undefined);
  await command('settle', arrived.messageId, 'sent');
  await command('settle', lost.messageId, 'again');
  await untilState(database.db, [arrived.messageId, lost.messageId], 'sent');
  expect(x.sent).toHaveLength(1);
  expect(await readReports(database.db, arrived.messageId)).toEqual([
    'in_doubt: platform_unknown',
    'sent: settled_by_person',
  ]);
  await expect(command('settle', lost.messageId, 'again')).rejects.toThrow('not in doubt');
  const rows = await readMessages(database.db, [lost.messageId]);
  expect(rows.get(lost.messageId)?.attempts).toBe(2);
});
