// How a batch is handled, whatever carried it: in a savepoint, then event by event; failures are parked by key. No SQL.
import { setTimeout as delay } from 'node:timers/promises';
import { type Consumer, type Delivered, event, type OutgoingEvent } from '../bus.ts';
import type { Clock } from '../clock.ts';
import { type Db, isDatabaseAway, type Tx } from '../db.ts';
import { errorText } from '../errors.ts';
import { deadLetteredTopic } from '../events/operations.ts';
import { isUuid } from '../ids.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { insertParked, type ParkedEvent, readParked } from './parked-store.ts';
import type { Claim, LogEvent, Move, Reader } from './store.ts';

/** When a failed event is tried again, and how often in all. */
export type RetryPolicy = { triesMax: number; firstDelayMs: number; factor: number };

/** Five tries within about a minute and a half: a fault of seconds heals by itself, one of hours needs a person. */
export const defaultRetry: RetryPolicy = { triesMax: 5, firstDelayMs: 1_000, factor: 4 };

/** Named points between two steps, in their order. Tests stop or kill the process there. */
export type BusPoint = 'claimed' | 'handled' | 'moved' | 'committed' | 'retry_counted' | 'sent';

/** Called at each point; nothing else of the bus depends on it. */
export type AtPoint = (point: BusPoint, group: string) => void | Promise<void>;

/** What both adapters are given. */
export type BusOptions = {
  db: Db;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  retry?: RetryPolicy;
  /** How long events stay in the log after every group has handled them. Replays reach as far back. */
  keepHours?: number;
  /** How long a stopped process may hold partitions; without it, the limit of the connection pool holds. */
  idleInTransactionMs?: number;
  at?: AtPoint;
};

/** When the next try is due after `tries` failed ones: exponential, half of it by chance so that retries spread. */
export function retryDelayMs(tries: number, policy: RetryPolicy, chance: number): number {
  const fullMs = policy.firstDelayMs * policy.factor ** Math.max(0, tries - 1);
  return Math.round(fullMs * (0.5 + chance / 2));
}

/** A payload that does not fit its topic. A failed try like any other: a newer release may understand it. */
export class UnfitPayloadError extends Error {
  override name = 'UnfitPayloadError';
}

/** The position was moved by somebody else: what was done from it must not be committed. */
export class FencedError extends Error {
  override name = 'FencedError';
}

// The bound of `reason` in operations.dead_lettered.v1.
const REASON_MAX = 2000;

/** Why a try failed, short enough to keep. */
export const reasonOf = (error: unknown): string =>
  (error instanceof Error && error.name !== 'Error'
    ? `${error.name}: ${errorText(error)}`
    : errorText(error)
  ).slice(0, REASON_MAX);

/** What may be logged of an error: never its details, in which PostgreSQL quotes rows. */
export const errorFacts = (error: unknown): Record<string, unknown> => ({
  reason: reasonOf(error),
  stack: error instanceof Error ? error.stack : undefined,
});

/** Waits, but not longer than until the signal. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {});
}

/** Has PostgreSQL end the session if this process is stopped in the transaction, so that others can take over. */
export async function limitIdle(options: BusOptions, tx: Tx): Promise<void> {
  if (options.idleInTransactionMs === undefined) return;
  await tx.query(`select set_config('idle_in_transaction_session_timeout', $1, true)`, [
    String(options.idleInTransactionMs),
  ]);
}

const readJson = (payload: string | Uint8Array): unknown =>
  JSON.parse(typeof payload === 'string' ? payload : new TextDecoder().decode(payload));

/** The event as its consumer gets it. Throws when the payload does not fit the topic. */
export function admit<E>(
  consumer: Consumer<E>,
  from: Omit<LogEvent, 'payload'> & { payload: string | Uint8Array },
): Delivered<E> {
  const parsed = consumer.topic.schema.safeParse(readJson(from.payload));
  if (!parsed.success) {
    const issues = parsed.error.issues
      .slice(0, 5)
      .map((issue) => `${issue.path.join('.') || 'payload'}: ${issue.message}`);
    throw new UnfitPayloadError(`does not fit ${consumer.topic.name}: ${issues.join('; ')}`);
  }
  return {
    id: from.id,
    topic: consumer.topic.name,
    partition: from.part,
    offset: from.off,
    key: from.key,
    trace: from.trace,
    at: from.at,
    payload: parsed.data,
  };
}

function itemIdOf(payload: Uint8Array): string | undefined {
  try {
    const value = readJson(payload) as { itemId?: unknown; item?: { itemId?: unknown } } | null;
    const itemId = value?.itemId ?? value?.item?.itemId;
    return typeof itemId === 'string' && isUuid(itemId) ? itemId : undefined;
  } catch {
    return undefined;
  }
}

/** The event that tells of a dead letter. None for a dead letter about a dead letter, which would go on for ever. */
export function deadLetterEvents(reader: Reader, dead: ParkedEvent, now: Date): OutgoingEvent[] {
  if (reader.topic === deadLetteredTopic.name) return [];
  const itemId = itemIdOf(dead.payload);
  const letter = {
    topic: reader.topic,
    group: reader.group,
    offset: dead.off,
    eventId: dead.id,
    reason: dead.error,
    tries: dead.tries,
    at: now.toISOString(),
    ...(itemId ? { itemId } : {}),
  };
  const name = `${reader.group}/${dead.off}/${now.toISOString()}`;
  return [event(deadLetteredTopic, letter, { cause: dead.id, name, trace: dead.trace })];
}

