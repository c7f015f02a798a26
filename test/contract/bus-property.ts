// Part of the bus contract: random keys, batch sizes and failures, against a model of what must come of them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GetRig } from './bus.ts';
import { eventually, quickRetry } from './bus-rig.ts';

const RUNS = 6;

/** For each event: its key, and how often it fails when it is tried alone. */
const plan = fc.record({
  events: fc.array(
    fc.record({
      key: fc.integer({ min: 0, max: 8 }).map((key) => `k${key}`),
      failures: fc.oneof(
        { weight: 8, arbitrary: fc.constant(0) },
        { weight: 2, arbitrary: fc.integer({ min: 1, max: 4 }) },
      ),
    }),
    { minLength: 1, maxLength: 120 },
  ),
  batchMax: fc.integer({ min: 1, max: 50 }),
  inEach: fc.integer({ min: 1, max: 40 }),
});

export function propertyContract(getRig: GetRig): void {
  describe('properties', () => {
    test('whatever fails how often: each event takes effect once or is a dead letter, and no key is inverted', async () => {
      const property = fc.asyncProperty(plan, async ({ events, batchMax, inEach }) => {
        const rig = getRig();
        const topic = rig.newTopic();
        const made = events.map(({ key }, n) => ({ key, n }));
        const tried = new Map<number, number>();
        await rig.publish(topic, made.slice(0, made.length / 2), inEach);
        const running = await rig.start(
          topic,
          async (batch) => {
            const failing = batch.filter(({ payload }) => {
              const failures = events[payload.n]?.failures ?? 0;
              return failures > (tried.get(payload.n) ?? 0);
            });
            for (const { payload } of batch.length === 1 ? failing : [])
              tried.set(payload.n, (tried.get(payload.n) ?? 0) + 1);
            if (failing.length > 0) throw new Error('not now');
          },
          { batchMax },
        );
        await rig.publish(topic, made.slice(made.length / 2), inEach);
        const isDead = ({ n }: { n: number }) => (events[n]?.failures ?? 0) >= quickRetry.triesMax;
        const good = made.filter((each) => !isDead(each));
        await rig.settled(topic, good.length);
        await rig.expectExactlyOnce(topic, good);
        const dead = await eventually('the dead letters', async () => {
          const parked = await rig.parked(topic);
          return (
            parked.length === made.length - good.length && parked.every((row) => row.dead) && parked
          );
        });
        expect(dead.map(({ payload }) => JSON.parse(payload)).sort((a, b) => a.n - b.n)).toEqual(
          made.filter(isDead),
        );
        await running.stop();
      });
      await fc.assert(property, { numRuns: RUNS, endOnFailure: true });
    });
  });
}
