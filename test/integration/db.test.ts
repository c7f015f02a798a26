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
