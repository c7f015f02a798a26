// Part of the bus contract: what fails is tried again, given up on with its bytes, told of, and given back.
import { describe, expect, test } from 'vitest';
import { listDeadLetters, openDeadLetters, replayDeadLetters } from '#shared/bus/dead-letters.ts';
import { readBusFigures } from '#shared/bus/figures.ts';
import type { Topic } from '#shared/bus.ts';
import { systemClock } from '#shared/clock.ts';
import { TransientError } from '#shared/errors.ts';
import { deadLetteredSchema } from '#shared/events/operations.ts';
import { newId } from '#shared/ids.ts';
import type { GetRig } from './bus.ts';
import type { Made } from './bus-effects.ts';
import { eventually, GROUP, keysOf, madeOf, quickRetry, type Rig } from './bus-rig.ts';

const untilDead = (rig: Rig, topic: Topic<Made>, count: number) =>
  eventually(`${count} dead letters`, async () => {
    const dead = (await rig.parked(topic)).filter((row) => row.dead);
    return dead.length >= count && dead;
  });

export function failureContract(getRig: GetRig): void {
  describe('failures', () => {
    test('a poison event among good ones is a dead letter after its last try, with reason and bytes, and frees its key', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      const made = madeOf(keysOf(20), 10);
      const itemId = newId();
      const poison = { key: 'key-4', n: 5, itemId };
      const all = made.map((each) => (each.key === 'key-4' && each.n === 5 ? poison : each));
      let tries = 0;
      await rig.publish(topic, all, 200);
      const { metrics } = await rig.start(topic, async (batch) => {
        if (!batch.some(({ payload }) => payload.itemId)) return;
        if (batch.length === 1) tries++;
        throw new Error('it makes no sense');
      });
      const good = all.filter((each) => each !== poison);
      await rig.settled(topic, good.length);
      await rig.expectExactlyOnce(topic, good);
      const dead = await untilDead(rig, topic, 1);
      expect(dead).toEqual([
        {
          key: 'key-4',
          tries: 3,
          error: 'it makes no sense',
          dead: true,
          payload: JSON.stringify(poison),
        },
      ]);
      expect(tries).toBe(quickRetry.triesMax);
      const notices = (await rig.notices(topic)).map(({ payload }) =>
        deadLetteredSchema.parse(payload),
      );
      expect(notices).toMatchObject([
        { topic: topic.name, group: GROUP, reason: 'it makes no sense', tries: 3, itemId },
      ]);
      const retried = await metrics.consumerRetried.get();
      const given = await metrics.consumerDeadLettered.get();
      expect(retried.values.map(({ value }) => value)).toEqual([3]);
      expect(given.values.map(({ value }) => value)).toEqual([1]);
      const figures = await readBusFigures(rig.db.query);
      expect(figures.find((each) => each.topic === topic.name && each.group === GROUP)).toEqual({
        group: GROUP,
        topic: topic.name,
        lag: 0,
        parked: 0,
        dead: 1,
      });
    });

    test('a payload that does not fit its topic is a failed try like any other, and its bytes are kept', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      const unfit = { key: 'a', n: 'one' } as unknown as Made;
      const seen: number[] = [];
      await rig.publish(topic, [{ key: 'a', n: 0 }, unfit, { key: 'a', n: 2 }, { key: 'b', n: 0 }]);
      await rig.start(topic, async (batch) => {
        seen.push(...batch.map(({ payload }) => payload.n));
      });
      await rig.settled(topic, 3);
      const [dead] = await untilDead(rig, topic, 1);
      expect(dead?.payload).toBe('{"key":"a","n":"one"}');
      expect(dead?.error).toContain(`does not fit ${topic.name}: n: `);
      expect(dead?.tries).toBe(3);
      expect(seen.sort()).toEqual([0, 0, 2]);
    });

    test('a dead letter that is given back is handled once, however often it is given back', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      let broken = true;
      await rig.publish(topic, madeOf(['a', 'b'], 3));
      await rig.start(topic, async (batch) => {
        if (broken && batch.some(({ payload }) => payload.key === 'a' && payload.n === 1))
          throw new Error('broken');
      });
      await untilDead(rig, topic, 1);
      await rig.settled(topic, 5);
      const { deadLetters } = await listDeadLetters(rig.db.query, { topic: topic.name, limit: 10 });
      expect(deadLetters).toHaveLength(1);
      const [letter] = await openDeadLetters(rig.db.query, deadLetters[0]?.eventId ?? '');
      expect(letter).toMatchObject({ payload: '{"key":"a","n":1}', reason: 'broken', tries: 3 });
      broken = false;
      const parts = { db: rig.db, clock: systemClock };
      const given = await Promise.all([
        replayDeadLetters(parts, deadLetters),
        replayDeadLetters(parts, deadLetters),
      ]);
      expect(given.flat()).toEqual([deadLetters[0]?.id]);
      await rig.settled(topic, 6);
      expect(await replayDeadLetters(parts, deadLetters)).toEqual([]);
      const found = await rig.effects(topic);
      expect(found.filter(({ handled }) => handled !== 1)).toEqual([]);
      await eventually('no parked event', async () => (await rig.parked(topic)).length === 0);
    });

    test('a dead letter that fails again is a dead letter again, and is told of again', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      await rig.publish(topic, [{ key: 'a', n: 0 }]);
      await rig.start(topic, async () => {
        throw new Error('never');
      });
      await untilDead(rig, topic, 1);
      const { deadLetters } = await listDeadLetters(rig.db.query, { topic: topic.name, limit: 10 });
      await replayDeadLetters({ db: rig.db, clock: systemClock }, deadLetters);
      await eventually('a second notice', async () => (await rig.notices(topic)).length === 2);
      expect(await rig.parked(topic)).toMatchObject([{ dead: true, tries: 3, error: 'never' }]);
    });

    test('a database that was away is no failed try', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      const made = madeOf(keysOf(10), 5);
      let cuts = 2;
      await rig.publish(topic, made);
      const { metrics } = await rig.start(topic, async (_, tx) => {
        if (cuts-- > 0) await tx.query('select pg_terminate_backend(pg_backend_pid())');
      });
      await rig.settled(topic, made.length);
      await rig.expectExactlyOnce(topic, made);
      expect((await metrics.consumerRetried.get()).values).toEqual([]);
      expect(await rig.parked(topic)).toEqual([]);
    });

    test('a full disk is no failed try, however long it lasts', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      const made = madeOf(keysOf(6), 3);
      // Longer than all the tries that an event has, in the batch and alone, parked ones among them.
      const faults = { parking: 2, full: 7 };
      await rig.publish(topic, made);
      const { metrics } = await rig.start(topic, async (batch, tx) => {
        if (batch.length > 1 && faults.parking-- > 0) throw new Error('a fault of the moment');
        if (faults.full-- > 0)
          await tx.query(
            `do $$ begin raise exception 'no space left' using errcode = '53100'; end $$`,
          );
      });
      await rig.settled(topic, made.length);
      await rig.expectExactlyOnce(topic, made);
      expect(await rig.parked(topic)).toEqual([]);
      expect(await rig.notices(topic)).toEqual([]);
      const retried = (await metrics.consumerRetried.get()).values;
      expect(retried.reduce((sum, { value }) => sum + value, 0)).toBe(0);
    });

    test('an event that was parked waits for a full disk to have room, and its tries are not used up by it', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      const made = madeOf(keysOf(4), 2);
      const faults = { own: 2, full: 12 };
      await rig.publish(topic, made);
      await rig.start(topic, async (batch, tx) => {
        if (!batch.some(({ payload }) => payload.key === 'key-1')) return;
        if (faults.own-- > 0) throw new Error('a fault of the moment');
        if (faults.full-- > 0)
          await tx.query(
            `do $$ begin raise exception 'no space left' using errcode = '53100'; end $$`,
          );
      });
      await rig.settled(topic, made.length);
      await rig.expectExactlyOnce(topic, made);
      expect(await rig.notices(topic)).toEqual([]);
    });

    test('an event whose handler always takes the database for away holds up nobody else and ends as a dead letter', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      const made = madeOf(keysOf(8), 4);
      await rig.publish(topic, made);
      await rig.start(topic, async (batch) => {
        if (batch.some(({ payload }) => payload.key === 'key-2' && payload.n === 1))
          throw new TransientError('connection refused');
      });
      const good = made.filter(({ key, n }) => key !== 'key-2' || n !== 1);
      await rig.settled(topic, good.length);
      await rig.expectExactlyOnce(topic, good);
      const dead = await untilDead(rig, topic, 1);
      expect(dead).toMatchObject([{ tries: 3, error: 'TransientError: connection refused' }]);
    });

    test('an event that ends the process again and again is a dead letter; the others take effect exactly once', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      const made: Made[] = madeOf(keysOf(10), 8);
      const killer: Made = { key: 'key-6', n: 3, act: 'kill' };
      const all = made.map((each) => (each.key === 'key-6' && each.n === 3 ? killer : each));
      await rig.publish(topic, all, 100);
      const retry = { ...quickRetry, triesMax: 2 };
      let deaths = 0;
      for (let dead = 0; dead === 0; ) {
        const process = await rig.spawn(topic, { retry });
        const end = new AbortController();
        const died = process.gone().then(() => 'died' as const);
        const given = eventually('a dead letter', async () => {
          if (end.signal.aborted) return 'gone' as const;
          return (await rig.parked(topic)).length > 0 && ('given up' as const);
        });
        const outcome = await Promise.race([died, given]);
        end.abort();
        if (outcome === 'died') deaths++;
        dead = (await rig.parked(topic)).length;
        expect(deaths).toBeLessThanOrEqual(retry.triesMax + 2);
      }
      const good = all.filter((each) => each !== killer);
      await rig.settled(topic, good.length);
      await rig.expectExactlyOnce(topic, good);
      expect(await rig.parked(topic)).toMatchObject([
        { dead: true, error: 'ended the process 2 times', payload: JSON.stringify(killer) },
      ]);
      expect(await rig.notices(topic)).toHaveLength(1);
    });
  });
}