/** What became of a batch, for the figures; counted when it has committed. */
export type BatchResult = { moves: Move[]; handled: number; failed: ParkedEvent[] };

/** Everything that handling needs to know of one consumer. */
export type Delivery<E> = {
  consumer: Consumer<E>;
  reader: Reader;
  retry: RetryPolicy;
  options: BusOptions;
  log: Log;
};

/** Sets up the handling for a consumer. */
export function createDelivery<E>(consumer: Consumer<E>, options: BusOptions): Delivery<E> {
  const reader = { group: consumer.group, topic: consumer.topic.name };
  return {
    consumer,
    reader,
    retry: options.retry ?? defaultRetry,
    options,
    log: options.log.child({ part: 'bus', ...reader }),
  };
}

/** An event on its way to the parked ones. */
export const parkedFrom = (
  from: LogEvent,
  outcome: Pick<ParkedEvent, 'tries' | 'due' | 'error' | 'deadAt'>,
): ParkedEvent => ({ ...from, payload: Buffer.from(from.payload), ...outcome });

function firstFailure<E>(delivery: Delivery<E>, from: LogEvent, error: unknown): ParkedEvent {
  const { retry, options, log } = delivery;
  const now = options.clock.now();
  const due = new Date(now.getTime() + retryDelayMs(1, retry, Math.random()));
  const deadAt = retry.triesMax <= 1 ? now : null;
  log.warn({ event: from.id, trace: from.trace, tries: 1, ...errorFacts(error) }, 'a try failed');
  return parkedFrom(from, { tries: 1, due, error: reasonOf(error), deadAt });
}

/**
 * Handles what was claimed in the caller's transaction and parks what fails. Throws only when the whole transaction is
 * to be undone and tried again: when the database was away.
 */
export async function deliver<E>(
  delivery: Delivery<E>,
  tx: Tx,
  claim: Claim,
): Promise<BatchResult> {
  const { consumer, reader, options } = delivery;
  const watched = claim.positions.filter((position) => position.hasParked).map(({ part }) => part);
  const keys = [...new Set(claim.events.map((each) => each.key))];
  const waiting =
    watched.length > 0
      ? await readParked(tx.query, reader, { parts: watched, keys })
      : { parts: [], keys: [] };
  const held = new Set(waiting.keys);
  const stillParked = new Set(waiting.parts);
  const parked: ParkedEvent[] = [];
  const failed: ParkedEvent[] = [];
  const park = (from: LogEvent, failure?: { error: unknown }) => {
    const now = options.clock.now();
    const behind = { tries: 0, due: now, error: 'waits behind an earlier event', deadAt: null };
    const row = failure ? firstFailure(delivery, from, failure.error) : parkedFrom(from, behind);
    parked.push(row);
    if (failure) failed.push(row);
    if (row.deadAt) return;
    held.add(from.key);
    stillParked.add(from.part);
  };
  const ready: { from: LogEvent; admitted: Delivered<E> }[] = [];
  for (const from of claim.events) {
    if (held.has(from.key)) park(from);
    else {
      try {
        ready.push({ from, admitted: admit(consumer, from) });
      } catch (error) {
        park(from, { error });
      }
    }
  }
  const handled = await handleOrPark(delivery, tx, ready, held, park);
  await insertParked(tx.query, reader, parked);
  for (const dead of failed.filter((row) => row.deadAt))
    tx.publish(...deadLetterEvents(reader, dead, options.clock.now()));
  const moves = claim.positions.map(({ part, off }) => ({
    part,
    from: off,
    to: claim.events.findLast((each) => each.part === part)?.off ?? off,
    hasParked: stillParked.has(part),
  }));
  return { moves, handled, failed };
}

async function handleOrPark<E>(
  { consumer }: Delivery<E>,
  tx: Tx,
  ready: { from: LogEvent; admitted: Delivered<E> }[],
  held: Set<string>,
  park: (from: LogEvent, failure?: { error: unknown }) => void,
): Promise<number> {
  if (ready.length === 0) return 0;
  const tryIn = async (events: Delivered<E>[]): Promise<{ error: unknown } | undefined> => {
    try {
      await tx.savepoint(() => consumer.handle(events, tx));
      return undefined;
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      return { error };
    }
  };
  const failure = await tryIn(ready.map((each) => each.admitted));
  if (!failure) return ready.length;
  let handled = 0;
  for (const { from, admitted } of ready) {
    if (held.has(from.key)) {
      park(from);
      continue;
    }
    const alone = ready.length === 1 ? failure : await tryIn([admitted]);
    if (alone) park(from, alone);
    else handled++;
  }
  return handled;
}

/** Counts a committed batch and tells people of what was given up on. */
export function countResult<E>(delivery: Delivery<E>, result: BatchResult): void {
  const { reader, options, log } = delivery;
  options.metrics.consumerHandled.inc(reader, result.handled);
  if (result.failed.length > 0) options.metrics.consumerRetried.inc(reader, result.failed.length);
  for (const dead of result.failed.filter((row) => row.deadAt)) {
    options.metrics.consumerDeadLettered.inc(reader);
    log.error(
      { event: dead.id, trace: dead.trace, tries: dead.tries, reason: dead.error },
      'an event was given up on: see its dead letter',
    );
  }
}
