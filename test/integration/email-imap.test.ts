// Mailboxes by IMAP against a real Dovecot and a real PostgreSQL: nothing is lost, nothing comes twice.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Dovecot, startDovecot } from '../harness/dovecot.ts';
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

const start = async (settings: Record<string, unknown> = {}, user = 'support') => {
  const email = await startEmail(database.db, {
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

beforeAll(async () => {
  dovecot = await startDovecot({ users: ['support'] });
});
afterAll(async () => {
  await dovecot.stop();
});
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await stop();
  await database.drop();
  const client = await dovecot.client('support');
  for (const { path } of await client.list()) {
    await client.mailboxOpen(path);
    await client.messageDelete('1:*');
  }
  await client.logout();
});

test('R01 a mail in a mailbox becomes an item, and is flagged after that', async () => {
  dovecot.deliver('support', mail({ Subject: 'Broken kettle' }, 'It broke.\r\n'));
  await start();
  await counted(1);
  const [item] = await itemsOf(database.db);
  expect(item?.received).toMatchObject({
    channel: 'email',
    connector: 'imap:support',
    sender: { name: 'Ada Example', email: 'ada@customer.test' },
    subject: 'Broken kettle',
    text: 'It broke.',
    sentAt: '2026-11-23T10:00:00.000Z',
  });
  const client = await dovecot.client('support');
  await client.mailboxOpen('INBOX');
  await eventually(
    'the flag',
    async () => (await client.search({ seen: true }))?.toString() === '1',
  );
  await client.logout();
});
