// Runs many lives and counts what became of their promises.
import { loadPolicy } from '#shared/policy/policy.ts';
import { createRandom } from '../chaos/random.ts';
import { arrivalOf } from './arrivals.ts';
import { type Fate, judge } from './audit.ts';
import { live } from './life.ts';

export type Simulated = {
  cases: number;
  entries: number;
  ended: number;
  promises: Map<string, Record<Fate, number>>;
  violations: string[];
  /** How many cases are in which status at the end of their lives. */
  statuses: Map<string, number>;
};

export type SimulationOptions = {
  cases: number;
  years: number;
  seed: number;
  progress?: (done: number) => void;
};

/** Simulates. The same options give the same result. */
export function simulate({ cases, years, seed, progress }: SimulationOptions): Simulated {
  const rules = { policy: loadPolicy() };
  const result: Simulated = {
    ...{ cases, entries: 0, ended: 0, violations: [] },
    promises: new Map(),
    statuses: new Map(),
  };
  for (let n = 0; n < cases; n++) {
    const chance = createRandom(seed * 1_000_003 + n);
    const arrival = arrivalOf(n, cases, years, chance);
    const life = live(arrival, rules, chance);
    const { fates, violations } = judge(life);
    result.entries += life.entries.length;
    if (life.ended) result.ended++;
    const { status } = life.current;
    result.statuses.set(status, (result.statuses.get(status) ?? 0) + 1);
    for (const [promise, fate] of fates) {
      const known = result.promises.get(promise) ?? { kept: 0, broken: 0, moot: 0 };
      known[fate]++;
      result.promises.set(promise, known);
    }
    for (const violation of violations)
      result.violations.push(
        `case ${n}, received ${arrival.receivedAt} by ${arrival.channel}: ${violation}`,
      );
    progress?.(n + 1);
  }
  return result;
}
