// The stand of the bus tests: a database, a way to publish, consumers in this process and in processes that can be killed.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { BusOptions } from '#shared/bus/delivery.ts';
import { createKafkaBus } from '#shared/bus/kafka/kafka.ts';
import type { KafkaSecurity } from '#shared/bus/kafka/security.ts';
import { createPostgresBus } from '#shared/bus/postgres.ts';
import { type Bus, type Consumer, event, type Topic } from '#shared/bus.ts';
import { systemClock } from '#shared/clock.ts';
import { newId, newTrace } from '#shared/ids.ts';
import { startAll, stopAll } from '#shared/lifecycle.ts';
import { createMetrics, type Metrics } from '#shared/metrics.ts';
import { createTestDatabase, type TestDatabase, testLog } from '../harness/postgres.ts';
import {
  createEffects,
  type Effect,
  invertedKeys,
  type Made,
  type Orders,
  readEffects,
  topicNamed,
  writeEffects,
} from './bus-effects.ts';

const worker = fileURLToPath(new URL('./bus-worker.ts', import.meta.url));

/** What carries the events. Without brokers, the PostgreSQL log itself. */
export type Carrier = {
  kind: Bus['kind'];
  brokers: string[];
  security?: KafkaSecurity | undefined;
  close(): Promise<void>;
};

/** A consumer that runs in this process. */
export type Running = { bus: Bus; metrics: Metrics; stop(): Promise<void> };

/** A consuming process. */
export type Process = {
  child: ChildProcess;
  /** Waits until it has said a word, which may be one from its log. */
  said(word: string): Promise<void>;
  gone(): Promise<void>;
  end(): Promise<void>;
};

export type Rig = Awaited<ReturnType<typeof createRig>>;

export const GROUP = 'contract';
/** Fast, so that a dead letter takes less than a second. */
export const quickRetry = { triesMax: 3, firstDelayMs: 40, factor: 2 };

/** Polls until the check gives something, or fails with what was waited for. */
export async function eventually<T>(
  what: string,
  check: () => Promise<T | false | undefined>,
  limitMs = 60_000,
): Promise<T> {
  const until = Date.now() + limitMs;
  while (Date.now() < until) {
    const found = await check();
    if (found !== false && found !== undefined) return found;
    await delay(30);
  }
  throw new Error(`waited in vain for ${what}`);
}

/** `count` events of each key, the first of all keys first. */
export const madeOf = (keys: string[], count: number, from = 0): Made[] =>
  Array.from({ length: count }, (_, index) => keys.map((key) => ({ key, n: from + index }))).flat();

export const keysOf = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `key-${index}`);

