// Everything a chaos run plays on: the product, its PostgreSQL, Kafka, mail servers and X, and a proxy on each link between.
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../shared/clock.ts';
import { startEmbeddedPostgres } from '../../shared/embedded-postgres.ts';
import { migrate } from '../../shared/migrate.ts';
import { type Dovecot, startDovecot } from '../harness/dovecot.ts';
import { type FaultProxy, startFaultProxy } from '../harness/fault-proxy.ts';
import { type KafkaBroker, startKafka } from '../harness/kafka.ts';
import { testLog } from '../harness/postgres.ts';
import { type Environment, eventually } from '../harness/product.ts';
import { scratchFolder } from '../harness/scratch.ts';
import { type SmtpSink, startSmtpSink } from '../harness/smtp-sink.ts';
import {
  type ServiceName,
  startApart,
  startTogether,
  type Topology,
  writeConfig,
} from '../harness/topology.ts';
import { startXSimulator } from '../simulators/x.ts';
import { type CrashPoints, createCrashPoints } from './crash-point.ts';
import { signalPostmaster } from './postmaster.ts';
import { readImapSteps, readKafkaSteps, readPostgresSteps, readSmtpSteps } from './wire-steps.ts';

export type BusKind = 'postgres' | 'kafka';

export type StageOptions = {
  bus: BusKind;
  /** All services in one process; else each in its own. */
  together?: boolean;
  /** Services that run in a second process too. */
  twins?: ServiceName[];
  /** Laid over the default policy. */
  policy?: Record<string, unknown>;
  /** Bytes of a disk of its own for PostgreSQL (needs root). */
  diskBytes?: number;
};

export type Stage = {
  bus: BusKind;
  product: Topology;
  sink: SmtpSink;
  dovecot: Dovecot;
  /** Somebody names the brand on X. */
  mention(text: string): void;
  /** By link name: postgres, smtp, imap, and kafka if there is one. */
  links: Record<string, FaultProxy>;
  crashPoints: CrashPoints;
  postgres: {
    dataDir: string;
    signal(signal: 'SIGKILL' | 'SIGINT'): void;
    /** Starts it again once it is gone, as a service manager does. */
    revive(): Promise<void>;
  };
  kafka: KafkaBroker | undefined;
  /** The processes that run: names by pid. */
  running(): Map<number, string>;
  /** kill -9. It is brought back meanwhile, as a service manager does: again and again until it stays. */
  crash(name: string): Promise<void>;
  /** Processes that ended though nobody killed them, with the end of what they said. */
  endedAlone(): string[];
  /** Done when at most so many processes are still coming back. @throws when one could not. */
  whole(comingBackMax?: number): Promise<void>;
  end(): Promise<void>;
};

const BRAND = '1000000001';
const TOKEN = 'token-of-the-brand-0123456789';
const REVIVE_SECONDS = 90;

/** The staff of every run. */
export const users = [
  { email: 'fay@redress.test', name: 'Fay Front', role: 'frontline' },
  { email: 'sam@redress.test', name: 'Sam Super', role: 'supervisor' },
  { email: 'max@redress.test', name: 'Max Manager', role: 'department_manager' },
  { email: 'sue@redress.test', name: 'Sue Senior', role: 'senior_management' },
];

type Undo = () => Promise<unknown> | unknown;

async function startX() {
  const x = await startXSimulator({ clock: systemClock });
  x.world.addUser({ id: BRAND, username: 'brand', name: 'The Brand' });
  x.world.grant(TOKEN, BRAND);
  let people = 0;
  const mention = (text: string): void => {
    const id = String(2_000_000_000 + people++);
    x.world.addUser({ id, username: `person${people}`, name: `Person ${people}` });
    x.world.post({ authorId: id, text: `@brand ${text}`, mentions: [BRAND] });
  };
  const account = {
    name: 'brand',
    userId: BRAND,
    accessToken: TOKEN,
    apiUrl: x.url,
    // X allows 300 requests in a quarter of an hour, and a process asks at each start too.
    pollSeconds: 15,
  };
  return { x, mention, account };
}

