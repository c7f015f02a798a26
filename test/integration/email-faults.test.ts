// One mail that cannot be taken in as it is, by a fault of ours: it is kept by its bytes, and its mailbox goes on.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readBlob } from '#shared/blobs.ts';
import type { Db } from '#shared/db.ts';
import { type Dovecot, startDovecot } from '../harness/dovecot.ts';
import { createTestDatabase } from '../harness/postgres.ts';
import { countItems, eventually, itemsOf, mail, mailboxOn, startEmail } from './email-rig.ts';

let dovecot: Dovecot;
beforeAll(async () => {
  dovecot = await startDovecot({ users: ['bug', 'commit'] });
});
afterAll(() => dovecot.stop());

/** A database on which every statement about the poisoned mail fails as a bug of ours would. */
const withBug = async (db: Db): Promise<Db> => ({
  ...db,
  transaction: (work, options) =>
    db.transaction(
      (tx) =>
        work({
          ...tx,
          query: (text, parameters) =>
            JSON.stringify(parameters)?.includes('poison')
              ? Promise.reject(new TypeError('cannot read properties of undefined'))
              : tx.query(text, parameters),
        }),
      options,
    ),
});

/** A database that refuses the event of the poisoned mail, which is written with the commit. */
const withRefusal = async (db: Db): Promise<Db> => {
  await db.query(
    `alter table bus.events add constraint no_poison check (payload::jsonb->>'subject' <> 'poison')`,
  );
  return db;
};

test.each([
  ['that a bug of ours fails on', 'bug', withBug],
  ['whose event the database refuses at the commit', 'commit', withRefusal],
])('R01 R03 a mail %s is kept by its bytes, and the mailbox goes on', async (_, user, faulty) => {
  const database = await createTestDatabase();
  const { db } = database;
  dovecot.deliver(user, mail({ Subject: 'before' }));
  dovecot.deliver(user, mail({ Subject: 'poison' }, 'the words'));
  dovecot.deliver(user, mail({ Subject: 'after' }));
  const mailboxes = [mailboxOn(dovecot, user)];
  const email = await startEmail(await faulty(db), { inletPort: 0, mailboxes });
  try {
    await eventually('all of them', async () => (await countItems(db)) === 3);
    const items = (await itemsOf(db)).map(({ received }) => received);
    expect(items.map(({ subject }) => subject)).toEqual(['before', '', 'after']);
    expect(items[1]?.unreadable).toBe('could_not_be_stored');
    const original = await readBlob(db.query, items[1]?.originalSha256 ?? '');
    expect(original?.toString()).toContain('the words');
    dovecot.deliver(user, mail({ Subject: 'later' }));
    await eventually('the next one', async () => (await countItems(db)) === 4);
    const [position] = await db.query('select last_uid from email.mailboxes where name = $1', [
      user,
    ]);
    expect(position).toEqual({ last_uid: 4 });
  } finally {
    await email.stop();
    await database.drop();
  }
});
