// One turn of a consumer: a batch, or a single event with care, in one transaction with the move. Carriers bring the events.

import { randomUUID } from 'node:crypto';
import { isDatabaseAway, isOutOfRoom, type Tx } from '../db.ts';
import {
  type BatchResult,
  countResult,
  type Delivery,
  deadLetterEvents,
  deliver,
  errorFacts,
  FencedError,
  limitIdle,
  parkedFrom,
  reasonOf,
  retryDelayMs,
} from './delivery.ts';
import { insertParked, type ParkedEvent } from './parked-store.ts';
import type { SideConnection } from './side.ts';
import {
  type AttemptAt,
  type Claim,
  countAloneAttempt,
  countBatchAttempts,
  type LogEvent,
  type Move,
} from './store.ts';

/** Where a batch comes from: the log, or Kafka. */
export type Carrier = {
  /** Reads what comes next, under whatever guards it. No positions: there is nothing to do. */
  read(tx: Tx): Promise<Claim>;
  /** Moves the positions from what was read; false when somebody else has moved them. */
  move(tx: Tx, moves: Move[]): Promise<boolean>;
};

/** Who handles: an id that is new with each start of a consumer, and the connection for what it counts outside. */
export type Owner = {
  id: string;
  side: SideConnection;
  /** From where it has begun batches that it did not continue itself, by partition: it has survived those. */
  begun: Map<number, number>;
};

/** Makes a new owner. */
export const createOwner = (side: SideConnection): Owner => ({
  id: randomUUID(),
  side,
  begun: new Map(),
});

/**
 * A partition whose next events, up to an offset, may have ended the process that had them before; or that are undone
 * again and again by what reads like a lost database.
 */
export type Suspect = { part: number; until: number; undone: boolean };

/** What a turn came to. With suspects nothing was handled: they are to be tried alone first. */
export type Turn = { size: number; suspects: Suspect[] };

/** The partitions of a claim, as far as it reaches. */
export const reachOf = (claim: Claim): Suspect[] =>
  claim.positions.map(({ part, off }) => ({
    part,
    until: claim.events.findLast((each) => each.part === part)?.off ?? off,
    undone: false,
  }));

/**
 * Counts the begin of what this consumer does not continue itself: the one before it may have died of that. Gives what
 * was begun before and never ended. A consumer that goes on where it was counts nothing, so the usual batch is free.
 */
async function findSuspects<E>(
  { reader }: Delivery<E>,
  owner: Owner,
  claim: Claim,
): Promise<Suspect[]> {
  const taken = claim.positions.filter(
    ({ owner: last, part, off }) => last !== owner.id && owner.begun.get(part) !== off,
  );
  if (taken.length === 0) return [];
  const begun = await countBatchAttempts(owner.side.query, reader, taken);
  for (const { part, off } of taken) owner.begun.set(part, off);
  return reachOf(claim).filter(({ part }) => (begun.get(part) ?? 0) > 1);
}

async function moveOrThrow(carrier: Carrier, tx: Tx, moves: Move[]): Promise<void> {
  if (!(await carrier.move(tx, moves)))
    throw new FencedError('the position was moved by another consumer');
}

/** Handles one batch. `began` learns what is about to be handled. */
export async function handleBatch<E>(
  delivery: Delivery<E>,
  owner: Owner,
  carrier: Carrier,
  began: (claim: Claim) => void,
): Promise<Turn> {
  const { consumer, reader, options } = delivery;
  const at = options.at;
  const turn = await options.db.transaction(
    async (tx): Promise<Turn & { result?: BatchResult }> => {
      await limitIdle(options, tx);
      const claim = await carrier.read(tx);
      if (claim.positions.length === 0) return { size: 0, suspects: [] };
      began(claim);
      await at?.('claimed', reader.group);
      const suspects = await findSuspects(delivery, owner, claim);
      if (suspects.length > 0) return { size: 0, suspects };
      const result = await deliver(delivery, tx, claim);
      await at?.('handled', reader.group);
      await moveOrThrow(carrier, tx, result.moves);
      await at?.('moved', reader.group);
      return { size: claim.events.length, suspects, result };
    },
    { asyncCommit: consumer.asyncCommit ?? false },
  );
  if (turn.result) {
    await at?.('committed', reader.group);
    countResult(delivery, turn.result);
  }
  return turn;
}

