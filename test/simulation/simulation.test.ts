// A short simulation, with every test run; the long one is `npm run simulate`.
import { expect, test } from 'vitest';
import { simulate } from './simulate.ts';

test('R10 R17 R20 R22 R23 R30 each promise of 400 cases in three years is kept, or on record as broken, once and in time', () => {
  const result = simulate({ cases: 400, years: 3, seed: 7 });
  expect(result.violations).toEqual([]);
  const sum = (fate: 'kept' | 'broken') =>
    [...result.promises.values()].reduce((total, counts) => total + counts[fate], 0);
  expect(sum('kept')).toBeGreaterThan(1_000);
  // The staff of the simulation is late now and then: a simulation without a broken promise proves nothing.
  expect(sum('broken')).toBeGreaterThan(50);
  expect(result.statuses.get('closed')).toBeGreaterThan(300);
});
