// Handles a batch that was fetched from Kafka, from the position in PostgreSQL on. The Kafka client is not known here.

import { isDatabaseAway, type Tx } from '../../db.ts';
import { derivedId } from '../../ids.ts';
import { type Carrier, handleAlone, handleBatch, type Owner } from '../batch.ts';
import type { Care } from '../careful.ts';
import { type Delivery, deadLetterEvents, errorFacts, FencedError, pause } from '../delivery.ts';
import { BATCH_MAX } from '../log-loop.ts';
import { insertParked, type ParkedEvent } from '../parked-store.ts';
import type { LogEvent } from '../store.ts';
import { type FetchedMessage, judgeMessages } from './messages.ts';
import {
  beginCatchUp,
  CATCHING_UP,
  moveKafkaPosition,
  readKafkaPosition,
  readLogPayloads,
} from './store.ts';

const BACKOFF_MS = 500;
const CATCHING_UP_MS = 200;

/** One fetched batch and what can be done with its partition. */
export type Fetched = {
  part: number;
  messages: FetchedMessage[];
  /** Whether this process may go on with it: not stopping, and nobody has moved the partition elsewhere. */
  isLive(): boolean;
  /** Notes that messages up to this one are done. */
  resolve(offset: string): void;
  /** Tells the group that this process lives. Throws when the group is being divided anew. */
  beat(): Promise<void>;
  /** Fetches on from this offset. */
  seek(offset: number): void;
  /** The oldest offset that Kafka has. */
  oldest(): Promise<number>;
};

/** The batch cannot be handled from where the group is. */
class DetourError extends Error {
  override name = 'DetourError';
  readonly kind: 'catching_up' | 'hole';
  readonly at: { off: number; next: number | null };
  constructor(kind: 'catching_up' | 'hole', at: { off: number; next: number | null }) {
    super(kind);
    this.kind = kind;
    this.at = at;
  }
}

// The namespace of ids for messages that came without one (a UUIDv4, made once).
const FOREIGN_IDS = '4f1f3d0e-7b0c-4d0c-9f55-0f3f4dbf7f0b';

function foreignLetter(
  topic: string,
  part: number,
  message: FetchedMessage,
  now: Date,
): ParkedEvent {
  const offset = Number(message.offset);
  return {
    part,
    // Below zero: it has no place in the log, and none of the log's may be taken.
    off: -1 - offset,
    key: `foreign/${part}/${offset}`,
    id: derivedId(FOREIGN_IDS, `${topic}/${part}/${offset}/${now.toISOString()}`),
    trace: '',
    at: now,
    payload: message.value ?? Buffer.alloc(0),
    tries: 1,
    due: now,
    error: 'a message on the topic that no relay of this system has written',
    deadAt: now,
  };
}

/** Reads a part of the fetched messages under the guard of the position; `taken()` says how many it accounts for. */
function kafkaCarrier<E>(
  delivery: Delivery<E>,
  owner: Owner,
  part: number,
  messages: FetchedMessage[],
  eventsMax: number,
): Carrier & { taken(): number } {
  const { reader, options, log } = delivery;
  let from: number | null = null;
  let taken = 0;
  let foreign: FetchedMessage[] = [];
  const payloadsOf = async (tx: Tx, offs: number[]) =>
    offs.length > 0
      ? readLogPayloads(tx.query, { topic: reader.topic, part }, offs)
      : new Map<number, string>();
  return {
    taken: () => taken,
    read: async (tx) => {
      const position = await readKafkaPosition(tx.query, reader, part);
      if (!position) throw new Error(`there is no position for partition ${part}`);
      if (position.next === CATCHING_UP) throw new DetourError('catching_up', position);
      const judgement = judgeMessages(part, messages, position.off, eventsMax);
      if (judgement.hole && judgement.taken === 0) throw new DetourError('hole', position);
      from = position.next;
      ({ taken, foreign } = judgement);
      const inLog = judgement.events.filter((event) => event.payload === null);
      const payloads = await payloadsOf(
        tx,
        inLog.map((event) => event.off),
      );
      const events = judgement.events.map(
        (event): LogEvent => ({
          ...event,
          payload: event.payload ?? payloads.get(event.off) ?? '',
        }),
      );
      return { positions: [position], events };
    },
    move: async (tx, [move]) => {
      const last = messages[taken - 1];
      if (!move || !last) return false;
      const now = options.clock.now();
      const letters = foreign.map((message) => foreignLetter(reader.topic, part, message, now));
      await insertParked(tx.query, reader, letters);
      for (const letter of letters) {
        tx.publish(...deadLetterEvents(reader, letter, now));
        options.metrics.consumerDeadLettered.inc(reader);
        log.error({ event: letter.id, partition: part }, letter.error);
      }
      const next = { from, to: Number(last.offset) + 1 };
      return moveKafkaPosition(tx.query, reader, owner.id, move, next);
    },
  };
}

