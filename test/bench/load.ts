// Brings units to a system and follows each to its 250 at the sink: closed loop (so many customers, each beginning anew
// once accepted) or open loop (a fixed schedule, whatever the system does). It knows no system.
import type { Client } from './clients.ts';
import { type CpuReading, type CpuUse, cpuBetween, type Groups, readCpu } from './processors.ts';
import { dueAt, dueBy } from './schedule.ts';
import type { Sink } from './sink.ts';
import { type Backlog, type Latency, latencyOf } from './statistics.ts';
import { createTally, type Tally, type Unit } from './tally.ts';
import type { Complaints } from './texts.ts';

/** How units come. `backlogMax`: customers wait while so many are not acknowledged. */
export type Mode =
  | { kind: 'closed'; clients: number; backlogMax?: number }
  | { kind: 'open'; perSecond: number };

/** What was seen of a system under a load. */
export type Measured = {
  seconds: number;
  /** Units acknowledged at the sink in the window. */
  units: number;
  perSecond: number;
  acceptedPerSecond: number;
  /** Until the system said that it had them; of units begun in the window. */
  acceptance: Latency;
  /** Until the sink said 250: from the scheduled time (open) or the begin (closed). */
  acknowledgement: Latency;
  backlog: Backlog;
  cpu: CpuUse;
  requests: number;
  acknowledged: number;
  duplicates: number;
  /** Mails to people who are no customer of this run. */
  strangers: number;
  faults: string[];
};

// A hundred customers at most wait for their answers at once in an open loop; later units wait for one of them.
const OPEN_CLIENTS = 64;
const TICK_MS = 1;
const FETCH_MS = 90_000;
const FAULTS_MAX = 5;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What a run needs. */
export type LoadOptions = {
  mode: Mode;
  open(): Promise<Client>;
  complaints: Complaints;
  sink: Sink;
  groups: Groups;
  warmSeconds: number;
  seconds: number;
  /** Ends sooner, after so many units (to fill a database). */
  unitsMax?: number;
  /** False when being accepted is all there is: then that is the acknowledgement. */
  acknowledges?: boolean;
  /** Told now and then how it goes. */
  progress?(text: string): void;
};

type Driver = { stop(): Promise<void> };

type Begin = (client: Client, from: number) => Promise<void>;

function createBegin(
  tally: Tally,
  { complaints, acknowledges }: LoadOptions,
  faults: string[],
): Begin {
  let n = 0;
  return async (client, from) => {
    const complaint = complaints(n++);
    tally.begin(complaint.email, from);
    try {
      await client.submit(complaint);
      tally.accept(complaint.email);
      if (acknowledges === false) tally.acknowledge(complaint.email, performance.now());
    } catch (error) {
      if (faults.length < FAULTS_MAX) faults.push(String((error as Error).message));
      else await pause(10);
    }
  };
}

function driveClosed(
  clients: Client[],
  begin: Begin,
  tally: Tally,
  backlogMax = Number.POSITIVE_INFINITY,
): Driver {
  let going = true;
  const all = clients.map(async (client) => {
    while (going) {
      while (going && tally.backlog() >= backlogMax) await Promise.race([tally.next(), pause(50)]);
      await begin(client, performance.now());
    }
  });
  return {
    stop: async () => {
      going = false;
      await Promise.all(all);
    },
  };
}

function driveOpen(clients: Client[], begin: Begin, perSecond: number): Driver {
  const startedAt = performance.now();
  const idle = [...clients];
  const running = new Set<Promise<void>>();
  let n = 0;
  const pump = (): void => {
    const due = dueBy((performance.now() - startedAt) / 1000, perSecond);
    while (n < due) {
      const client = idle.pop();
      if (!client) return;
      const from = startedAt + dueAt(n++, perSecond) * 1000;
      const run = begin(client, from).finally(() => {
        running.delete(run);
        idle.push(client);
      });
      running.add(run);
    }
  };
  const timer = setInterval(pump, TICK_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await Promise.all(running);
    },
  };
}

async function openAll(options: LoadOptions): Promise<Client[]> {
  const { mode } = options;
  const count = mode.kind === 'closed' ? mode.clients : OPEN_CLIENTS;
  return Promise.all(Array.from({ length: count }, () => options.open()));
}

