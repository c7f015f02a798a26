// Part of the bus contract: processes die between any two steps, stand still and come back; the outcome is the same.
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { GetRig } from './bus.ts';
import { eventually, GROUP, keysOf, madeOf } from './bus-rig.ts';

// The steps of a consumer, of its retries, and (where Kafka carries) of the relay.
const points = [
  { point: 'claimed', group: GROUP },
  { point: 'handled', group: GROUP },
  { point: 'moved', group: GROUP },
  { point: 'committed', group: GROUP },
];
const relayPoints = [
  { point: 'claimed', group: 'relay' },
  { point: 'sent', group: 'relay' },
  { point: 'moved', group: 'relay' },
  { point: 'committed', group: 'relay' },
];

export function killContract(getRig: GetRig): void {
  const killAt = async (at: { point: string; group: string }, hit: number): Promise<void> => {
    const rig = getRig();
    const topic = rig.newTopic();
    const made = madeOf(keysOf(30), 10);
    const signal = { name: 'SIGKILL' as const, hit, ...at };
    const dying = await rig.spawn(topic, { signal });
    await rig.publish(topic, made.slice(0, 50));
    await Promise.race([rig.settled(topic, 50), dying.gone()]);
    await rig.publish(topic, made.slice(50, 150));
    await dying.gone();
    await rig.publish(topic, made.slice(150), 25);
    await rig.spawn(topic);
    await rig.settled(topic, made.length);
    await rig.expectExactlyOnce(topic, made);
    expect(await rig.parked(topic)).toEqual([]);
  };

  describe('processes that die', () => {
    test.each(points)('a kill -9 of a consumer once it has $point', (at) => killAt(at, 3));

    test.each(relayPoints)('a kill -9 of a relay once it has $point', async (at) => {
      if (getRig().carrier.kind === 'kafka') return killAt(at, 2);
      // Without Kafka there is no relay: consumers read what it would forward. Killed at the first batch instead.
      return killAt({ ...at, point: at.point === 'sent' ? 'handled' : at.point, group: GROUP }, 1);
    });

    test('a kill -9 between counting a try and making it', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      const made = madeOf(keysOf(5), 4);
      const all = made.map((each) =>
        each.key === 'key-1' && each.n === 1 ? { ...each, act: 'fail' as const } : each,
      );
      const signal = { name: 'SIGKILL' as const, point: 'retry_counted', group: GROUP, hit: 1 };
      const dying = await rig.spawn(topic, { signal });
      await rig.publish(topic, all);
      await dying.gone();
      await rig.spawn(topic);
      const good = made.filter(({ key, n }) => key !== 'key-1' || n !== 1);
      await rig.settled(topic, good.length);
      await rig.expectExactlyOnce(topic, good);
      await eventually('the dead letter', async () =>
        (await rig.parked(topic)).every((row) => row.dead),
      );
      // The try that was cut off has counted.
      expect(await rig.parked(topic)).toMatchObject([{ tries: 3, error: 'cannot be handled' }]);
      expect(await rig.notices(topic)).toHaveLength(1);
    });

    test('two processes in a group: one dies under load, the other takes over', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      const made = madeOf(keysOf(40), 30);
      const [first] = await Promise.all([
        rig.spawn(topic, { handleMs: 3 }),
        rig.spawn(topic, { handleMs: 3 }),
      ]);
      await rig.publish(topic, made.slice(0, 600), 20);
      await rig.settled(topic, 200);
      first.child.kill('SIGKILL');
      await first.gone();
      await rig.publish(topic, made.slice(600), 20);
      await rig.settled(topic, made.length);
      await rig.expectExactlyOnce(topic, made);
    });

    test('a second process joins in the middle of a batch', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      const made = madeOf(keysOf(24), 20);
      // Below the second after which PostgreSQL ends the session of a transaction that does nothing.
      const first = await rig.spawn(topic, { handleMs: 700, batchMax: 40 });
      await rig.publish(topic, made, 100);
      await eventually('a batch in the middle', async () => {
        const [row] = await rig.db.query<{ n: number }>(
          `select count(*)::int as n from pg_stat_activity where state = 'idle in transaction'
             and datname = current_database()`,
        );
        return (row?.n ?? 0) > 0;
      });
      const second = await rig.spawn(topic, { batchMax: 40 });
      await rig.settled(topic, made.length);
      await rig.expectExactlyOnce(topic, made);
      expect([first.child.exitCode, second.child.exitCode]).toEqual([null, null]);
    });

    test('a zombie: a process that stood still in a batch, while another took over, commits nothing of it', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      const made = madeOf(keysOf(20), 10);
      const signal = { name: 'SIGSTOP' as const, point: 'handled', group: GROUP, hit: 2 };
      const zombie = await rig.spawn(topic, { signal });
      await rig.publish(topic, made);
      await zombie.said('reached handled');
      await rig.spawn(topic);
      await rig.settled(topic, made.length);
      zombie.child.kill('SIGCONT');
      await zombie.said('a batch was undone');
      const later = madeOf(keysOf(20), 2, 10);
      await rig.publish(topic, later);
      await rig.settled(topic, made.length + later.length);
      await delay(100);
      await rig.expectExactlyOnce(topic, [...made, ...later]);
      expect(zombie.child.exitCode).toBeNull();
    });

    test('a process that is told to stop finishes its batch', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      const made = madeOf(keysOf(10), 10);
      const stopping = await rig.spawn(topic, { handleMs: 200 });
      await rig.publish(topic, made);
      await rig.settled(topic, 20);
      stopping.child.kill('SIGTERM');
      await stopping.gone();
      expect(stopping.child.exitCode).toBe(0);
      const [open] = await rig.db.query<{ attempts: number }>(
        'select coalesce(max(alone), 0)::int as attempts from bus.attempts where topic = $1',
        [topic.name],
      );
      expect(open?.attempts).toBe(0);
      await rig.spawn(topic);
      await rig.settled(topic, made.length);
      await rig.expectExactlyOnce(topic, made);
    });
  });
}
