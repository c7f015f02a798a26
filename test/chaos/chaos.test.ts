// A short seeded run on each bus with every test run; `SEED` chooses another.
import { expect, test } from 'vitest';
import { runChunk } from './run-chaos.ts';
import { scenarios } from './scenarios.ts';

const seed = process.env.SEED ?? '20261123';

test.each([
  { bus: 'postgres' as const, name: 'kills', faults: 4 },
  { bus: 'kafka' as const, name: 'points', faults: 5 },
])(
  'R02 R03 R10 R70 kill -9 under load on $bus ($name): one case and one acknowledgement each, the ledger adds up, timelines replay',
  async ({ bus, name, faults }) => {
    const scenario = scenarios.find((each) => each.name === name);
    if (!scenario) throw new Error(`there is no scenario ${name}`);
    const result = await runChunk({ key: `${seed}/${bus}/${name}/short`, scenario, bus, faults });
    process.stdout.write(`chaos on ${bus}, seed ${seed}: ${JSON.stringify(result)}\n`);
    expect(result.violations).toEqual([]);
    expect(result.faults).toHaveLength(faults);
    expect(result.accepted).toBeGreaterThan(30);
    expect(result.replies).toBeGreaterThan(1);
  },
);
