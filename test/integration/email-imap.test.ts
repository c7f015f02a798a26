// Mailboxes by IMAP against a real Dovecot and a real PostgreSQL: nothing is lost, nothing comes twice.
import type { ImapFlow } from 'imapflow';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Db } from '../../shared/db.ts';
import { type Dovecot, endClient, startDovecot } from '../harness/dovecot.ts';
import { createTestDatabase, type TestDatabase } from '../harness/postgres.ts';
import {
  countItems,
  eventually,
  itemsOf,
  mail,
  mailboxOn,
  type RunningEmail,
  startEmail,
} from './email-rig.ts';

let dovecot: Dovecot;
let database: TestDatabase;
const running: RunningEmail[] = [];
// Each test has an account of its own.
let accounts = 0;
let user = '';

const start = async (settings: Record<string, unknown> = {}, db: Db = database.db) => {
  const email = await startEmail(db, {
    inletPort: 0,
    mailboxes: [mailboxOn(dovecot, user, settings)],
  });
  running.push(email);
  return email;
};
const stop = async () => {
  for (const email of running.splice(0)) await email.stop();
};
const counted = (n: number) =>
  eventually(`${n} items`, async () => (await countItems(database.db)) === n);
const subjects = async () =>
  (await itemsOf(database.db)).map(({ received }) => received.subject).sort();
const position = async () =>
  (
    await database.db.query<{ last_uid: number; settled_uid: number; rescans: number }>(
      'select last_uid, settled_uid, rescans from email.mailboxes where name = $1',
      [user],
    )
  )[0];
const asClient = async <T>(
  work: (client: ImapFlow) => Promise<T>,
  folder = 'INBOX',
): Promise<T> => {
  const client = await dovecot.client(user);
  try {
    await client.mailboxOpen(folder);
    return await work(client);
  } finally {
    await endClient(client);
  }
};
const seen = (): Promise<number> =>
  asClient(async (client) => ((await client.search({ seen: true })) || []).length);
const deliver = (count: number, from = 1) => {
  for (let n = from; n < from + count; n++) dovecot.deliver(user, mail({ Subject: `mail ${n}` }));
};

beforeAll(async () => {
  dovecot = await startDovecot({ users: [] });
});
afterAll(async () => {
  await dovecot.stop();
});
beforeEach(async () => {
  user = `box-${++accounts}`;
  await dovecot.setPassword(user, 'secret');
  database = await createTestDatabase();
});
afterEach(async () => {
  await stop();
  await database.drop();
});

test('R01 R02 a mail in a mailbox becomes an item with its original, and is flagged after that', async () => {
  const raw = mail({ Subject: 'Broken kettle' }, 'It broke.\r\n');
  dovecot.deliver(user, raw);
  await start();
  await counted(1);
  const [item] = await itemsOf(database.db);
  expect(item?.received).toMatchObject({
    channel: 'email',
    connector: `imap:${user}`,
    sender: { name: 'Ada Example', email: 'ada@customer.test' },
    subject: 'Broken kettle',
    text: 'It broke.',
    sentAt: '2026-11-23T10:00:00.000Z',
  });
  const [original] = await database.db.query<{ content: Buffer }>(
    'select content from blobs.chunks where sha256 = $1',
    [item?.received.originalSha256],
  );
  expect(original?.content.toString()).toBe(raw);
  await eventually('the flag', async () => (await seen()) === 1);
});

test('R02 the time of receipt is the mail server’s: clocks run from it, also after an outage', async () => {
  const arrived = new Date('2026-11-20T08:00:00Z');
  await asClient((client) => client.append('INBOX', mail(), [], arrived));
  await start();
  await counted(1);
  expect((await itemsOf(database.db))[0]?.received.receivedAt).toBe(arrived.toISOString());
});

test('R01 new mail is taken at once by IDLE, without waiting for a poll', async () => {
  await start({ pollSeconds: 3600 });
  await eventually('the position', async () => (await position()) !== undefined);
  deliver(1);
  await counted(1);
  deliver(2, 2);
  await counted(3);
});

test('R01 a mail that another client has read first is taken all the same', async () => {
  deliver(2);
  await asClient((client) => client.messageFlagsAdd('1:*', ['\\Seen']));
  await start();
  await counted(2);
});

test('R01 six mails that are archived while they are read are six items', async () => {
  deliver(6);
  await start({ after: 'move', moveTo: 'Archive' });
  await counted(6);
  expect(await subjects()).toEqual([1, 2, 3, 4, 5, 6].map((n) => `mail ${n}`));
  await eventually('the archive', () =>
    asClient(async (client) => client.mailbox !== false && client.mailbox.exists === 6, 'Archive'),
  );
  deliver(1, 7);
  await counted(7);
});

test('R01 mails that another client moves away between two polls keep no other from being taken', async () => {
  deliver(3);
  await start({ after: 'none', pollSeconds: 3600 });
  await counted(3);
  await asClient(async (client) => {
    await client.mailboxCreate('Elsewhere');
    await client.messageMove('1:2', 'Elsewhere');
  });
  deliver(3, 4);
  await counted(6);
  expect(await subjects()).toEqual([1, 2, 3, 4, 5, 6].map((n) => `mail ${n}`));
});