/** The durations of units begun in a window. */
function durations(tally: Tally, from: number, to: number) {
  const begun = [...tally.units.values()].filter((unit) => unit.from >= from && unit.from < to);
  const of = (end: (unit: Unit) => number) =>
    begun.filter((unit) => end(unit) > 0).map((unit) => end(unit) - unit.from);
  return {
    acceptance: of((unit) => unit.acceptedAt),
    acknowledgement: of((unit) => unit.acknowledgedAt),
  };
}

type Mark = { cpu: CpuReading; accepted: number; acknowledged: number; backlog: number };

const markOf = (tally: Tally, groups: Groups): Mark => ({
  cpu: readCpu(groups),
  accepted: tally.counts.accepted,
  acknowledged: tally.counts.acknowledged,
  backlog: tally.backlog(),
});

/** The figures of a window between two marks; to be called when the run has drained. */
function measure(tally: Tally, start: Mark, end: Mark, faults: string[]): Measured {
  const seconds = (end.cpu.at - start.cpu.at) / 1000;
  const units = end.acknowledged - start.acknowledged;
  const spans = durations(tally, start.cpu.at, end.cpu.at);
  return {
    seconds,
    units,
    perSecond: units / seconds,
    acceptedPerSecond: (end.accepted - start.accepted) / seconds,
    acceptance: latencyOf(spans.acceptance),
    acknowledgement: latencyOf(spans.acknowledgement),
    backlog: { start: start.backlog, end: end.backlog },
    cpu: cpuBetween(start.cpu, end.cpu),
    requests: tally.counts.accepted,
    acknowledged: tally.counts.acknowledged,
    duplicates: tally.counts.duplicates,
    strangers: tally.counts.strangers,
    faults,
  };
}

/** Runs a load for a while, measures after the warm-up, and waits until all that was accepted is acknowledged. */
export async function runLoad(options: LoadOptions): Promise<Measured> {
  const { mode, sink, groups } = options;
  const faults: string[] = [];
  const tally = createTally(sink);
  const begin = createBegin(tally, options, faults);
  const clients = await openAll(options);
  const startedAt = performance.now();
  const ticker = setInterval(() => {
    const { accepted, acknowledged } = tally.counts;
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    options.progress?.(`${seconds} s, ${accepted} accepted, ${acknowledged} acknowledged`);
  }, 1_000);
  try {
    const driver =
      mode.kind === 'closed'
        ? driveClosed(clients, begin, tally, mode.backlogMax)
        : driveOpen(clients, begin, mode.perSecond);
    await pause(options.warmSeconds * 1000);
    const start = markOf(tally, groups);
    const until = performance.now() + options.seconds * 1000;
    const enough = options.unitsMax ?? Number.POSITIVE_INFINITY;
    while (performance.now() < until && tally.counts.accepted < enough)
      await pause(Math.min(100, until - performance.now()));
    const end = markOf(tally, groups);
    await driver.stop();
    await tally.drain();
    return measure(tally, start, end, faults);
  } finally {
    clearInterval(ticker);
    for (const client of clients) client.close();
  }
}

/**
 * Measures a system that fetches units by itself: `count` of them lie ready. The window reaches from the first tenth of
 * the acknowledgements to the last.
 */
export async function runFetch(
  options: Pick<LoadOptions, 'sink' | 'groups' | 'progress'> & {
    emails: string[];
    /** Lets the system begin; tells who it is. */
    start(): Promise<Groups>;
  },
): Promise<Measured> {
  const tally = createTally(options.sink);
  const ticker = setInterval(
    () =>
      options.progress?.(`${tally.counts.acknowledged} of ${options.emails.length} acknowledged`),
    1_000,
  );
  try {
    for (const email of options.emails) {
      tally.begin(email, performance.now());
      tally.accept(email);
    }
    const groups = { ...options.groups, ...(await options.start()) };
    const warm = Math.ceil(options.emails.length / 10);
    const until = performance.now() + FETCH_MS;
    while (tally.counts.acknowledged < warm && performance.now() < until) await tally.next();
    const start = markOf(tally, groups);
    await tally.drain();
    return measure(tally, start, markOf(tally, groups), []);
  } finally {
    clearInterval(ticker);
  }
}
