// The parts of the bus besides its consumers, on a real PostgreSQL: pruning, wake-ups, dead letters for operators.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  listDeadLetters,
  openDeadLetters,
  replayDeadLetters,
  replayFrom,
} from '#shared/bus/dead-letters.ts';
import { insertParked } from '#shared/bus/parked-store.ts';
import { pruneLog } from '#shared/bus/pruning.ts';
import { ensurePositions } from '#shared/bus/store.ts';
import { createWakeUp } from '#shared/bus/wake-up.ts';
import { event } from '#shared/bus.ts';
import { createHandClock } from '#shared/clock.ts';
import { type Db, openDb } from '#shared/db.ts';
import { newId, newTrace } from '#shared/ids.ts';
import { createTestDatabase, type TestDatabase, testLog } from '../harness/postgres.ts';

const topicNamed = (name: string) => ({
  name,
  schema: z.object({ key: z.string() }),
  keyOf: (made: { key: string }) => made.key,
});

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());

async function publish(topic: string, count: number): Promise<void> {
  await db.transaction(async (tx) => {
    for (let index = 0; index < count; index++)
      tx.publish(
        event(topicNamed(topic), { key: `k${index}` }, { cause: newId(), trace: newTrace() }),
      );
  });
}
const left = async (topic: string): Promise<number> => {
  const [row] = await db.query<{ n: number }>(
    'select count(*) as n from bus.events where topic = $1',
    [topic],
  );
  return row?.n ?? 0;
};
const hoursFromNow = (hours: number) => new Date(Date.now() + hours * 3_600_000);

describe('pruning', () => {
  test('what a known group has not handled is kept, however old', async () => {
    await publish('prune.a.v1', 30);
    await ensurePositions(db.query, { group: 'slow', topic: 'prune.a.v1' });
    await ensurePositions(db.query, { group: 'quick', topic: 'prune.a.v1' });
    const [last] = await db.query<{ off: number }>(
      `update bus.positions set off = (select max(off) from bus.events)
       where topic = 'prune.a.v1' and grp = 'quick' returning off`,
    );
    await pruneLog(db.query, hoursFromNow(1000));
    expect(await left('prune.a.v1')).toBe(30);
    await db.query(`update bus.positions set off = $1 where topic = 'prune.a.v1'`, [last?.off]);
    await pruneLog(db.query, hoursFromNow(-1));
    expect(await left('prune.a.v1')).toBe(30);
    await pruneLog(db.query, hoursFromNow(1));
    expect(await left('prune.a.v1')).toBe(0);
  });

  test('more than one chunk goes in one round', async () => {
    const each = (value: string) => `array_fill('${value}'::text, array[12000])`;
    for (let time = 0; time < 2; time++)
      await db.query(
        `select bus.publish(${each('prune.b.v1')}, array_fill(3, array[12000]), ${each('k')},
           array(select gen_random_uuid() from generate_series(1, 12000)), ${each('t')}, ${each('{"key":"k"}')})`,
      );
    expect(await pruneLog(db.query, hoursFromNow(1))).toBeGreaterThanOrEqual(24_000);
    expect(await left('prune.b.v1')).toBe(0);
  });
});