/** Handles as much of a fetched batch as it may. Errors of its own never leave it: they end in fetching anew. */
export async function handleFetched<E>(
  delivery: Delivery<E>,
  owner: Owner,
  care: Care,
  fetched: Fetched,
  signal: AbortSignal,
): Promise<void> {
  let rest = fetched.messages;
  while (rest.length > 0 && fetched.isLive() && !signal.aborted) {
    let taken: number;
    try {
      taken = await handleSome(delivery, owner, care, { ...fetched, messages: rest }, signal);
      care.done();
    } catch (error) {
      if (!(error instanceof DetourError)) await care.undone(error);
      await onError(delivery, fetched, Number(rest[0]?.offset), error, signal);
      return;
    }
    const last = rest[taken - 1];
    if (last) fetched.resolve(last.offset);
    rest = rest.slice(taken);
    await fetched.beat();
  }
}

async function handleSome<E>(
  delivery: Delivery<E>,
  owner: Owner,
  care: Care,
  { part, messages }: Fetched,
  signal: AbortSignal,
): Promise<number> {
  const suspect = care.next();
  await care.spread(signal);
  const eventsMax = suspect ? 1 : (delivery.consumer.batchMax ?? BATCH_MAX);
  const carrier = kafkaCarrier(delivery, owner, part, messages, eventsMax);
  if (suspect) {
    care.reached(part, await handleAlone(delivery, owner, carrier, suspect.undone));
    return carrier.taken();
  }
  const { suspects } = await handleBatch(delivery, owner, carrier, care.began);
  care.suspect(suspects);
  return suspects.length > 0 ? 0 : carrier.taken();
}

async function onError<E>(
  delivery: Delivery<E>,
  fetched: Fetched,
  first: number,
  error: unknown,
  signal: AbortSignal,
): Promise<void> {
  const { log } = delivery;
  let next = first;
  if (error instanceof DetourError && error.kind === 'catching_up') {
    await pause(CATCHING_UP_MS, signal);
  } else if (error instanceof DetourError) {
    next = (await resolveHole(delivery, fetched, first, error.at)) ?? first;
  } else {
    const known = error instanceof FencedError || isDatabaseAway(error);
    const facts = { ...errorFacts(error), partition: fetched.part };
    if (known) log.warn(facts, 'a batch was undone and is tried again');
    else log.error(facts, 'a consumer is stuck and tries again');
    if (!(error instanceof FencedError)) await pause(BACKOFF_MS, signal);
  }
  fetched.seek(next);
}

/**
 * Events are missing before a message. Either this process fetched from too far on (the listener that seeks is not
 * awaited by the client, an out-of-range fetch starts anywhere): then it fetches from the position. Or Kafka does not
 * have them: then the group reads on from the log, and a person is told.
 */
async function resolveHole<E>(
  delivery: Delivery<E>,
  { part, oldest }: Fetched,
  first: number,
  at: { off: number; next: number | null },
): Promise<number | undefined> {
  const { reader, options, log } = delivery;
  try {
    if (at.next !== null && first > at.next && (await oldest()) <= at.next) return at.next;
    // A new group on a topic that Kafka no longer has the beginning of starts with the oldest event in the log.
    const isNew = at.off === 0 && at.next === null;
    const reason = isNew ? 'a new group' : 'Kafka does not have the events that come next';
    const gap = { part, off: at.off, reason };
    if (!(await beginCatchUp(options.db.query, reader, gap, options.clock.now()))) return undefined;
    const facts = { partition: part, off: at.off };
    if (isNew) log.info(facts, 'a new group starts with the log');
    else log.error(facts, 'Kafka lost events: reading on from the log');
  } catch (error) {
    log.warn({ ...errorFacts(error), partition: part }, 'a gap could not be looked into yet');
  }
  return undefined;
}
