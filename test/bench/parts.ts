// Parts of the work on their own, each in a process like the product's: what the machine and the libraries can do at most.
// parts-process.ts does the work.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startDovecot } from '../harness/dovecot.ts';
import { freePort } from '../harness/product.ts';
import { mailOf, openHttpClient, redressForm } from './clients.ts';
import { type Measured, runLoad } from './load.ts';
import type { Part } from './plan.ts';
import { type CpuReading, cpuBetween, readCpu } from './processors.ts';
import { startProgram } from './redress.ts';
import type { Sink } from './sink.ts';
import { latencyOf } from './statistics.ts';
import type { Complaints } from './texts.ts';
import type { World } from './world.ts';

const program = fileURLToPath(new URL('parts-process.ts', import.meta.url));
const run = promisify(execFile);
const MAILS = 2_000;

export type PartOptions = {
  world: World;
  sink: Sink;
  complaints: Complaints;
  seconds: number;
  warmSeconds: number;
};

/** What parts-process.ts prints: its own CPU time is in it. */
type Printed = { units: number; seconds: number; cpuMs: number };

// The process measures itself: its start does not count.
async function runAlone(args: string[], postgresPid: number): Promise<Measured> {
  const groups = { load: [process.pid], postgres: [postgresPid] };
  const before: CpuReading = readCpu(groups);
  const { stdout } = await run(process.execPath, [program, ...args]);
  const use = cpuBetween(before, readCpu(groups));
  const { units, seconds, cpuMs } = JSON.parse(stdout) as Printed;
  const none = latencyOf([]);
  return {
    seconds,
    units,
    perSecond: units / seconds,
    acceptedPerSecond: units / seconds,
    acceptance: none,
    acknowledgement: none,
    backlog: { start: 0, end: 0 },
    // It is a child of this process and so part of `load` here.
    cpu: { groups: { ...use.groups, system: cpuMs }, otherCores: use.otherCores },
    requests: units,
    acknowledged: units,
    duplicates: 0,
    strangers: 0,
    faults: [],
  };
}

async function runExpress(clients: number, options: PartOptions): Promise<Measured> {
  const port = await freePort();
  const command = [process.execPath, program, 'express', String(port)];
  const started = await startProgram('express', command, { environment: {}, ready: /^ready/m });
  try {
    return await runLoad({
      ...options,
      mode: { kind: 'closed', clients },
      open: () => openHttpClient(redressForm(port)),
      groups: { load: [process.pid], system: [started.pid], postgres: [options.world.postgresPid] },
      acknowledges: false,
    });
  } finally {
    await started.stop();
  }
}

async function runImap(how: 'one' | 'bulk', options: PartOptions): Promise<Measured> {
  const dovecot = await startDovecot({ users: ['care'] });
  try {
    for (let n = 0; n < MAILS; n++) dovecot.deliver('care', mailOf(options.complaints(n)));
    const args = ['imap', how, String(dovecot.port), String(MAILS)];
    return await runAlone(args, options.world.postgresPid);
  } finally {
    await dovecot.stop();
  }
}

/** Measures a part. */
export async function runPart(part: Part, options: PartOptions): Promise<Measured> {
  const [what = '', how = ''] = part.split('-');
  const { world, sink, seconds } = options;
  switch (what) {
    case 'insert': {
      await world.drop('bench_part');
      await world.ask('postgres', 'create database bench_part');
      const args = ['insert', world.urlOf('bench_part'), how, String(seconds)];
      return runAlone(args, world.postgresPid);
    }
    case 'express':
      return runExpress(Number(how), options);
    case 'smtp':
      return runAlone(['smtp', String(sink.port), how, String(seconds)], world.postgresPid);
    default:
      return runImap(how === 'one' ? 'one' : 'bulk', options);
  }
}