describe('wake-ups', () => {
  test('another process hears of the topics that were published, also after it lost its connection', async () => {
    const other = openDb(database.url, testLog);
    const sending = createWakeUp(db, testLog);
    const receiving = createWakeUp(other, testLog);
    let woken = 0;
    let wrong = 0;
    const forget = [
      receiving.on('wake.a.v1', () => {
        woken++;
      }),
      receiving.on('wake.b.v1', () => {
        wrong++;
      }),
    ];
    await sending.service.start();
    await receiving.service.start();
    const untilWoken = async () => {
      for (const before = woken; woken === before; ) {
        await publish('wake.a.v1', 1);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    await untilWoken();
    await db.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and query like 'listen %'`,
    );
    await untilWoken();
    expect(wrong).toBe(0);
    for (const each of forget) each();
    await receiving.service.stop();
    await sending.service.stop();
    await other.close();
  });
});

describe('dead letters', () => {
  const reader = { group: 'letters', topic: 'letters.a.v1' };
  const at = new Date('2026-11-23T08:00:00Z');
  const clock = createHandClock(new Date('2026-11-24T08:00:00Z'));
  const ids = Array.from({ length: 7 }, () => newId());
  beforeAll(async () => {
    await ensurePositions(db.query, reader);
    await insertParked(
      db.query,
      reader,
      ids.map((id, off) => ({
        part: 1,
        off,
        key: `k${off}`,
        id,
        trace: 't',
        at,
        payload: off === 3 ? Buffer.from([0xff, 0xfe]) : Buffer.from(`{"off":${off}}`),
        tries: 5,
        due: at,
        error: 'broken',
        deadAt: new Date(at.getTime() + Math.floor(off / 2) * 1000),
      })),
    );
  });

  test('they are listed newest first, page by page, none twice', async () => {
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await listDeadLetters(db.query, {
        group: 'letters',
        limit: 2,
        ...(cursor ? { cursor } : {}),
      });
      seen.push(...page.deadLetters.map(({ offset }) => offset));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0]);
  });

  test.each([
    '',
    'x',
    Buffer.from('[1]').toString('base64url'),
    Buffer.from('{}').toString('base64url'),
  ])('a cursor of another making is refused: %j', async (cursor) => {
    const listing = listDeadLetters(db.query, { cursor: cursor || '!', limit: 2 });
    await expect(listing).rejects.toMatchObject({ code: 'invalid_cursor' });
  });

  test('one is shown by its id or by its event, its bytes as they came', async () => {
    const [byId] = await openDeadLetters(db.query, 'letters/letters.a.v1/1/2');
    expect(byId).toMatchObject({ payload: '{"off":2}', encoding: 'utf8', eventId: ids[2] });
    const [byEvent] = await openDeadLetters(db.query, ids[3] ?? '');
    expect(byEvent).toMatchObject({ payload: '//4=', encoding: 'base64', payloadBytes: 2 });
    expect(await openDeadLetters(db.query, newId())).toEqual([]);
    await expect(openDeadLetters(db.query, 'nonsense')).rejects.toMatchObject({
      code: 'invalid_id',
    });
  });

  test('one that is given back has all its tries before it and is due by the clock; a second time does nothing', async () => {
    const letters = await openDeadLetters(db.query, ids[2] ?? '');
    expect(await replayDeadLetters({ db, clock }, letters)).toEqual(['letters/letters.a.v1/1/2']);
    expect(await replayDeadLetters({ db, clock }, letters)).toEqual([]);
    const rows = await db.query(
      `select tries, due, dead_at from bus.parked where grp = 'letters' and off = 2`,
    );
    expect(rows).toEqual([{ tries: 0, due: clock.now(), dead_at: null }]);
  });
});

describe('moving a group back', () => {
  test('by time: to the first event since then, never forward', async () => {
    const reader = { group: 'again', topic: 'again.a.v1' };
    await publish('again.a.v1', 10);
    await ensurePositions(db.query, reader);
    const forward = await replayFrom(db, reader, { offset: 1_000_000 });
    expect(forward.events).toBe(10);
    await db.query(
      `update bus.positions p set off = coalesce(
         (select max(off) from bus.events e where e.topic = p.topic and e.part = p.part), 0) where grp = 'again'`,
    );
    await db.query(
      `update bus.events set created_at = now() - interval '2 hours' where topic = 'again.a.v1'
       and off <= (select off from bus.events where topic = 'again.a.v1' order by off offset 3 limit 1)`,
    );
    expect((await replayFrom(db, reader, { time: hoursFromNow(1) })).events).toBe(0);
    const back = await replayFrom(db, reader, { time: hoursFromNow(-1) });
    expect(back.events).toBe(6);
    expect((await replayFrom(db, reader, { offset: 0 })).events).toBe(10);
  });

  test('a group that does not read the topic is refused', async () => {
    const refused = replayFrom(db, { group: 'nobody', topic: 'again.a.v1' }, { offset: 0 });
    await expect(refused).rejects.toMatchObject({ code: 'unknown_consumer' });
  });
});
