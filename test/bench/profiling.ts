// `npm run bench -- --profile`: where the CPU time of a unit goes. The product under the API's load with V8's profiler on, and
// PostgreSQL's own statistics of statements, in one run. Its rates are lower than those of the bench: watching costs.
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './cells.ts';
import { type Measured, runLoad } from './load.ts';
import { type CpuProfile, type Shares, summariseProfile } from './profile.ts';
import { startRedress } from './redress.ts';
import { cpuPerUnit, plainText } from './table.ts';
import { createComplaints } from './texts.ts';
import type { World } from './world.ts';

const DATABASE = 'bench_profile';
const LINES_MAX = 30;
const BACKLOG_MAX = 300;

/** Has the server keep statistics of statements; true when it must be started again for that. */
export async function wantStatistics(world: World): Promise<boolean> {
  const wanted = 'pg_stat_statements';
  const [row] = await world.ask<{ loaded: string }>(
    'postgres',
    `select current_setting('shared_preload_libraries') as loaded`,
  );
  if (row?.loaded === wanted) return false;
  await world.ask('postgres', `alter system set shared_preload_libraries = '${wanted}'`);
  return true;
}

/** Has it keep none again, from its next start on. */
export async function dropStatistics(world: World): Promise<void> {
  await world.ask('postgres', 'alter system reset shared_preload_libraries');
}

type Statement = { calls: string; ms: number; query: string };

async function statements(world: World): Promise<Statement[]> {
  return world.ask<Statement>(
    'postgres',
    `select s.calls, s.total_exec_time + s.total_plan_time as ms, regexp_replace(s.query, '\\s+', ' ', 'g') as query
     from pg_stat_statements s join pg_database d on d.oid = s.dbid where d.datname = '${DATABASE}'
     order by 2 desc`,
  );
}

type Counts = { commits: number; syncs: number };

async function counts(world: World): Promise<Counts> {
  const [row] = await world.ask<Counts>(
    'postgres',
    `select (select xact_commit from pg_stat_database where datname = '${DATABASE}')::int as commits,
       (select sum(fsyncs) from pg_stat_io where object = 'wal')::int as syncs`,
  );
  return row ?? { commits: 0, syncs: 0 };
}

const shares = (title: string, among: Shares, units: number, all: number): string =>
  plainText({
    head: [title, 'ms/unit', '%'],
    rows: among
      .slice(0, LINES_MAX)
      .map(({ name, ms }) => [name, (ms / units).toFixed(3), ((100 * ms) / all).toFixed(1)]),
  });

function statementText(rows: Statement[], units: number): string {
  const calls = rows.reduce((sum, row) => sum + Number(row.calls), 0);
  const ms = rows.reduce((sum, row) => sum + row.ms, 0);
  return plainText({
    head: ['statement', 'calls/unit', 'ms/unit'],
    rows: [
      ['all statements', (calls / units).toFixed(2), (ms / units).toFixed(3)],
      ...rows
        .slice(0, LINES_MAX)
        .map((row) => [
          row.query.slice(0, 90),
          (Number(row.calls) / units).toFixed(2),
          (row.ms / units).toFixed(3),
        ]),
    ],
  });
}

const headline = (measured: Measured, before: Counts, after: Counts): string => {
  const { units, requests, perSecond, cpu } = measured;
  const each = (from: number, to: number) => ((to - from) / requests).toFixed(2);
  return [
    `${units} units, ${perSecond.toFixed(0)}/s; CPU-ms/unit: Node ${cpuPerUnit(measured, 'system').toFixed(2)}, PostgreSQL ${cpuPerUnit(measured, 'postgres').toFixed(2)}`,
    `commits/unit ${each(before.commits, after.commits)}, WAL fsyncs/unit ${each(before.syncs, after.syncs)}`,
    `others took ${cpu.otherCores.toFixed(2)} cores`,
  ].join('\n');
};

/** Profiles the product under so many clients; gives the text of what was found. */
export async function profile(bench: Bench, folder: string, clients: number): Promise<string> {
  const { world, sink } = bench;
  const profiles = join(folder, 'profiles');
  rmSync(profiles, { recursive: true, force: true });
  mkdirSync(profiles, { recursive: true });
  const databaseUrl = await world.create(DATABASE);
  await world.ask('postgres', 'create extension if not exists pg_stat_statements');
  await world.ask('postgres', 'select pg_stat_statements_reset()');
  const nodeFlags = ['--cpu-prof', `--cpu-prof-dir=${profiles}`, '--cpu-prof-interval=500'];
  const startedAt = performance.now();
  const system = await startRedress({ databaseUrl, smtpUrl: sink.url, nodeFlags });
  const before = await counts(world);
  const warmMs = performance.now() - startedAt + bench.warmSeconds * 1000;
  const measured = await runLoad({
    mode: { kind: 'closed', clients, backlogMax: BACKLOG_MAX },
    open: () => system.open('api'),
    complaints: createComplaints('profile', bench.texts),
    sink,
    groups: { load: [process.pid], system: system.pids, postgres: [world.postgresPid] },
    warmSeconds: bench.warmSeconds,
    seconds: bench.seconds,
    progress: bench.progress,
  });
  const text = headline(measured, before, await counts(world));
  const asked = await statements(world);
  await system.stop();
  await world.drop(DATABASE);
  // The first thread's; the others parse mail.
  const file = readdirSync(profiles).find((name) => /\.0\.\d+\.cpuprofile$/.test(name)) ?? '';
  const read = JSON.parse(readFileSync(join(profiles, file), 'utf8')) as CpuProfile;
  const summary = summariseProfile(read, warmMs);
  return [
    text,
    shares('module at work', summary.own, measured.units, summary.busyMs),
    shares('function', summary.self, measured.units, summary.busyMs),
    statementText(asked, measured.requests),
  ].join('\n\n');
}