function startProcess(orders: Orders): Process {
  const child = spawn(process.execPath, [worker, JSON.stringify(orders)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let heard = '';
  const listen = (chunk: Buffer) => {
    heard += chunk.toString();
  };
  child.stdout?.on('data', listen);
  child.stderr?.on('data', listen);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    child,
    said: async (word) => {
      await eventually(`the process to say ${word}; it said ${heard}`, async () => {
        if (heard.includes(word)) return true;
        if (child.exitCode !== null) throw new Error(`the process ended:\n${heard}`);
        return false;
      });
    },
    gone: () =>
      eventually(
        'the process to end',
        async () => child.exitCode !== null || child.signalCode !== null,
      ).then(),
    end: async () => {
      child.kill('SIGCONT');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

const closedBy = ({ brokers, security }: Carrier) => ({ brokers, security });

/** Makes a stand on a carrier. */
export async function createRig(carrier: Carrier) {
  const database: TestDatabase = await createTestDatabase();
  const { db, url } = database;
  await createEffects(db.query);
  const running = new Set<{ end(): Promise<void> }>();

  const createBus = (options: Partial<BusOptions> & { metrics: Metrics }): Bus => {
    const all = { db, clock: systemClock, log: testLog, retry: quickRetry, ...options };
    return carrier.brokers.length > 0
      ? createKafkaBus({ ...all, ...closedBy(carrier), sessionTimeoutMs: 2_000 })
      : createPostgresBus(all);
  };
  const publish = async (topic: Topic<Made>, made: Made[], inEach = 50): Promise<void> => {
    for (let index = 0; index < made.length; index += inEach)
      await db.transaction(async (tx) => {
        for (const each of made.slice(index, index + inEach))
          tx.publish(event(topic, each, { cause: newId(), trace: newTrace() }));
      });
  };
  const effects = (topic: Topic<Made>): Promise<Effect[]> =>
    readEffects(db.query, GROUP, topic.name);

  return {
    carrier,
    db,
    url,
    publish,
    effects,
    newTopic: () => topicNamed(`contract.t${randomBytes(5).toString('hex')}.v1`),
    /** Starts a consumer in this process whose handler writes the effects, then does what the test wants. */
    start: async (
      topic: Topic<Made>,
      and: Consumer<Made>['handle'] = async () => {},
      options: Partial<BusOptions> & { batchMax?: number } = {},
    ): Promise<Running> => {
      const metrics = createMetrics();
      const bus = createBus({ ...options, metrics });
      const consumer = bus.consumer({
        group: GROUP,
        topic,
        batchMax: options.batchMax ?? 200,
        handle: async (batch, tx) => {
          await writeEffects(tx, GROUP, batch);
          await and(batch, tx);
        },
      });
      const parts = [...bus.parts, consumer];
      await startAll(parts, testLog);
      const ending = { end: () => stopAll(parts, testLog) };
      running.add(ending);
      const stop = async () => {
        running.delete(ending);
        await ending.end();
      };
      return { bus, metrics, stop };
    },
    /** Starts what runs besides consumers: with Kafka, the relay. */
    startRelay: async () => {
      const { parts } = createBus({ metrics: createMetrics() });
      await startAll(parts, testLog);
      return { stop: () => stopAll(parts, testLog) };
    },
    /** Starts a consuming process. */
    spawn: async (topic: Topic<Made>, orders: Partial<Orders> = {}): Promise<Process> => {
      const started = startProcess({
        url,
        brokers: carrier.brokers,
        topic: topic.name,
        group: GROUP,
        batchMax: 20,
        handleMs: 0,
        idleMs: 1_000,
        retry: quickRetry,
        ...orders,
      });
      running.add(started);
      await started.said('ready');
      return started;
    },
    /** Waits until as many events took effect. */
    settled: (topic: Topic<Made>, count: number): Promise<Effect[]> =>
      eventually(`${count} effects`, async () => {
        const found = await effects(topic);
        return found.length >= count && found;
      }),
    /** Every event took effect, exactly once, in the order of its key. */
    expectExactlyOnce: async (topic: Topic<Made>, made: Made[]): Promise<void> => {
      const found = await effects(topic);
      const names = (list: { key: string; n: number }[]) =>
        list.map(({ key, n }) => `${key}/${n}`).sort();
      expect(names(found)).toEqual(names(made));
      expect(found.filter((effect) => effect.handled !== 1)).toEqual([]);
      expect(invertedKeys(found)).toEqual([]);
    },
    /** Parked events and dead letters of a topic. */
    parked: (topic: Topic<Made>) =>
      db.query<{ key: string; tries: number; error: string; dead: boolean; payload: string }>(
        `select key, tries, error, dead_at is not null as dead, convert_from(payload, 'utf8') as payload
         from bus.parked where topic = $1 order by off`,
        [topic.name],
      ),
    /** The events that tell of dead letters of a topic. */
    notices: (topic: Topic<Made>) =>
      db.query<{ payload: Record<string, unknown> }>(
        `select payload from bus.events where topic = 'operations.dead_lettered.v1' and payload ->> 'topic' = $1
         order by off`,
        [topic.name],
      ),
    endAll: async () => {
      for (const each of running) await each.end();
      running.clear();
    },
    close: async () => {
      await database.drop();
    },
  };
}
