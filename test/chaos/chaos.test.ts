// A short seeded run on each bus with every test run; `SEED` chooses another.
import { expect, test } from 'vitest';
import { type Fault, killService } from './faults.ts';
import { runChunk } from './run-chaos.ts';
import { scenarios } from './scenarios.ts';

const seed = process.env.SEED ?? '20261123';

const killPostgres: Fault = async ({ stage }) => {
  stage.postgres.signal('SIGKILL');
  await stage.postgres.revive();
  return 'kill postgres';
};
const killBroker: Fault = async ({ stage }) => {
  await stage.kafka?.kill();
  await stage.kafka?.restart();
  return 'kill broker';
};
/** One after the other, so that each server is hit whatever the seed. */
const inTurn = (faults: Fault[]): Fault => {
  let turn = 0;
  return (scene) => (faults[turn++ % faults.length] ?? killService())(scene);
};

test.each([
  {
    bus: 'postgres' as const,
    name: 'kills',
    kills: [killService(), killPostgres, killService(), killService()],
  },
  {
    bus: 'kafka' as const,
    name: 'kills',
    kills: [killService(), killPostgres, killService(), killBroker, killService()],
  },
])(
  'R02 R03 R10 R70 kill -9 of services, PostgreSQL and the broker under load on $bus: one case and one acknowledgement each, the ledger adds up, timelines replay',
  async ({ bus, name, kills }) => {
    const known = scenarios.find((each) => each.name === name);
    if (!known) throw new Error(`there is no scenario ${name}`);
    const scenario = { ...known, faults: () => inTurn(kills) };
    const key = `${seed}/${bus}/${name}/short`;
    const result = await runChunk({ key, scenario, bus, faults: kills.length });
    process.stdout.write(`chaos on ${bus}, seed ${seed}: ${JSON.stringify(result)}\n`);
    expect(result.violations).toEqual([]);
    expect(result.faults).toHaveLength(kills.length);
    expect(result.faults).toContain('kill postgres');
    expect(result.accepted).toBeGreaterThan(30);
  },
);
