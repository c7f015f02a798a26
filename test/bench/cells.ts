// Runs one cell: sets its system up on a fresh database, loads it, counts its rows against the requests and mails.
import { startDovecot } from '../harness/dovecot.ts';
import type { KafkaBroker } from '../harness/kafka.ts';
import { mailOf } from './clients.ts';
import { startFloor } from './floor.ts';
import { startHelpdesk } from './helpdesk.ts';
import { type Measured, type Mode, runFetch, runLoad } from './load.ts';
import { runPart } from './parts.ts';
import type { Cell } from './plan.ts';
import { childrenOf, type Groups } from './processors.ts';
import { type System, startRedress } from './redress.ts';
import type { Sink } from './sink.ts';
import { backlogGrew } from './statistics.ts';
import { createComplaints, type readTexts } from './texts.ts';
import type { World } from './world.ts';

/** What all cells share. */
export type Bench = {
  world: World;
  sink: Sink;
  texts: Awaited<ReturnType<typeof readTexts>>;
  /** Gives a fresh broker; the one before is stopped. */
  kafka(): Promise<KafkaBroker>;
  seconds: number;
  warmSeconds: number;
  pairSeconds: number;
  /** Units a second that a cell's system can do, as measured before; undefined when it was not. */
  capacityOf(cell: Cell): number | undefined;
  progress(text: string): void;
};

/** What a cell came to. */
export type Outcome = { measured: Measured; sustained?: Measured; rows: number; faults: string[] };

// Customers wait while so many units are not acknowledged, where without that the backlog grew.
const BACKLOG_MAX = 300;
const CALIBRATION_SECONDS = 8;
const FILL_CLIENTS = 64;
const FILL_BACKLOG_MAX = 3_000;
// Mails that lie ready, for each second that a cell is to take.
const MAILS_PER_SECOND = 150;

type LoadCell = Extract<Cell, { kind: 'load' }>;
type FetchCell = Extract<Cell, { kind: 'fetch' }>;

const databaseOf = { redress: 'bench_redress', floor: 'bench_floor', helpdesk: 'bench_helpdesk' };
const rowsOf = {
  redress: 'select count(*)::int as rows from cases.cases',
  floor: 'select count(*)::int as rows from cases',
  helpdesk: 'select count(*)::int as rows from helpdesk_ticket',
};

async function countRows(bench: Bench, system: keyof typeof rowsOf): Promise<number> {
  const [row] = await bench.world.ask<{ rows: number }>(databaseOf[system], rowsOf[system]);
  return row?.rows ?? 0;
}

async function brokerOf(
  bench: Bench,
  bus: LoadCell['bus'],
): Promise<{ brokers?: string[]; pids?: number[] }> {
  if (bus !== 'kafka') return {};
  // A fresh one for each cell: what topics hold belongs to the database of the cell before.
  const { brokers } = await bench.kafka();
  return { brokers, pids: childrenOf(process.pid, 'kafka.Kafka') };
}

/** Fills a database with real cases, through the product. */
async function fill(bench: Bench, database: string, cases: number): Promise<void> {
  const { world, sink, texts } = bench;
  const system = await startRedress({ databaseUrl: world.urlOf(database), smtpUrl: sink.url });
  try {
    await runLoad({
      mode: { kind: 'closed', clients: FILL_CLIENTS, backlogMax: FILL_BACKLOG_MAX },
      open: () => system.open('api'),
      complaints: createComplaints('seed', texts),
      sink,
      groups: {},
      warmSeconds: 0,
      seconds: Number.POSITIVE_INFINITY,
      unitsMax: cases,
      progress: (text) => bench.progress(`filling with ${cases} cases: ${text}`),
    });
  } finally {
    await system.stop();
  }
}

async function startSystem(
  bench: Bench,
  cell: LoadCell,
): Promise<{ system: System; groups: Groups }> {
  const { world, sink } = bench;
  const database = databaseOf[cell.system];
  const broker = await brokerOf(bench, cell.bus);
  const start = async (): Promise<System> => {
    if (cell.system === 'redress') {
      const fillIt = (name: string) => fill(bench, name, cell.cases);
      const template = await world.template(cell.cases, cell.cases > 0 ? fillIt : async () => {});
      const databaseUrl = await world.create(database, template);
      await world.ask('postgres', 'checkpoint');
      return startRedress({ databaseUrl, smtpUrl: sink.url, brokers: broker.brokers });
    }
    await world.drop(database);
    await world.ask('postgres', `create database ${database}`);
    await world.ask('postgres', 'checkpoint');
    const url = world.urlOf(database);
    return cell.system === 'floor' ? startFloor(url, sink.url) : startHelpdesk(url, sink.port);
  };
  const system = await start();
  return { system, groups: groupsOf(bench, system, broker.pids) };
}

