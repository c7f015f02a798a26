// The bus of a cluster: a relay forwards the log to Kafka, consumers read there. The only file that knows kafkajs.
import {
  type Admin,
  type EachBatchPayload,
  Kafka,
  type Consumer as KafkaConsumer,
  logLevel,
  Partitioners,
  type Producer,
} from 'kafkajs';
import { BUS_PARTITIONS, type Bus, type Consumer } from '../../bus.ts';
import { ConfigError } from '../../errors.ts';
import type { Service } from '../../lifecycle.ts';
import { createOwner } from '../batch.ts';
import { type BusOptions, createDelivery } from '../delivery.ts';
import { measureBus } from '../figures.ts';
import { createHeld, within } from '../held.ts';
import { createLogLoop } from '../log-loop.ts';
import { onceEach } from '../once.ts';
import { createPruning, KEEP_HOURS } from '../pruning.ts';
import { createRelay } from '../relay.ts';
import { createRetryLoop } from '../retry.ts';
import { createSideConnection } from '../side.ts';
import { createWakeUp } from '../wake-up.ts';
import { createMember, type KafkaClient } from './member.ts';
import { createMinder } from './minder.ts';
import { type KafkaSecurity, securityOf } from './security.ts';

/** Where Kafka is, beside what every bus needs. */
export type KafkaBusOptions = BusOptions & {
  brokers: string[];
  security?: KafkaSecurity | undefined;
  clientId?: string;
  /** After this long without a sign of life a consumer's partitions go to others. */
  sessionTimeoutMs?: number;
};

const SESSION_TIMEOUT_MS = 10_000;
// Below the 30 s that a transaction may idle: the relay sends within one.
const SEND_TIMEOUT_MS = 15_000;
const CHECK_TIMEOUT_MS = 5_000;
const CONCURRENT_PARTITIONS = 2;
// Few and quick: what fails is made anew by whoever uses it.
const retry = { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000 };

function openKafka(options: KafkaBusOptions): Kafka {
  const log = options.log.child({ part: 'kafka' });
  // kafkajs calls each lost connection and each move of a leader an error. What comes of it is logged by its users.
  const levels = {
    [logLevel.ERROR]: 'info',
    [logLevel.WARN]: 'debug',
    [logLevel.INFO]: 'debug',
    [logLevel.DEBUG]: 'trace',
    [logLevel.NOTHING]: 'trace',
  } as const;
  return new Kafka({
    clientId: options.clientId ?? 'redress',
    brokers: options.brokers,
    ...securityOf(options.security),
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    retry,
    logCreator:
      () =>
      ({ level, namespace, log: { message, error } }) =>
        log[levels[level]]({ namespace, ...(error ? { reason: String(error) } : {}) }, message),
  });
}

// Kafka carries, PostgreSQL keeps: what customers wrote stays on a topic no longer than the log keeps it too.
const RETENTION_MS = 72 * 3_600_000;

async function ensureTopic(admin: Admin, topic: string): Promise<void> {
  const wanted = {
    topic,
    numPartitions: BUS_PARTITIONS,
    // As many replicas as the cluster's default says.
    replicationFactor: -1,
    configEntries: [{ name: 'retention.ms', value: String(RETENTION_MS) }],
  };
  const known = await admin.listTopics();
  if (!known.includes(topic)) await admin.createTopics({ waitForLeaders: true, topics: [wanted] });
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  const partitions = topics[0]?.partitions.length;
  if (partitions !== BUS_PARTITIONS) {
    throw new ConfigError(
      `topic ${topic} has ${partitions} partitions instead of ${BUS_PARTITIONS}: the order of events would be lost`,
    );
  }
}

const hintTo =
  (member: KafkaConsumer, topic: string) =>
  (next: Map<number, number>): Promise<void> =>
    member.commitOffsets(
      [...next].map(([partition, offset]) => ({ topic, partition, offset: String(offset) })),
    );