async function startPostgres(options: StageOptions, undo: Undo[]) {
  const dataDir = scratchFolder();
  undo.push(() => rmSync(dataDir, { recursive: true, force: true }));
  if (options.diskBytes) {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${options.diskBytes}`, 'none', dataDir]);
    undo.push(() => execFileSync('umount', ['-l', dataDir]));
    chmodSync(dataDir, 0o755);
  }
  const server = await startEmbeddedPostgres(dataDir, testLog);
  undo.push(() => server.release());
  await migrate(server.connectionString, testLog);
  return {
    url: server.connectionString,
    dataDir,
    signal: (signal: 'SIGKILL' | 'SIGINT') => signalPostmaster(dataDir, signal),
    revive: async () => {
      await eventually('PostgreSQL to come back', () => server.revive(), REVIVE_SECONDS);
    },
  };
}

async function startBroker(undo: Undo[]) {
  let proxy: FaultProxy | undefined;
  const kafka = await startKafka(async (brokerPort) => {
    proxy = await startFaultProxy(() => brokerPort);
    undo.push(() => proxy?.stop());
    return proxy.port;
  });
  undo.push(() => kafka.stop());
  if (!proxy) throw new Error('Kafka was started without its proxy');
  return { kafka, proxy };
}

const proxyTo = async (port: number, undo: Undo[]): Promise<FaultProxy> => {
  const proxy = await startFaultProxy(() => port);
  undo.push(() => proxy.stop());
  return proxy;
};

const TAIL_CHARS = 600;

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** What a service manager does: it brings back what dies. */
function createManager(
  product: Topology,
): Pick<Stage, 'running' | 'crash' | 'endedAlone' | 'whole'> {
  const comingBack = new Map<string, Promise<void>>();
  let failure: unknown;
  const revive = async (name: string): Promise<void> => {
    const restart = async (): Promise<true> => {
      await product.restart(name);
      return true;
    };
    await eventually(`${name} to start again`, restart, REVIVE_SECONDS);
  };
  return {
    running: () =>
      new Map(
        [...product.processes]
          .filter(([name]) => !comingBack.has(name))
          .map(([name, { pid }]) => [pid, name]),
      ),
    endedAlone: () =>
      [...product.processes].flatMap(([name, { pid, output }]) =>
        comingBack.has(name) || isAlive(pid) ? [] : `${name}: ${output().slice(-TAIL_CHARS)}`,
      ),
    crash: async (name) => {
      await product.processes.get(name)?.kill();
      const back = revive(name)
        .catch((error) => {
          failure ??= error;
        })
        .finally(() => comingBack.delete(name));
      comingBack.set(name, back);
    },
    whole: async (comingBackMax = 0) => {
      while (comingBack.size > comingBackMax) await Promise.race(comingBack.values());
      if (failure) throw failure;
    },
  };
}

async function build(options: StageOptions, undo: Undo[]): Promise<Stage> {
  const sink = await startSmtpSink();
  undo.push(() => sink.stop());
  const dovecot = await startDovecot({ users: ['care'] });
  undo.push(() => dovecot.stop());
  const { x, mention, account } = await startX();
  undo.push(() => x.stop());
  const postgres = await startPostgres(options, undo);
  const broker = options.bus === 'kafka' ? await startBroker(undo) : undefined;
  const port = Number(new URL(postgres.url).port);
  const database = await proxyTo(port, undo);
  const smtp = await proxyTo(sink.port, undo);
  const imap = await proxyTo(dovecot.port, undo);
  const mailbox = { name: 'care', ...dovecot.mailbox('care'), port: imap.port, pollSeconds: 1 };
  const environment: Environment = {
    DATABASE_URL: postgres.url.replace(`:${port}/`, `:${database.port}/`),
    SECRET_KEY: 'a chaos run needs a key of at least 32 characters',
    SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
    INTAKE_RATE_LIMIT: '0',
    // Processes start often here.
    NODE_COMPILE_CACHE: join(tmpdir(), 'redress-compile-cache'),
    REDRESS_CONFIG: writeConfig({
      channels: { mailboxes: [mailbox], x: [account] },
      users,
      ...(options.policy ? { policy: options.policy } : {}),
    }),
    ...(broker ? { KAFKA_BROKERS: broker.kafka.brokers.join(',') } : {}),
  };
  const product = await (options.together
    ? startTogether(environment)
    : startApart(environment, options.twins));
  undo.push(() => Promise.all([...product.processes.values()].map((each) => each.kill())));
  const watched = [
    { proxy: database, reader: readPostgresSteps },
    { proxy: smtp, reader: readSmtpSteps },
    { proxy: imap, reader: readImapSteps },
    ...(broker ? [{ proxy: broker.proxy, reader: readKafkaSteps }] : []),
  ];
  return {
    bus: options.bus,
    product,
    sink,
    dovecot,
    mention,
    links: { postgres: database, smtp, imap, ...(broker ? { kafka: broker.proxy } : {}) },
    crashPoints: createCrashPoints(watched),
    postgres,
    kafka: broker?.kafka,
    ...createManager(product),
    end: async () => {},
  };
}

/** Sets it up; `end` leaves nothing behind, and neither does a set-up that fails. */
export async function startStage(options: StageOptions): Promise<Stage> {
  const undo: Undo[] = [];
  const end = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) {
      try {
        await step();
      } catch {
        // The rest is ended all the same.
      }
    }
  };
  try {
    return { ...(await build(options, undo)), end };
  } catch (error) {
    await end();
    throw error;
  }
}
