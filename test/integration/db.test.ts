// Transactions on a real PostgreSQL: what is said after a commit cannot undo it, and what is undone is never said.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { event } from '#shared/bus.ts';
import { connectorHealthTopic } from '#shared/events/operations.ts';
import { newId, newTrace } from '#shared/ids.ts';
import { createTestDatabase, type TestDatabase } from '../harness/postgres.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const news = () => {
  const health = { connector: 'test', healthy: true, since: '2026-11-23T10:00:00.000Z' };
  return event(connectorHealthTopic, health, { cause: newId(), trace: newTrace() });
};
const countEvents = async (): Promise<number> => {
  const [row] = await database.db.query<{ events: number }>(
    'select count(*)::int as events from bus.events',
  );
  return row?.events ?? 0;
};

test('a committed transaction never looks failed because somebody who heard of it failed', async () => {
  const { db } = database;
  const before = await countEvents();
  const heard: string[] = [];
  const forget = db.onPublished(() => {
    throw new Error('a listener broke');
  });
  const forgetOther = db.onPublished((topics) => heard.push(...topics));
  const result = await db.transaction(async (tx) => {
    tx.publish(news());
    tx.afterCommit(() => {
      throw new Error('an action broke');
    });
    tx.afterCommit(() => heard.push('action'));
    return 'committed';
  });
  forget();
  forgetOther();
  expect(result).toBe('committed');
  expect(await countEvents()).toBe(before + 1);
  expect(heard).toEqual([connectorHealthTopic.name, 'action']);
});

test('what a savepoint undid is neither published nor acted on; what stands around it is', async () => {
  const { db } = database;
  const before = await countEvents();
  const heard: string[] = [];
  await db.transaction(async (tx) => {
    tx.publish(news());
    tx.afterCommit(() => heard.push('outer'));
    const undone = tx.savepoint(async () => {
      tx.publish(news());
      tx.afterCommit(() => heard.push('inner'));
      await tx.query('select 1 / 0');
    });
    await expect(undone).rejects.toThrow(/division by zero/);
  });
  expect(await countEvents()).toBe(before + 1);
  expect(heard).toEqual(['outer']);
});

test('a transaction that throws publishes nothing and tells nobody', async () => {
  const { db } = database;
  const before = await countEvents();
  const heard: string[] = [];
  const forget = db.onPublished((topics) => heard.push(...topics));
  const failing = db.transaction(async (tx) => {
    tx.publish(news());
    tx.afterCommit(() => heard.push('action'));
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  forget();
  expect(await countEvents()).toBe(before);
  expect(heard).toEqual([]);
});

// Publishing and the commit leave together: whatever is wrong with the events, nothing may be committed without them.
const unsendable = {
  length: 0,
  toPostgres: () => {
    throw new Error('cannot be written');
  },
} as unknown as string;
test.each([
  ['that PostgreSQL refuses', { id: 'no uuid' }, /invalid input syntax/],
  ['whose payload is no JSON', { payload: 1n }, /BigInt/],
  ['that the driver cannot send', { trace: unsendable }, /cannot be written/],
])('R02 an event %s undoes its transaction', async (_, wrong, message) => {
  const { db } = database;
  await db.query('create table if not exists public.written (note text)');
  const before = await countEvents();
  const heard: string[] = [];
  for (let n = 0; n < 30; n++) {
    const failing = db.transaction(async (tx) => {
      await tx.query('insert into public.written values ($1)', [String(n)]);
      tx.publish(news(), { ...news(), ...wrong }, news());
      tx.afterCommit(() => heard.push('action'));
    });
    await expect(failing).rejects.toThrow(message);
  }
  expect(await db.query('select note from public.written')).toEqual([]);
  expect(await countEvents()).toBe(before);
  expect(heard).toEqual([]);
});

test('R02 a transaction in which a failure was passed over is not taken for committed', async () => {
  const { db } = database;
  const passedOver = db.transaction(async (tx) => {
    await tx.query('select 1 / 0').catch(() => {});
  });
  await expect(passedOver).rejects.toThrow(/all was undone/);
  expect(await db.transaction((tx) => tx.query('select 1 as one'))).toEqual([{ one: 1 }]);
});

test('statements asked for at once are answered each with its own rows, also after one that fails', async () => {
  const { db } = database;
  const numbers = await db.transaction((tx) =>
    Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        tx.query<{ n: number }>('select $1::int as n', [n]).then(([row]) => row?.n),
      ),
    ),
  );
  expect(numbers).toEqual(Array.from({ length: 50 }, (_, n) => n));
  const mixed = db.transaction((tx) =>
    Promise.all([
      tx.query('select 1 / $1::int', [0]),
      tx.query('select 1 / $1::int', [1]),
      tx.query('select 2 as two', []),
    ]),
  );
  await expect(mixed).rejects.toThrow(/division by zero/);
  const [row] = await db.query<{ two: number }>('select 2 as two', []);
  expect(row).toEqual({ two: 2 });
});
