// The bus as services see it: topics, events, consumers. Adapters: bus/postgres.ts (one machine), bus/kafka/kafka.ts (cluster).
//
// Ordered per key, at least once. `tx.publish(event(...))` writes into the log within the caller's transaction, whatever
// the adapter. A consumer's position commits in the transaction that its handler writes in. See docs/architecture.md.
import type { z } from 'zod';
import type { Tx } from './db.ts';
import { derivedId } from './ids.ts';
import type { Service } from './lifecycle.ts';

/** A stream of one family of events, `family.verb.v1`. `keyOf` gives what the order is kept by. */
export type Topic<E> = { name: string; schema: z.ZodType<E>; keyOf(event: E): string };

/** An event as it is written to the log. `id` is derived from what caused it, so that a repeat has the same id. */
export type OutgoingEvent = {
  id: string;
  topic: string;
  key: string;
  trace: string;
  payload: unknown;
};

/** An event as a consumer gets it. `offset` grows with each event of a partition. */
export type Delivered<E> = {
  id: string;
  topic: string;
  partition: number;
  offset: number;
  key: string;
  trace: string;
  at: Date;
  payload: E;
};

/** What a service reads from the bus, and how. */
export type Consumer<E> = {
  /** The consumer group: the service's name. One position per group, topic and partition. */
  group: string;
  topic: Topic<E>;
  /**
   * Handles a batch (1 to `batchMax` events, in order per key) in one transaction that the bus commits together with the
   * position. Throwing undoes the batch, which is then tried event by event; an event that fails alone is parked with
   * the later ones of its key and tried again with backoff. Repeats are possible: effects need natural keys.
   */
  handle(batch: Delivered<E>[], tx: Tx): Promise<void>;
  /** Default 200. */
  batchMax?: number;
  /**
   * How long news may wait after a batch, so that one transaction takes more of it; milliseconds. For what nobody waits
   * for. The first event after a rest is handled at once.
   */
  lingerMs?: number;
  /** Commit without waiting for the disk: only where the work can be repeated from the position. */
  asyncCommit?: boolean;
};

/** The port. `consumer` gives a service that reads until stopped; several processes may run the same one. */
export type Bus = {
  /** What carries events between processes. */
  kind: 'postgres' | 'kafka';
  consumer<E>(consumer: Consumer<E>): Service;
  /** What must run for events to flow, besides consumers: wake-up, relay, pruning. Started before the consumers. */
  parts: Service[];
  /** Throws when the transport is away (for /readyz). */
  check(): Promise<void>;
  /** Brings the gauges of lag, waiting events and dead letters up to date. */
  measure(): Promise<void>;
};

/** How many partitions each topic has, in the log and on Kafka alike. Changing it would break the order per key. */
export const BUS_PARTITIONS = 8;

/** The partition of a key: FNV-1a, stable over processes and releases. */
export function partitionOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) {
    hash ^= key.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0) % BUS_PARTITIONS;
}

/**
 * Makes an event for `tx.publish`. `cause` is the id of the event, item or command that led to it and `name` tells
 * events of the same cause apart: the id is derived from both.
 */
export function event<E>(
  topic: Topic<E>,
  payload: E,
  from: { cause: string; name?: string; trace: string },
): OutgoingEvent {
  return {
    id: derivedId(from.cause, `${topic.name}/${from.name ?? ''}`),
    topic: topic.name,
    key: topic.keyOf(payload),
    trace: from.trace,
    payload,
  };
}
