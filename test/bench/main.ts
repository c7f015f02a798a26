// `npm run bench -- [--quick] [--resume] [--cells WORDS] [--seconds N] [--pairs N] [--bus postgres|kafka|both] [--seeded N]`:
// Redress beside a plain program, the raw parts and django-helpdesk, in one run. Each cell is kept in .parts/bench/results as
// it ends; the tables go to the terminal, to .parts/bench/bench.json and to docs/bench.md.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type KafkaBroker, startKafka } from '../harness/kafka.ts';
import { type Bench, runCell } from './cells.ts';
import { ensureHelpdesk } from './helpdesk.ts';
import { type Cell, chooseCells, type PlanOptions, planCells } from './plan.ts';
import { dropStatistics, profile, wantStatistics } from './profiling.ts';
import { createProgress } from './progress.ts';
import { pageOf } from './report.ts';
import { forgetResults, keepResult, type Result, readResults } from './results.ts';
import { startSink } from './sink.ts';
import { cellTable, figuresOf, noiseOf, plainText, ratios, ratioTable } from './table.ts';
import { readTexts } from './texts.ts';
import { benchFolder, startWorld, type World } from './world.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const QUICK = { seconds: 6, warmSeconds: 3, pairs: 1, pairSeconds: 5, seeded: 0 };
const FULL = { seconds: 60, warmSeconds: 10, pairs: 5, pairSeconds: 10, seeded: 100_000 };

const usage = `npm run bench -- [options]
  --quick            a smoke of about three minutes
  --resume           go on with what an earlier run has left
  --cells WORDS      only cells whose name holds one of these, separated by commas
  --seconds N        how long a cell is measured (60)
  --pairs N          pairs of Redress and django-helpdesk (5)
  --bus BUS          postgres, kafka or both (both)
  --seeded N         how many cases are there already in the cells about that (100000; 0: none of these)
  --list             name the cells and end
  --profile          no cells: where the CPU time of a unit goes (with --quick: a short look)
`;

const numberOf = (name: string, text: string | undefined, otherwise: number): number => {
  const value = text === undefined ? otherwise : Number(text);
  if (!(value >= 0)) throw new Error(`--${name}: ${text} is no number from 0 on`);
  return value;
};

function readOptions() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      resume: { type: 'boolean', default: false },
      cells: { type: 'string', default: '' },
      seconds: { type: 'string' },
      pairs: { type: 'string' },
      bus: { type: 'string', default: 'both' },
      seeded: { type: 'string' },
      list: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const defaults = values.quick ? QUICK : FULL;
  if (values.bus !== 'postgres' && values.bus !== 'kafka' && values.bus !== 'both')
    throw new Error('--bus: postgres, kafka or both');
  const buses: PlanOptions['buses'] = values.bus === 'both' ? ['postgres', 'kafka'] : [values.bus];
  const seconds = numberOf('seconds', values.seconds, defaults.seconds);
  return {
    ...values,
    seconds,
    // A short look warms up for a short while.
    warmSeconds: Math.min(defaults.warmSeconds, Math.max(3, seconds / 2)),
    pairSeconds: Math.min(seconds, defaults.pairSeconds),
    plan: {
      quick: values.quick,
      buses,
      pairs: numberOf('pairs', values.pairs, defaults.pairs),
      seeded: numberOf('seeded', values.seeded, defaults.seeded),
    },
  };
}

const commitOf = (): string =>
  execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();

/** What a system could do with most customers at once, from the results so far. */
function capacityFrom(results: Map<string, Result>) {
  return (cell: Cell): number | undefined => {
    for (const clients of [32, 8]) {
      const result = results.get(cell.id.replace(/open-\d+/, `closed-${clients}`));
      if (result && result.faults.length === 0) return figuresOf(result).perSecond;
    }
    return undefined;
  };
}

function report(results: Result[], settings: string, quick: boolean): void {
  const made = ratios(results);
  const machine = `${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}; Node ${process.version}; ${settings}`;
  const summary = { machine, noise: noiseOf(results), results, ratios: made };
  writeFileSync(join(benchFolder, 'bench.json'), JSON.stringify(summary, null, 1));
  // A smoke is for whoever works on the bench; the page is for readers.
  if (!quick) writeFileSync(join(root, 'docs/bench.md'), pageOf(results, machine));
  process.stdout.write(`\n${plainText(cellTable(results))}\n\n${plainText(ratioTable(made))}\n\n`);
  process.stdout.write(
    `${machine}\nothers took ${noiseOf(results).toFixed(2)} cores (median of the cells)\nsee ${quick ? '' : 'docs/bench.md and '}.parts/bench/bench.json\n`,
  );
}

