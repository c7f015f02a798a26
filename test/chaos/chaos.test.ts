// A short seeded run on each bus with every test run; `SEED` chooses another.
import { expect, test } from 'vitest';
import { runChaos } from './run-chaos.ts';

const seed = Number(process.env.SEED ?? 20_261_123);

test.each([
  { bus: 'postgres' as const, kills: 8 },
  { bus: 'kafka' as const, kills: 10 },
])(
  'R02 R03 R10 R70 kill -9 under load on $bus: one case and one acknowledgement each, the ledger adds up, timelines replay',
  async ({ bus, kills }) => {
    const report = await runChaos({ seed, kills, bus });
    process.stdout.write(`chaos on ${bus}, seed ${seed}: ${JSON.stringify(report)}\n`);
    expect(report.violations).toEqual([]);
    expect(report.kills).toHaveLength(kills);
    expect(report.accepted).toBeGreaterThan(50);
    expect(report.replies).toBeGreaterThan(3);
  },
);