/**
 * Handles a single event, counted before it is tried: when it has ended the process `triesMax` times, it is a dead
 * letter. The carrier reads one partition and one event. `undone`: what reads like a lost database is the event's own
 * failure, and must not hold up others any longer. Returns the offset reached; undefined when there was none.
 */
export async function handleAlone<E>(
  delivery: Delivery<E>,
  owner: Owner,
  carrier: Carrier,
  undone: boolean,
): Promise<number | undefined> {
  const { reader, options, retry } = delivery;
  let counted: AttemptAt | undefined;
  const turn = async (tx: Tx, failure?: { error: unknown }) => {
    await limitIdle(options, tx);
    const claim = await carrier.read(tx);
    const [position] = claim.positions;
    const [from] = claim.events;
    if (!position) return undefined;
    let result: BatchResult | undefined;
    if (from && failure) result = await setAside(delivery, tx, claim, from, failure.error, false);
    else if (from) {
      await options.at?.('claimed', reader.group);
      counted = position;
      const tries = await countAloneAttempt(owner.side.query, reader, position, 1);
      const fatal = new Error(`ended the process ${tries - 1} times`);
      if (tries > retry.triesMax) result = await setAside(delivery, tx, claim, from, fatal, true);
    }
    result ??= await deliver(delivery, tx, claim);
    await options.at?.('handled', reader.group);
    await moveOrThrow(carrier, tx, result.moves);
    await options.at?.('moved', reader.group);
    return { reached: from?.off ?? position.off, result };
  };
  const attempt = async () => {
    try {
      return await options.db.transaction((tx) => turn(tx));
    } catch (error) {
      // The process lives: what was counted was no death.
      if (counted) await takeBackAttempt(delivery, owner, counted);
      if (!undone || !isDatabaseAway(error) || isOutOfRoom(error)) throw error;
      return await options.db.transaction((tx) => turn(tx, { error }));
    }
  };
  const outcome = await attempt();
  if (outcome) {
    await options.at?.('committed', reader.group);
    countResult(delivery, outcome.result);
  }
  return outcome?.reached;
}

async function takeBackAttempt<E>(
  { reader, log }: Delivery<E>,
  owner: Owner,
  counted: AttemptAt,
): Promise<void> {
  try {
    await countAloneAttempt(owner.side.query, reader, counted, -1);
  } catch (error) {
    // It stands as one of the deaths that it takes to give an event up: what failed before is what to tell of.
    log.warn(errorFacts(error), 'an attempt that ended well for the process stays counted');
  }
}

async function setAside<E>(
  delivery: Delivery<E>,
  tx: Tx,
  claim: Claim,
  from: LogEvent,
  error: unknown,
  dead: boolean,
): Promise<BatchResult> {
  const { reader, options, retry } = delivery;
  const now = options.clock.now();
  const row: ParkedEvent = parkedFrom(from, {
    tries: dead ? retry.triesMax : 1,
    due: new Date(now.getTime() + retryDelayMs(1, retry, Math.random())),
    error: reasonOf(error),
    deadAt: dead ? now : null,
  });
  await insertParked(tx.query, reader, [row]);
  if (dead) tx.publish(...deadLetterEvents(reader, row, now));
  const moves = claim.positions.map((position) => ({
    part: position.part,
    from: position.off,
    to: from.off,
    hasParked: position.hasParked || !dead,
  }));
  return { moves, handled: 0, failed: [row] };
}

/** Whether the database answers, however an error of it read. */
export async function answers(owner: Owner): Promise<boolean> {
  return owner.side.query('select 1').then(
    () => true,
    () => false,
  );
}