const groupsOf = (bench: Bench, system: System, broker?: number[]): Groups => ({
  load: [process.pid],
  system: system.pids,
  postgres: [bench.world.postgresPid],
  ...(broker ? { broker } : {}),
});

async function runOnce(
  bench: Bench,
  cell: LoadCell,
  mode: Mode,
  seconds: number,
): Promise<{ measured: Measured; rows: number }> {
  const { system, groups } = await startSystem(bench, cell);
  try {
    const before = await countRows(bench, cell.system);
    const measured = await runLoad({
      mode,
      open: () => system.open(cell.way),
      complaints: createComplaints('unit', bench.texts),
      sink: bench.sink,
      groups,
      warmSeconds: bench.warmSeconds,
      seconds,
      progress: bench.progress,
    });
    return { measured, rows: (await countRows(bench, cell.system)) - before };
  } finally {
    await system.stop();
  }
}

/** Rows, requests and acknowledgements are the same number, and nobody got two. */
export function faultsOf(measured: Measured, rows: number): string[] {
  const { requests, acknowledged, duplicates, strangers } = measured;
  const faults = measured.faults.map((fault) => `refused: ${fault}`);
  if (rows !== requests) faults.push(`${rows} rows of ${requests} requests`);
  if (acknowledged !== requests)
    faults.push(`${acknowledged} acknowledgements of ${requests} requests`);
  if (duplicates > 0) faults.push(`${duplicates} acknowledgements twice`);
  if (strangers > 0) faults.push(`${strangers} mails to strangers`);
  return faults;
}

async function capacity(bench: Bench, cell: LoadCell): Promise<number> {
  const known = bench.capacityOf(cell);
  if (known) return known;
  bench.progress('measuring the capacity first');
  const mode: Mode = { kind: 'closed', clients: 32, backlogMax: BACKLOG_MAX };
  return (await runOnce(bench, cell, mode, CALIBRATION_SECONDS)).measured.perSecond;
}

async function runLoadCell(bench: Bench, cell: LoadCell): Promise<Outcome> {
  const seconds = cell.round ? bench.pairSeconds : bench.seconds;
  if (cell.mode.kind === 'open') {
    const perSecond = ((await capacity(bench, cell)) * cell.mode.share) / 100;
    const { measured, rows } = await runOnce(bench, cell, { kind: 'open', perSecond }, seconds);
    return { measured, rows, faults: faultsOf(measured, rows) };
  }
  const first = await runOnce(bench, cell, cell.mode, seconds);
  const faults = faultsOf(first.measured, first.rows);
  if (!backlogGrew(first.measured.backlog, first.measured.perSecond)) return { ...first, faults };
  bench.progress('the backlog grew: once more with customers who wait');
  const mode = { ...cell.mode, backlogMax: BACKLOG_MAX };
  const second = await runOnce(bench, cell, mode, seconds);
  const all = [...faults, ...faultsOf(second.measured, second.rows)];
  return { ...first, sustained: second.measured, faults: all };
}

async function runFetchCell(bench: Bench, cell: FetchCell): Promise<Outcome> {
  const { world, sink, texts } = bench;
  const complaints = createComplaints('mail', texts);
  const dovecot = await startDovecot({ users: ['care'] });
  let system: System | undefined;
  try {
    const count = Math.round(bench.seconds * MAILS_PER_SECOND);
    const mails = Array.from({ length: count }, (_, n) => complaints(n));
    for (const mail of mails) dovecot.deliver('care', mailOf(mail));
    const databaseUrl = await world.create(
      databaseOf.redress,
      await world.template(0, async () => {}),
    );
    const { brokers, pids } = await brokerOf(bench, cell.bus);
    const dovecots = childrenOf(process.pid, 'dovecot');
    const mailbox = { name: 'care', ...dovecot.mailbox('care'), pollSeconds: 1 };
    const measured = await runFetch({
      sink,
      groups: { dovecot: dovecots },
      emails: mails.map(({ email }) => email),
      progress: bench.progress,
      start: async () => {
        system = await startRedress({ databaseUrl, smtpUrl: sink.url, brokers, mailbox });
        return groupsOf(bench, system, pids);
      },
    });
    const rows = await countRows(bench, 'redress');
    return { measured, rows, faults: faultsOf(measured, rows) };
  } finally {
    await system?.stop();
    await dovecot.stop();
  }
}

/** Runs a cell. @throws when its system cannot be set up. */
export async function runCell(bench: Bench, cell: Cell): Promise<Outcome> {
  switch (cell.kind) {
    case 'load':
      return runLoadCell(bench, cell);
    case 'fetch':
      return runFetchCell(bench, cell);
    case 'part': {
      const complaints = createComplaints('part', bench.texts);
      const seconds = Math.min(bench.seconds, 10);
      const measured = await runPart(cell.part, { ...bench, complaints, seconds, warmSeconds: 1 });
      return { measured, rows: measured.requests, faults: measured.faults };
    }
    default:
      return cell satisfies never;
  }
}
