// A real Apache Kafka broker in KRaft mode for tests: one node, random ports, its data in a temporary folder.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Kafka, logLevel } from 'kafkajs';
import { securityOf } from '#shared/bus/kafka/security.ts';
import { type ClosedBroker, makeClosedBroker } from './kafka-security.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const jars = join(root, '.parts/kafka');
const READY_MS = 60_000;

/**
 * Copies the broker's jars into .parts/kafka by Maven when they are missing.
 * @throws Error when Maven cannot: there is no test of Kafka without Kafka.
 */
export function ensureKafkaJars(): void {
  const has = (name: string) =>
    existsSync(jars) && readdirSync(jars).some((jar) => jar.startsWith(name));
  const complete = () => has('kafka_2.13-') && has('kafka-clients-');
  if (complete()) return;
  const pom = join(root, 'test/harness/kafka/pom.xml');
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${jars}`];
  try {
    execFileSync('mvn', ['-q', '-B', '-f', pom, ...goal], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  } catch (error) {
    throw new Error('Maven could not copy the jars of Apache Kafka into .parts/kafka', {
      cause: error,
    });
  }
  if (!complete()) throw new Error('Maven ran, but .parts/kafka has no Apache Kafka');
}

/** A broker that can be stopped, killed and started again on the same data and port. */
export type KafkaBroker = {
  brokers: string[];
  /** How to get in, when it is closed. */
  closed?: ClosedBroker | undefined;
  /** Stops it cleanly and removes its data. */
  stop(): Promise<void>;
  /** Kills it as a power cut would (SIGKILL) and waits until it is gone. */
  kill(): Promise<void>;
  /** Starts it on the data that the killed or halted one left. */
  restart(): Promise<void>;
  /** Stops it cleanly (SIGTERM) and keeps its data. */
  halt(): Promise<void>;
};

async function freePorts(count: number): Promise<number[]> {
  const probes = await Promise.all(
    Array.from({ length: count }, async () => {
      const probe = createServer();
      await new Promise<void>((resolve, reject) => {
        probe.once('error', reject);
        probe.listen(0, '127.0.0.1', resolve);
      });
      return probe;
    }),
  );
  const ports = probes.map((probe) => (probe.address() as { port: number }).port);
  await Promise.all(probes.map((probe) => new Promise((resolve) => probe.close(resolve))));
  return ports;
}

const properties = (
  folder: string,
  port: number,
  controllerPort: number,
  advertisedPort: number,
  closedListener: Record<string, string> = {},
): string =>
  Object.entries({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${advertisedPort}`,
    'log.dirs': join(folder, 'data'),
    'default.replication.factor': 1,
    'min.insync.replicas': 1,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    // Tests kill members: the default of 6 s would have each of them wait.
    'group.min.session.timeout.ms': 1000,
    'auto.create.topics.enable': false,
    'log.retention.check.interval.ms': 1000,
    'log.initial.task.delay.ms': 1000,
    'file.delete.delay.ms': 100,
    ...closedListener,
  })
    .map(([key, value]) => `${key}=${value}`)
    .join('\n');

const java = (folder: string, heap: string, main: string): string[] => [
  heap,
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  `-Dkafka.logs.dir=${folder}`,
  '-cp',
  `${jars}/*`,
  main,
];

async function isReady(brokers: string[], closed?: ClosedBroker): Promise<boolean> {
  const admin = new Kafka({
    brokers,
    ...securityOf(closed?.client),
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
  }).admin();
  try {
    await admin.connect();
    const cluster = await admin.describeCluster();
    return cluster.brokers.length > 0;
  } catch {
    return false;
  } finally {
    await admin.disconnect().catch(() => {});
  }
}

/**
 * Starts a broker; takes about five seconds. `advertise` gives the port that clients are sent to, where a proxy stands
 * before the broker's own. A closed one asks for TLS and a password.
 */
export async function startKafka(
  advertise: (brokerPort: number) => Promise<number> = async (port) => port,
  { isClosed = false } = {},
): Promise<KafkaBroker> {
  ensureKafkaJars();
  const folder = mkdtempSync(join(tmpdir(), 'redress-kafka-'));
  const config = join(folder, 'server.properties');
  const logFile = join(folder, 'broker.log');
  const [port = 0, controllerPort = 0, internalPort = 0] = await freePorts(3);
  const closed = isClosed ? makeClosedBroker(folder) : undefined;
  const advertisedPort = await advertise(port);
  const brokers = [`127.0.0.1:${advertisedPort}`];
  const closedListener = closed && {
    listeners: `CLOSED://127.0.0.1:${port},INTERNAL://127.0.0.1:${internalPort},CONTROLLER://127.0.0.1:${controllerPort}`,
    ...closed.properties(advertisedPort, internalPort),
  };
  writeFileSync(config, properties(folder, port, controllerPort, advertisedPort, closedListener));
  const clusterId = randomBytes(16).toString('base64url');
  execFileSync(
    'java',
    [
      ...java(folder, '-Xmx64m', 'kafka.tools.StorageTool'),
      'format',
      // One word, since an id may begin with a dash.
      `--cluster-id=${clusterId}`,
      '-c',
      config,
      ...(closed?.formatArguments ?? []),
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  let broker: ChildProcess | undefined;
  const killAtExit = () => broker?.kill('SIGKILL');
  process.once('exit', killAtExit);

  const restart = async (): Promise<void> => {
    const output = openSync(logFile, 'a');
    const started = spawn('java', [...java(folder, '-Xmx384m', 'kafka.Kafka'), config], {
      stdio: ['ignore', output, output],
    });
    broker = started;
    const until = Date.now() + READY_MS;
    while (!(await isReady(brokers, closed))) {
      if (started.exitCode !== null || Date.now() > until) {
        started.kill('SIGKILL');
        throw new Error(
          `Apache Kafka did not start:\n${readFileSync(logFile, 'utf8').slice(-4000)}`,
        );
      }
      await delay(200);
    }
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = broker;
    broker = undefined;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    const gone = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill(signal);
    await gone;
  };
  await restart();
  return {
    brokers,
    closed,
    restart,
    kill: () => end('SIGKILL'),
    halt: () => end('SIGTERM'),
    stop: async () => {
      await end('SIGKILL');
      process.off('exit', killAtExit);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
