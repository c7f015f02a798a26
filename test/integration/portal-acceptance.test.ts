// Acceptance with a real PostgreSQL: a key gives one item, shared transactions harm nobody.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAcceptBatch } from '../../services/portal/accept-batch.ts';
import { pruneKeys } from '../../services/portal/portal-store.ts';
import { newTrace } from '../../shared/ids.ts';
import type { NewItem } from '../../shared/intake.ts';
import { createTestDatabase, type TestDatabase } from '../harness/postgres.ts';
import {
  accepted,
  type PortalRig,
  problem,
  publishedCount,
  receivedItems,
  startPortal,
} from './portal-rig.ts';

const COMPLAINTS = '/api/v1/complaints';

let database: TestDatabase;
let rig: PortalRig;

beforeAll(async () => {
  database = await createTestDatabase();
  rig = await startPortal(database.db, { bodyBytesMax: 1024 * 1024 });
});
afterAll(async () => {
  await rig.stop();
  await database.drop();
});
beforeEach(async () => {
  await database.db.query('truncate intake.items, portal.idempotency_keys, bus.events');
});

describe('Idempotency-Key', () => {
  const complain = (message: string, key: string) =>
    rig.post(COMPLAINTS, { message, email: 'a@example.org' }, { 'Idempotency-Key': key });

  test('the same key and content give the same 202 and one item, a day later too', async () => {
    const first = await accepted(await complain('late', 'key-1'));
    rig.clock.advanceMs(24 * 3_600_000);
    const again = await complain('late', 'key-1');
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await accepted(again)).toEqual(first);
    expect(await receivedItems(database.db)).toHaveLength(1);
    expect(await publishedCount(database.db)).toBe(1);
  });

  test('the order of keys in JSON makes no other content; the same key with other content is a 409', async () => {
    const headers = { 'Idempotency-Key': 'key-2' };
    const first = await accepted(await rig.post(COMPLAINTS, { message: 'm', name: 'N' }, headers));
    const turned = await rig.post(COMPLAINTS, { name: 'N', message: 'm' }, headers);
    expect((await accepted(turned)).reference).toBe(first.reference);
    const other = await problem(await rig.post(COMPLAINTS, { message: 'other' }, headers), 409);
    expect(other.code).toBe('idempotency_conflict');
    expect(await receivedItems(database.db)).toHaveLength(1);
  });

  test('fifty at once with one key give one item; without a key each is its own', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, async () => accepted(await complain('race', 'key-3'))),
    );
    expect(new Set(answers.map((answer) => answer.reference)).size).toBe(1);
    expect(await receivedItems(database.db)).toHaveLength(1);
    await rig.post(COMPLAINTS, { message: 'race' });
    await rig.post(COMPLAINTS, { message: 'race' });
    expect(await receivedItems(database.db)).toHaveLength(3);
  });

  test('of fifty at once with one key and two contents one content is accepted, the other refused', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => complain(n % 2 ? 'one' : 'two', 'key-4')),
    );
    expect(answers.filter((answer) => answer.status === 202)).toHaveLength(25);
    expect(answers.filter((answer) => answer.status === 409)).toHaveLength(25);
    expect(await receivedItems(database.db)).toHaveLength(1);
  });

  test('a key that is no key is refused; keys are kept hashed and forgotten by the clock', async () => {
    for (const key of ['two words', 'x'.repeat(256)])
      expect((await problem(await complain('m', key), 400)).code).toBe('invalid_idempotency_key');
    await accepted(await complain('kept', 'secret-key'));
    const rows = await database.db.query('select * from portal.idempotency_keys');
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain('secret-key');
    const dayAgo = () => new Date(rig.clock.now().getTime() - 24 * 3_600_000);
    expect(await pruneKeys(database.db.query, dayAgo(), 1000)).toBe(0);
    rig.clock.advanceMs(25 * 3_600_000);
    expect(await pruneKeys(database.db.query, dayAgo(), 1000)).toBe(1);
    // Forgotten, the same again is still the same item; other content is a new one.
    await accepted(await complain('kept', 'secret-key'));
    expect(await receivedItems(database.db)).toHaveLength(1);
  });
});

describe('acceptance in batches', () => {
  const item = (text: string): NewItem => ({
    dedupKey: randomUUID(),
    trace: newTrace(),
    original: Buffer.from(text),
    attachments: [],
    received: {
      channel: 'api',
      connector: 'api',
      receivedAt: '2026-11-23T08:00:00.000Z',
      sender: {},
      subject: '',
      text,
      textCut: false,
    },
  });
  const limits = {
    itemsMax: 100,
    bytesMax: 1_000_000,
    inFlightMax: 2,
    queueMax: 1000,
    withinMs: 10_000,
  };

  test('one item that the database refuses harms none of those it shares a transaction with', async () => {
    const batch = createAcceptBatch(database.db, limits);
    const texts = Array.from({ length: 150 }, (_, n) => (n % 50 === 20 ? `bad ${n}` : `good ${n}`));
    await database.db.query(`
      create function intake.refuse() returns trigger language plpgsql as $$ begin
        if new.received ->> 'text' like 'bad%' then raise exception 'refused'; end if;
        return new;
      end $$;
      create trigger refuse before insert on intake.items for each row execute function intake.refuse()`);
    const results = await Promise.allSettled(
      texts.map((text) =>
        batch.accept({ item: item(text), key: undefined, claimedAt: new Date(0) }),
      ),
    );
    expect(results.filter((result) => result.status === 'rejected')).toHaveLength(3);
    const items = await receivedItems(database.db);
    expect(items.map((each) => each.text).sort()).toEqual(
      texts.filter((text) => text.startsWith('good')).sort(),
    );
    expect(await publishedCount(database.db)).toBe(147);
    await database.db.query('drop trigger refuse on intake.items');
  });

  test('concurrent items share transactions', async () => {
    let transactions = 0;
    const counting = {
      ...database.db,
      transaction: ((work, options) => {
        transactions++;
        return database.db.transaction(work, options);
      }) as typeof database.db.transaction,
    };
    const batch = createAcceptBatch(counting, limits);
    await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        batch.accept({ item: item(`${n}`), key: undefined, claimedAt: new Date(0) }),
      ),
    );
    expect(transactions).toBeLessThanOrEqual(5);
    expect(await receivedItems(database.db)).toHaveLength(200);
  });

  test('a full queue refuses at once, with 503', async () => {
    const batch = createAcceptBatch(database.db, { ...limits, inFlightMax: 1, queueMax: 1 });
    const send = (n: number) =>
      batch.accept({ item: item(`${n}`), key: undefined, claimedAt: new Date(0) });
    const results = await Promise.allSettled([send(1), send(2), send(3)]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(results[2]).toMatchObject({ reason: { status: 503, code: 'busy' } });
  });
});