test('R01 a mail with a blank Message-ID is taken once, also after a restart', async () => {
  dovecot.deliver(user, mail({ 'Message-ID': undefined, Subject: 'none' }));
  dovecot.deliver(user, mail({ 'Message-ID': '<>', Subject: 'blank' }));
  await start();
  await counted(2);
  await stop();
  await start();
  deliver(1);
  await counted(3);
  expect(await subjects()).toEqual(['blank', 'mail 1', 'none']);
});

test('R01 a mailbox that is numbered anew (UIDVALIDITY) is read again and gives no item twice', async () => {
  deliver(60);
  const email = await start();
  await counted(60);
  await dovecot.down();
  dovecot.renumber(user);
  await dovecot.up();
  deliver(1, 61);
  await counted(61);
  await eventually('the end of the rescan', async () => (await position())?.last_uid === 61);
  expect(await countItems(database.db)).toBe(61);
  expect((await position())?.rescans).toBe(1);
  const rescans = await email.metrics.mailboxRescans.get();
  expect(rescans.values).toMatchObject([{ value: 1, labels: { connector: `imap:${user}` } }]);
});

test('R01 the same mail by two ways is one item; another mail under its Message-ID is a second', async () => {
  const first = mail({ 'Message-ID': '<same@customer.test>', Subject: 'one' });
  dovecot.deliver(user, first);
  dovecot.deliver(user, `Received: from elsewhere\r\nX-Relay: 1\r\n${first}`);
  dovecot.deliver(user, mail({ 'Message-ID': '<same@customer.test>', Subject: 'two' }));
  await start();
  await eventually('all three read', async () => (await position())?.last_uid === 3);
  expect(await subjects()).toEqual(['one', 'two']);
});

test('R01 a server that is killed while mails are fetched loses and doubles nothing', async () => {
  deliver(300);
  await start();
  await eventually('the first batch', async () => (await countItems(database.db)) > 0);
  await dovecot.kill();
  await dovecot.up();
  await counted(300);
  await eventually('all flags', async () => (await seen()) === 300);
  expect(new Set(await subjects()).size).toBe(300);
});

test('R01 a service that is stopped while it reads goes on where it was', async () => {
  deliver(300);
  await start();
  await eventually('the first batch', async () => (await countItems(database.db)) > 0);
  await stop();
  const before = await countItems(database.db);
  expect((await position())?.last_uid).toBe(before);
  await start();
  await counted(300);
});

test('R01 a link that breaks between acceptance and flag: nothing twice, the flags follow', async () => {
  deliver(3);
  let broken = false;
  const breaking: Db = {
    ...database.db,
    transaction: async (work, options) => {
      const result = await database.db.transaction(work, options);
      if (!broken && (await countItems(database.db)) > 0) {
        broken = true;
        await dovecot.kill();
      }
      return result;
    },
  };
  await start({}, breaking);
  await counted(3);
  await eventually('the break', async () => broken);
  expect((await position())?.settled_uid).toBe(0);
  await dovecot.up();
  await eventually('the flags', async () => (await seen().catch(() => 0)) === 3);
  await eventually('the note', async () => (await position())?.settled_uid === 3);
  expect(await countItems(database.db)).toBe(3);
});

test('R02 while PostgreSQL is away mails wait unflagged, and the mailbox is not blamed', async () => {
  deliver(3);
  let away = true;
  let tries = 0;
  const flaky: Db = {
    ...database.db,
    transaction: (work, options) => {
      tries++;
      return away
        ? Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }))
        : database.db.transaction(work, options);
    },
  };
  const email = await start({}, flaky);
  await eventually('two failed tries', async () => tries >= 2);
  expect(await countItems(database.db)).toBe(0);
  expect(await seen()).toBe(0);
  await email.ready();
  away = false;
  await counted(3);
});

test('R02 two processes on one mailbox take each mail once', async () => {
  deliver(200);
  await Promise.all([start(), start()]);
  await counted(200);
  deliver(1, 201);
  await counted(201);
  expect(new Set(await subjects()).size).toBe(201);
});

test('R01 mails from before `since` are left alone', async () => {
  await asClient((client) =>
    client.append('INBOX', mail({ Subject: 'old' }), [], new Date('2020-01-01')),
  );
  deliver(1);
  await start({ since: '2021-01-01' });
  await counted(1);
  await eventually('the flag', async () => (await seen()) === 1);
  expect(await subjects()).toEqual(['mail 1']);
});

test('R02 another account under the same name begins anew', async () => {
  deliver(2);
  await start();
  await counted(2);
  await stop();
  await asClient(async (client) => {
    await client.mailboxCreate('Other');
    await client.append('Other', mail({ Subject: 'elsewhere' }));
  });
  await start({ folder: 'Other' });
  await counted(3);
});