/** Membership of a group, by kafkajs, until it crashes or the signal comes. */
function joinBy(kafka: Kafka): KafkaClient['join'] {
  return async ({ groupId, topic, sessionTimeoutMs }, handlers, signal) => {
    const heartbeatInterval = Math.round(sessionTimeoutMs / 4);
    const member = kafka.consumer({
      groupId,
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval,
      maxWaitTimeInMs: 500,
      allowAutoTopicCreation: false,
      retry: { ...retry, restartOnFailure: async () => false },
    });
    const seek = (partition: number, offset: number) =>
      member.seek({ topic, partition, offset: String(offset) });
    const ended = new Promise<void>((resolve) => {
      member.on(member.events.CRASH, () => resolve());
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    // kafkajs does not wait for this: what is fetched from elsewhere meanwhile is judged by its chain of offsets.
    member.on(member.events.GROUP_JOIN, ({ payload }) =>
      handlers.onGiven(payload.memberAssignment[topic] ?? [], {
        seek,
        hint: hintTo(member, topic),
      }),
    );
    const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
      const { batch, heartbeat } = payload;
      const beating = setInterval(() => heartbeat().catch(() => {}), heartbeatInterval);
      try {
        await handlers.onBatch({
          part: batch.partition,
          messages: batch.messages.map(({ offset, key, value, headers }) => ({
            offset,
            key,
            value,
            headers: { ...headers },
          })),
          isLive: () => payload.isRunning() && !payload.isStale(),
          resolve: payload.resolveOffset,
          beat: heartbeat,
          seek: (offset) => seek(batch.partition, offset),
        });
      } finally {
        clearInterval(beating);
      }
    };
    try {
      await member.connect();
      await member.subscribe({ topic, fromBeginning: true });
      await member.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: CONCURRENT_PARTITIONS,
        eachBatch,
      });
      if (!signal.aborted) await ended;
    } finally {
      await member.disconnect();
    }
  };
}

function createClient(options: KafkaBusOptions): KafkaClient {
  const kafka = openKafka(options);
  const admin = createHeld<Admin>(() => kafka.admin());
  const producer = createHeld<Producer>(() =>
    kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      // Named so that kafkajs does not warn about its default; each message names its partition itself.
      createPartitioner: Partitioners.DefaultPartitioner,
      retry,
    }),
  );
  // Topics that cannot be used as they are.
  const faults = new Map<string, ConfigError>();
  let users = 0;
  const reach = async () => {
    await admin.use((each) => within(CHECK_TIMEOUT_MS, 'asking Kafka', each.describeCluster()));
  };
  return {
    prepare: async (topic) => {
      try {
        await admin.use((each) => ensureTopic(each, topic));
        faults.delete(topic);
      } catch (error) {
        if (error instanceof ConfigError) {
          faults.set(topic, error);
          options.log.error({ part: 'kafka', topic }, error.message);
        }
        throw error;
      }
    },
    extents: (topic) =>
      admin.use(async (each) => {
        const offsets = await each.fetchTopicOffsets(topic);
        return new Map(
          offsets.map(({ partition, low, high }) => [
            partition,
            { oldest: Number(low), end: Number(high) },
          ]),
        );
      }),
    send: (topic, messages) =>
      producer.use(async (each) => {
        await within(SEND_TIMEOUT_MS, 'sending to Kafka', each.send({ topic, acks: -1, messages }));
      }),
    join: joinBy(kafka),
    reach,
    check: async () => {
      for (const fault of faults.values()) throw fault;
      await reach();
    },
    enter: () => {
      users++;
    },
    leave: async () => {
      if (--users === 0) await Promise.all([admin.drop(), producer.drop()]);
    },
  };
}

/** Makes the bus. While Kafka is away events wait in the log; parts and consumers keep trying to come back. */
export function createKafkaBus(options: KafkaBusOptions): Bus {
  const { db, clock, log, metrics, keepHours = KEEP_HOURS } = options;
  const client = createClient(options);
  const side = createSideConnection(db);
  const wakeUp = createWakeUp(db, log);
  const relay = createRelay(options, client, side);
  const enter = () => {
    client.enter();
    side.enter();
  };
  const leave = async () => {
    await client.leave();
    await side.leave();
  };
  const consumer = <E>(wanted: Consumer<E>): Service => {
    const delivery = createDelivery(wanted, options);
    const owner = createOwner(side);
    const sessionTimeoutMs = options.sessionTimeoutMs ?? SESSION_TIMEOUT_MS;
    const member = createMember(client, delivery, owner, sessionTimeoutMs);
    const onIdle = createMinder(delivery, member.minded);
    const catchUp = createLogLoop(delivery, { owner, scope: 'catching_up', onIdle });
    const retries = createRetryLoop(delivery);
    return onceEach({
      name: catchUp.name,
      start: async () => {
        enter();
        member.start();
        await catchUp.start();
        await retries.start();
      },
      stop: async () => {
        await Promise.all([member.stop(), catchUp.stop(), retries.stop()]);
        await leave();
      },
    });
  };
  let forget: () => void = () => {};
  const relayPart = onceEach({
    name: relay.name,
    start: async () => {
      enter();
      forget = wakeUp.on(undefined, relay.wake);
      await relay.start();
    },
    stop: async () => {
      forget();
      await relay.stop();
      await leave();
    },
  });
  return {
    kind: 'kafka',
    consumer,
    parts: [wakeUp.service, relayPart, createPruning({ query: db.query, clock, log, keepHours })],
    measure: () => measureBus(db.query, metrics),
    check: async () => {
      await db.query('select 1');
      await client.check();
    },
  };
}
