// When the look-up leaves another system alone: against a real HTTP server that answers badly, is down, busy or silent.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLookup } from '../../services/cases/lookup/lookup.ts';
import { lookupConfig } from '../../services/cases/lookup/lookup-config.ts';
import { testLog } from '../harness/postgres.ts';
import { type Mood, type OrderSystem, startOrderSystem } from '../simulators/order-system.ts';

let shop: OrderSystem;
beforeAll(async () => {
  shop = await startOrderSystem();
});
afterAll(() => shop.close());

/** Asks the shop in its moods, one question each, with a circuit that opens after three failures. Gives how often it heard. */
async function heardIn(moods: Mood[]): Promise<number> {
  const config = lookupConfig.parse({
    orders: {
      ...{ url: `${shop.base}/orders/{number}`, fields: { number: 'order.number' } },
      ...{ timeoutMs: 300, bytesMax: 10_000, openAfterFailures: 3, retryAfterMs: 5000 },
    },
  });
  const clock = { now: () => new Date('2026-11-23T10:00:00Z') };
  const lookup = createLookup(config, { clock, log: testLog });
  const before = shop.asked.length;
  for (const mood of moods) {
    shop.mood = mood;
    const found = await lookup.order('1').catch((error: unknown) => error);
    if (mood !== 'well') expect(found).toMatchObject({ status: 503, code: 'lookup_unavailable' });
  }
  return shop.asked.length - before;
}

test.each(['refuses', 'no_json', 'huge', 'list', 'elsewhere'] as const)(
  'R21 a shop that answers, however badly (%s), is not taken for one that is away',
  async (bad) => {
    expect(await heardIn([bad, bad, bad, bad, bad, 'well'])).toBe(6);
    // It answered: what failed before is forgotten.
    expect(await heardIn(['fault', 'fault', bad, 'fault', 'fault', 'well'])).toBe(6);
  },
);

test.each(['fault', 'busy', 'hang'] as const)(
  'R21 a shop that is down, busy or silent (%s) is left alone',
  async (bad) => {
    expect(await heardIn([bad, bad, bad, bad, bad])).toBe(3);
  },
);
