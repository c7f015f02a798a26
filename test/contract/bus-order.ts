// Part of the bus contract: nothing is skipped, nothing is done twice, and each key keeps its order.
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { replayFrom } from '#shared/bus/dead-letters.ts';
import { event, partitionOf } from '#shared/bus.ts';
import { createHandClock } from '#shared/clock.ts';
import { newId, newTrace } from '#shared/ids.ts';
import type { GetRig } from './bus.ts';
import { eventually, GROUP, keysOf, madeOf } from './bus-rig.ts';

export function orderContract(getRig: GetRig): void {
  describe('order and completeness', () => {
    test('every event takes effect exactly once, in the order of its key', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      const made = madeOf(keysOf(40), 25);
      await rig.publish(topic, made.slice(0, 500));
      const { metrics } = await rig.start(topic);
      await rig.publish(topic, made.slice(500));
      await rig.settled(topic, made.length);
      await rig.expectExactlyOnce(topic, made);
      const handled = await metrics.consumerHandled.get();
      expect(handled.values.map(({ value }) => value)).toEqual([made.length]);
    });

    test('a key keeps its order while its events are tried again', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      const made = madeOf(keysOf(10), 20);
      const failures = new Map<string, number>();
      await rig.publish(topic, made);
      await rig.start(topic, async (batch) => {
        for (const { payload } of batch) {
          if (payload.key !== 'key-3' && payload.key !== 'key-7') continue;
          if (payload.n % 4 !== 1) continue;
          const name = `${payload.key}/${payload.n}`;
          const count = failures.get(name) ?? 0;
          if (count >= 2) continue;
          if (batch.length === 1) failures.set(name, count + 1);
          throw new Error('not yet');
        }
      });
      await rig.settled(topic, made.length);
      await rig.expectExactlyOnce(topic, made);
      expect(await rig.parked(topic)).toEqual([]);
      expect(failures.size).toBe(10);
    });

    test('a failing key holds back itself and no other, until the clock says that its next try is due', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      const clock = createHandClock(new Date('2026-11-23T08:00:00Z'));
      const made = madeOf(keysOf(16), 10);
      let broken = true;
      await rig.publish(topic, made);
      await rig.start(
        topic,
        async (batch) => {
          const stuck = batch.some(({ payload }) => payload.key === 'key-5' && payload.n === 4);
          if (broken && stuck) throw new Error('broken');
        },
        { clock, retry: { triesMax: 5, firstDelayMs: 60_000, factor: 4 } },
      );
      const others = made.filter(({ key, n }) => key !== 'key-5' || n < 4);
      await rig.settled(topic, others.length);
      await eventually('six parked events', async () => (await rig.parked(topic)).length === 6);
      await rig.expectExactlyOnce(topic, others);
      broken = false;
      // The clock stands still: what is published now is handled, what is parked is not tried.
      const later = madeOf(keysOf(16), 1, 10).filter(({ key }) => key !== 'key-5');
      await rig.publish(topic, later);
      await rig.settled(topic, others.length + later.length);
      expect((await rig.parked(topic)).map(({ tries }) => tries)).toEqual([1, 0, 0, 0, 0, 0]);
      clock.advanceMs(60_000);
      await rig.settled(topic, made.length + later.length);
      await rig.expectExactlyOnce(topic, [...made, ...later]);
    });

    test('a transaction that publishes and commits late is neither skipped nor overtaken within its key', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      await rig.start(topic);
      const late = new pg.Client({ connectionString: rig.url });
      await late.connect();
      await late.query('begin');
      // Its transaction id is older than those of all that follow.
      await late.query('select pg_current_xact_id()');
      const publish = async (key: string, n: number, inLate: boolean) => {
        const made = { key, n };
        if (!inLate) return rig.publish(topic, [made]);
        await late.query(
          'select bus.publish($1::text[], $2::int[], $3::text[], $4::uuid[], $5::text[], $6::text[])',
          [
            [topic.name],
            [partitionOf(key)],
            [key],
            [newId()],
            [newTrace()],
            [JSON.stringify(made)],
          ],
        );
      };
      const other = keysOf(50).find((key) => partitionOf(key) !== partitionOf('slow')) ?? '';
      await publish('slow', 0, false);
      await publish('slow', 1, true);
      // The open transaction holds back its own partition, not another.
      await publish(other, 0, false);
      await rig.settled(topic, 2);
      const waiting = publish('slow', 2, false);
      await late.query('commit');
      await waiting;
      await late.end();
      await rig.settled(topic, 4);
      await rig.expectExactlyOnce(topic, [
        { key: 'slow', n: 0 },
        { key: 'slow', n: 1 },
        { key: 'slow', n: 2 },
        { key: other, n: 0 },
      ]);
    });

    test('an undone transaction publishes nothing', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      await rig.start(topic);
      const failing = rig.db.transaction(async (tx) => {
        tx.publish(event(topic, { key: 'a', n: 0 }, { cause: newId(), trace: newTrace() }));
        throw new Error('undone');
      });
      await expect(failing).rejects.toThrow('undone');
      await rig.publish(topic, [{ key: 'a', n: 1 }]);
      await rig.settled(topic, 1);
      await rig.expectExactlyOnce(topic, [{ key: 'a', n: 1 }]);
    });

    test('a duplicate comes with the same id, so that a natural key stops its effect', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      const ids: string[] = [];
      await rig.start(topic, async (batch) => {
        ids.push(...batch.map((each) => each.id));
      });
      const twice = event(topic, { key: 'a', n: 0 }, { cause: newId(), trace: newTrace() });
      for (let time = 0; time < 2; time++)
        await rig.db.transaction(async (tx) => tx.publish(twice));
      await rig.publish(topic, [{ key: 'a', n: 1 }]);
      await rig.settled(topic, 2);
      expect(ids.slice(0, 2)).toEqual([twice.id, twice.id]);
      expect((await rig.effects(topic)).map(({ n }) => n)).toEqual([0, 1]);
    });

    test('a group that is moved back handles again what lies behind that place, and only that', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      const made = madeOf(keysOf(12), 10);
      await rig.start(topic);
      await rig.publish(topic, made.slice(0, 60));
      await rig.settled(topic, 60);
      await rig.publish(topic, made.slice(60));
      await rig.settled(topic, 120);
      const [place] = await rig.db.query<{ off: number }>(
        `select off from bus.events where topic = $1 order by off offset 60 limit 1`,
        [topic.name],
      );
      const replay = await replayFrom(
        rig.db,
        { group: GROUP, topic: topic.name },
        { offset: place?.off ?? 0 },
      );
      expect(replay.events).toBe(60);
      await eventually('the second handling', async () => {
        const found = await rig.effects(topic);
        return found.filter(({ handled }) => handled === 2).length === 60;
      });
      const more = madeOf(keysOf(12), 1, 10);
      await rig.publish(topic, more);
      await rig.settled(topic, 132);
      const found = await rig.effects(topic);
      const twice = found.filter(({ handled }) => handled === 2).map(({ key, n }) => `${key}/${n}`);
      expect(twice.sort()).toEqual(
        made
          .slice(60)
          .map(({ key, n }) => `${key}/${n}`)
          .sort(),
      );
      expect(found.filter(({ handled }) => handled === 1)).toHaveLength(72);
    });

    test('an event of a megabyte comes through whole', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      const lengths: number[] = [];
      await rig.start(topic, async (batch) => {
        lengths.push(...batch.map(({ payload }) => payload.padding?.length ?? 0));
      });
      const padding = 'é'.repeat(1_000_000);
      await rig.publish(topic, [
        { key: 'a', n: 0 },
        { key: 'a', n: 1, padding },
        { key: 'a', n: 2 },
      ]);
      await rig.settled(topic, 3);
      expect(lengths).toEqual([0, 1_000_000, 0]);
    });
  });
}
