// The one way in, on a real PostgreSQL: whatever stands in an item is accepted once, kept as it came, and can be read by
// the consumers of its event.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { readBlob } from '#shared/blobs.ts';
import { intakeReceivedSchema } from '#shared/events/intake.ts';
import { acceptItem, acceptItems, type NewItem } from '#shared/intake.ts';
import { createTestDatabase, type TestDatabase } from '../harness/postgres.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const itemOf = (dedupKey: string, received: Partial<NewItem['received']>): NewItem => ({
  dedupKey,
  trace: 'f'.repeat(32),
  original: Buffer.from(`the bytes of ${dedupKey}`),
  attachments: [],
  received: {
    channel: 'email',
    connector: 'smtp-inlet',
    receivedAt: '2026-11-23T10:00:00.000Z',
    sender: {},
    subject: '',
    text: '',
    textCut: false,
    ...received,
  },
});

const accept = (item: NewItem) => database.db.transaction((tx) => acceptItem(tx, item));

/** The event of an item, as the log holds it. */
async function eventOf(itemId: string): Promise<unknown> {
  const [row] = await database.db.query<{ payload: string }>(
    `select payload::text as payload from bus.events where payload ->> 'itemId' = $1`,
    [itemId],
  );
  return JSON.parse(row?.payload ?? 'null');
}

test('R02 NUL and lone surrogates in every text are accepted; the original keeps its bytes', async () => {
  const bad = 'a\u0000b\ud83dc';
  const item = itemOf('nul', {
    sender: { name: bad, email: `${bad}@example.com`, phone: bad, platformUserId: bad },
    subject: bad,
    text: bad,
    mail: {
      messageId: bad,
      repliesTo: [bad],
      recipients: [bad],
      robotSigns: [],
      authentication: 'none',
    },
  });
  const original = Buffer.from([0, 255, 0xed, 0xa0, 0x80]);
  const attachment = { name: bad, mediaType: bad, content: original };
  const { itemId } = await accept({ ...item, original, attachments: [attachment] });
  const event = await eventOf(itemId);
  expect(event).toMatchObject({ subject: 'a\ufffdb\ufffdc', text: 'a\ufffdb\ufffdc' });
  const { originalSha256 } = intakeReceivedSchema.parse(event);
  expect(await readBlob(database.db.query, originalSha256)).toEqual(original);
});

test('R03 what does not fit the event cannot become a dead letter: cut or left out, and said so', async () => {
  const item = itemOf('large', {
    sender: { email: `${'a'.repeat(1_000)}@example.com` },
    subject: 's'.repeat(10_000),
    text: 't'.repeat(1_000_000),
    language: 'l'.repeat(500),
  });
  const { itemId } = await accept(item);
  const event = intakeReceivedSchema.parse(await eventOf(itemId));
  expect(event).toMatchObject({ textCut: true, sender: {} });
  expect(event.unreadable).toMatch(/sender\.email/);
});

test('R02 a key of any length and any characters tells a repeat, and only a repeat', async () => {
  for (const key of [`long ${'k'.repeat(10_000)}`, 'with \u0000', 'with \ud83d']) {
    const first = await accept(itemOf(key, { text: 'one' }));
    const again = await accept(itemOf(key, { text: 'one' }));
    expect(again).toEqual({ ...first, repeated: true });
    expect((await accept(itemOf(`${key}!`, { text: 'two' }))).repeated).toBe(false);
  }
});

test('R02 items accepted together are each accepted once, whatever repeats among them', async () => {
  const shared = Buffer.from('the same picture');
  const large = Buffer.alloc(700_000, 'x');
  const attach = (content: Buffer) => ({ name: 'a', mediaType: 'image/png', content });
  const earlier = await accept(itemOf('together-0', {}));
  const items = [
    itemOf('together-2', { text: 'second' }),
    { ...itemOf('together-1', { text: 'first' }), attachments: [attach(shared), attach(large)] },
    { ...itemOf('together-0', { text: 'again' }), attachments: [attach(shared)] },
    itemOf('together-2', { text: 'twice in one batch' }),
    { ...itemOf('together-3', {}), original: new Uint8Array() },
  ];
  const accepted = await database.db.transaction((tx) => acceptItems(tx, items));
  expect(accepted.map(({ repeated }) => repeated)).toEqual([false, false, true, true, false]);
  expect(accepted[2]).toMatchObject(earlier.itemId ? { itemId: earlier.itemId } : {});
  expect(accepted[3]).toMatchObject({
    itemId: accepted[0]?.itemId,
    reference: accepted[0]?.reference,
  });
  // The event of a sender's items keep the order in which they came.
  const events = await database.db.query<{ id: string }>(
    `select payload ->> 'itemId' as id from bus.events where payload ->> 'itemId' = any($1::text[]) order by off`,
    [accepted.map(({ itemId }) => itemId)],
  );
  expect(events.map(({ id }) => id)).toEqual(
    [earlier, accepted[0], accepted[1], accepted[4]].map((each) => each?.itemId),
  );
  const received = intakeReceivedSchema.parse(await eventOf(accepted[1]?.itemId ?? ''));
  const [first, second] = received.attachments;
  expect(await readBlob(database.db.query, first?.sha256 ?? '')).toEqual(shared);
  expect(await readBlob(database.db.query, second?.sha256 ?? '')).toEqual(large);
  const empty = intakeReceivedSchema.parse(await eventOf(accepted[4]?.itemId ?? ''));
  expect(await readBlob(database.db.query, empty.originalSha256)).toEqual(Buffer.alloc(0));
});

test('R02 transactions that accept the same items in other orders never wait in a circle', async () => {
  const rounds = Array.from({ length: 20 }, (_, round) => {
    const items = Array.from({ length: 6 }, (_, n) => itemOf(`circle-${round}-${n}`, {}));
    return [items, items.toReversed(), items].map((order) =>
      database.db.transaction((tx) => acceptItems(tx, order)),
    );
  });
  const all = (await Promise.all(rounds.flat())).flat();
  expect(all.filter(({ repeated }) => !repeated)).toHaveLength(120);
});