type Options = ReturnType<typeof readOptions>;

async function startServer(options: Options): Promise<World> {
  const world = await startWorld();
  if (!options.profile) return world;
  if (!(await wantStatistics(world))) return world;
  await world.stop();
  return startWorld();
}

/** What all cells share, and what ends it. */
async function setUp(options: Options, cells: number, done: Map<string, Result>) {
  const world = await startServer(options);
  const sink = await startSink();
  let kafka: Promise<KafkaBroker> | undefined;
  const end = async (): Promise<void> => {
    await (await kafka?.catch(() => undefined))?.stop();
    await sink.stop();
    await world.stop();
  };
  const interrupt = (): void => void end().finally(() => process.exit(130));
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  const progress = createProgress(process.stdout, cells);
  const bench: Bench = {
    world,
    sink,
    texts: await readTexts(),
    kafka: async () => {
      await (await kafka)?.stop();
      kafka = startKafka();
      return kafka;
    },
    seconds: options.seconds,
    warmSeconds: options.warmSeconds,
    pairSeconds: options.pairSeconds,
    capacityOf: capacityFrom(done),
    progress: progress.detail,
  };
  return { bench, progress, end };
}

type Running = Awaited<ReturnType<typeof setUp>>;

async function runCells(
  { bench, progress }: Running,
  cells: Cell[],
  done: Map<string, Result>,
  folder: string,
  resume: boolean,
): Promise<void> {
  for (const cell of cells) {
    if (resume && done.has(cell.id)) {
      progress.skip(cell.id);
      continue;
    }
    progress.begin(cell.id);
    try {
      const outcome = await runCell(bench, cell);
      const result = { cell, at: new Date().toISOString(), commit: commitOf(), ...outcome };
      keepResult(folder, result);
      done.set(cell.id, result);
      const figures = figuresOf(result);
      progress.done(
        `${figures.perSecond.toFixed(0)} units/s, others ${figures.cpu.otherCores.toFixed(2)} cores ${result.faults.join('; ')}`,
      );
    } catch (error) {
      // The other cells are worth having; --resume tries this one again.
      progress.done(`FAILED: ${(error as Error).message}`);
      process.exitCode = 1;
    }
  }
  progress.end();
}

async function runProfile(running: Running, clients: number): Promise<void> {
  const text = await profile(running.bench, benchFolder, clients);
  running.progress.end();
  writeFileSync(join(benchFolder, 'profile.txt'), `${text}\n`);
  process.stdout.write(`${text}\n\nsee .parts/bench/profile.txt\n`);
  await dropStatistics(running.bench.world);
}

const PROFILE_CLIENTS = 8;

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) return void process.stdout.write(usage);
  const cells = chooseCells(planCells(options.plan), options.cells.split(',').filter(Boolean));
  if (options.list) return void process.stdout.write(cells.map(({ id }) => `${id}\n`).join(''));
  const folder = join(benchFolder, options.quick ? 'quick' : 'results');
  mkdirSync(folder, { recursive: true });
  if (!options.resume && !options.profile) forgetResults(folder, cells);
  const done = new Map(readResults(folder).map((result) => [result.cell.id, result]));
  if (cells.some(({ id }) => id.includes('helpdesk'))) ensureHelpdesk();
  const running = await setUp(options, cells.length, done);
  if (options.profile) await runProfile(running, PROFILE_CLIENTS);
  else await runCells(running, cells, done, folder, options.resume);
  await running.end();
  const all = planCells(options.plan).flatMap(({ id }) => done.get(id) ?? []);
  if (all.length > 0 && !options.profile) report(all, running.bench.world.settings, options.quick);
  if (all.some(({ faults }) => faults.length > 0)) process.exitCode = 1;
  process.exit();
}

main().catch((error: Error) => {
  process.stderr.write(`bench: ${error.message}\n`);
  process.exit(1);
});
