// `npm run chaos -- --seed N --kills N --bus postgres|kafka|both --scenario NAME|all --resume`: a run in chunks of 25
// faults, kept in .parts/chaos as it goes, with a table at the end and docs/chaos.md.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureRealParts } from '../harness/real-parts.ts';
import { writeReport } from './report.ts';
import { forgetResults, keepResult, readResults, summarise } from './results.ts';
import { endChunk, runChunk } from './run-chaos.ts';
import { type Scenario, scenarios } from './scenarios.ts';
import type { BusKind } from './stage.ts';

const CHUNK = 25;
const root = fileURLToPath(new URL('../..', import.meta.url));
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

type Chunk = { key: string; scenario: Scenario; bus: BusKind; faults: number };

/** The chunks of a run in their order: the scenarios in turn, so that a run that is cut short has seen many. */
function planChunks(seed: string, kills: number, buses: BusKind[], chosen: Scenario[]): Chunk[] {
  const chunks: Chunk[] = [];
  for (let begun = 0, n = 0; begun < kills; begun += CHUNK, n++) {
    const scenario = chosen[n % chosen.length] as Scenario;
    const round = Math.floor(n / chosen.length);
    const faults = Math.min(CHUNK, kills - begun);
    for (const bus of buses)
      chunks.push({
        key: `${seed}/${bus}/${scenario.name}/${round}/${faults}`,
        scenario,
        bus,
        faults,
      });
  }
  return chunks;
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '20261123' },
      kills: { type: 'string', default: '300' },
      bus: { type: 'string', default: 'both' },
      scenario: { type: 'string', default: 'all' },
      resume: { type: 'boolean', default: false },
    },
  });
  const chosen = scenarios.filter(
    ({ name }) => values.scenario === 'all' || values.scenario.split(',').includes(name),
  );
  const kills = Number(values.kills);
  const buses: BusKind[] = values.bus === 'both' ? ['postgres', 'kafka'] : [values.bus as BusKind];
  if (chosen.length === 0 || !(kills > 0) || !['postgres', 'kafka', 'both'].includes(values.bus)) {
    const names = scenarios.map(({ name }) => name).join(', ');
    throw new Error(`--bus postgres|kafka|both, --kills a number, --scenario all or of: ${names}`);
  }
  return { ...values, kills, buses, chosen };
}

async function main(): Promise<void> {
  const { seed, kills, buses, chosen, resume } = readOptions();
  ensureRealParts();
  const stop = (): void => void endChunk().finally(() => process.exit(130));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const folder = join(root, '.parts/chaos', seed);
  const chunks = planChunks(seed, kills, buses, chosen);
  const keys = chunks.map(({ key }) => key);
  if (!resume) forgetResults(folder, keys);
  const done = new Set(readResults(folder).map(({ key }) => key));
  for (const [index, chunk] of chunks.entries()) {
    if (done.has(chunk.key)) continue;
    const title = `[${index + 1}/${chunks.length}] ${chunk.scenario.name} on ${chunk.bus}`;
    say(`${title}: setting up`);
    let made = 0;
    const onFault = (name: string): void => say(`${title} ${++made}/${chunk.faults}: ${name}`);
    const result = await runChunk({ ...chunk, onFault });
    keepResult(folder, result);
    say(
      `${title}: ${result.accepted} accepted, ${result.violations.length} violations, ${result.seconds} s`,
    );
    for (const violation of result.violations) say(`  VIOLATION ${violation}`);
  }
  const results = readResults(folder);
  const lines = summarise(results);
  for (const line of lines)
    say(
      `${line.scenario.padEnd(12)} ${line.bus.padEnd(9)} ${String(line.faults).padStart(5)} faults ${String(line.accepted).padStart(6)} accepted ${String(line.violations.length).padStart(4)} violations`,
    );
  const violated = lines.some(({ violations }) => violations.length > 0);
  writeReport(join(root, 'docs/chaos.md'), results);
  say(`see docs/chaos.md; ${violated ? 'there are VIOLATIONS' : 'no violation'}`);
  process.exit(violated ? 1 : 0);
}

await main();
