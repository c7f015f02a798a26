// One consumer of a Kafka topic: joins, goes on from PostgreSQL's positions, joins again after each loss. No kafkajs here.
import type { Owner } from '../batch.ts';
import { type Care, createCare } from '../careful.ts';
import { type Delivery, errorFacts, pause } from '../delivery.ts';
import { createOutage } from '../outage.ts';
import type { RelayTarget } from '../relay.ts';
import { ensurePositions } from '../store.ts';
import { type Fetched, handleFetched } from './batch.ts';
import type { Extent, Minded } from './minder.ts';
import { CATCHING_UP, readKafkaPositions } from './store.ts';

const RECONNECT_MS = 1_000;

/** What a member of a group can do while it is one. */
export type Membership = {
  seek(part: number, offset: number): void;
  /** Tells Kafka's own tools how far the group is. The truth is in PostgreSQL. */
  hint(next: Map<number, number>): Promise<void>;
};

/** What a member wants to be told. */
export type MemberHandlers = {
  /** These partitions are given to it now. May come after the first batches of them. */
  onGiven(parts: number[], membership: Membership): Promise<void>;
  onBatch(fetched: Omit<Fetched, 'oldest'>): Promise<void>;
};

/** A client of Kafka, as far as the bus needs one. */
export type KafkaClient = RelayTarget & {
  extents(topic: string): Promise<Map<number, Extent>>;
  /** Is a member of the group until Kafka is lost or the signal comes. */
  join(
    group: { groupId: string; topic: string; sessionTimeoutMs: number },
    handlers: MemberHandlers,
    signal: AbortSignal,
  ): Promise<void>;
  check(): Promise<void>;
  /** Connections are closed when as many have left as have entered. */
  enter(): void;
  leave(): Promise<void>;
};

/** A consumer's membership over time, and what its minder needs of it. */
export type Member = { minded: Minded; start(): void; stop(): Promise<void> };

/** Makes one; errors never end it. */
export function createMember<E>(
  client: KafkaClient,
  delivery: Delivery<E>,
  owner: Owner,
  sessionTimeoutMs: number,
): Member {
  const { reader, options, log } = delivery;
  const { topic } = reader;
  // One group a topic: kafkajs divides rightly only among members that read the same topics.
  const group = { groupId: `${reader.group}.${topic}`, topic, sessionTimeoutMs };
  const cares = new Map<number, Care>();
  // Where this process fetches next, by the partitions that it was given.
  const fetching = new Map<number, number>();
  const outage = createOutage(log, 'reading from Kafka');
  let current: Membership | undefined;
  let stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  const seek = (part: number, offset: number): void => {
    fetching.set(part, offset);
    current?.seek(part, offset);
  };
  const handlers = (signal: AbortSignal): MemberHandlers => ({
    onGiven: async (parts, membership) => {
      outage.over();
      current = membership;
      fetching.clear();
      for (const { part, next } of await readKafkaPositions(options.db.query, reader))
        if (parts.includes(part) && next !== null && next !== CATCHING_UP) seek(part, next);
    },
    onBatch: (fetched) => {
      const { part } = fetched;
      const care = cares.get(part) ?? createCare(owner);
      cares.set(part, care);
      const resolve = (offset: string) => {
        fetching.set(part, Number(offset) + 1);
        fetched.resolve(offset);
      };
      const oldest = async () => (await client.extents(topic)).get(part)?.oldest ?? 0;
      return handleFetched(delivery, owner, care, { ...fetched, resolve, oldest }, signal);
    },
  });
  const loop = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      try {
        await ensurePositions(options.db.query, reader);
        await client.prepare(topic);
        await client.join(group, handlers(signal), signal);
        if (!signal.aborted) outage.failed({}, 'lost Kafka, joining again');
      } catch (error) {
        outage.failed(errorFacts(error), 'cannot read from Kafka, trying again');
      }
      current = undefined;
      fetching.clear();
      await pause(RECONNECT_MS, signal);
    }
  };
  return {
    minded: {
      extents: () => client.extents(topic),
      fetching: () => fetching,
      seek,
      hint: async (next) => current?.hint(next),
    },
    start: () => {
      stopping = new AbortController();
      running = loop(stopping.signal);
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
