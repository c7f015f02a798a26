// The driver of parked events: the head of each due key is tried again, counted before the try, until it is handled or dead.

import { isDatabaseAway, isOutOfRoom } from '../db.ts';
import { createLoop, type Service } from '../lifecycle.ts';
import {
  admit,
  countResult,
  type Delivery,
  deadLetterEvents,
  errorFacts,
  limitIdle,
  reasonOf,
  retryDelayMs,
} from './delivery.ts';
import { createOutage } from './outage.ts';
import {
  deleteParked,
  hasWaiting,
  lockDueHeads,
  lockParkedTry,
  type ParkedEvent,
  updateParked,
} from './parked-store.ts';

const POLL_MS = 250;
const HEADS_MAX = 20;

/**
 * Counts a try of the heads that are due, before it is made: a try that ends the process has been counted. Heads whose
 * last try it would not be become dead letters here.
 */
async function countDueTries<E>(delivery: Delivery<E>): Promise<ParkedEvent[]> {
  const { reader, options, retry } = delivery;
  const now = options.clock.now();
  const given: ParkedEvent[] = [];
  const counted = await options.db.transaction(async (tx) => {
    const heads = await lockDueHeads(tx.query, reader, now, HEADS_MAX);
    const tries: ParkedEvent[] = [];
    for (const head of heads) {
      if (head.tries >= retry.triesMax) {
        const dead = { ...head, deadAt: now, error: `${head.error} (the last try never ended)` };
        await updateParked(tx.query, reader, head, dead);
        tx.publish(...deadLetterEvents(reader, dead, now));
        given.push(dead);
        continue;
      }
      const delayMs = retryDelayMs(head.tries + 1, retry, Math.random());
      const next = {
        ...head,
        tries: head.tries + 1,
        due: new Date(now.getTime() + delayMs),
      };
      await updateParked(tx.query, reader, head, next);
      tries.push(next);
    }
    return tries;
  });
  if (given.length > 0) countResult(delivery, { moves: [], handled: 0, failed: given });
  return counted;
}

async function failTry<E>(delivery: Delivery<E>, head: ParkedEvent, error: unknown): Promise<void> {
  const { reader, options, retry, log } = delivery;
  const now = options.clock.now();
  const failed = {
    ...head,
    error: reasonOf(error),
    deadAt: head.tries >= retry.triesMax ? now : null,
  };
  log.warn(
    { event: head.id, trace: head.trace, tries: head.tries, ...errorFacts(error) },
    'a try failed',
  );
  await options.db.transaction(async (tx) => {
    const ours = await updateParked(tx.query, reader, head, failed);
    if (ours && failed.deadAt) tx.publish(...deadLetterEvents(reader, failed, now));
  });
  countResult(delivery, { moves: [], handled: 0, failed: [failed] });
}

async function tryHead<E>(delivery: Delivery<E>, head: ParkedEvent): Promise<void> {
  const { consumer, reader, options } = delivery;
  const handled = await options.db.transaction(
    async (tx) => {
      await limitIdle(options, tx);
      if (!(await lockParkedTry(tx.query, reader, head))) return false;
      await consumer.handle([admit(consumer, head)], tx);
      await deleteParked(tx.query, reader, head);
      return true;
    },
    { asyncCommit: consumer.asyncCommit ?? false },
  );
  if (handled) countResult(delivery, { moves: [], handled: 1, failed: [] });
}

/** Makes the driver of one consumer's parked events. Any number of processes may run it. */
export function createRetryLoop<E>(delivery: Delivery<E>): Service & { wake(): void } {
  const { reader, options, log } = delivery;
  // Tries that failed because the database was away, to be taken back when it is there again.
  const uncounted: ParkedEvent[] = [];
  const takeBack = async (): Promise<void> => {
    for (let head = uncounted[0]; head; head = uncounted[0]) {
      const before = { ...head, tries: head.tries - 1, due: options.clock.now() };
      await updateParked(options.db.query, reader, head, before);
      uncounted.shift();
    }
  };
  // A database that is gone or full is the fault of no event; one that answers has its reason from the event.
  const isNoTry = async (error: unknown): Promise<boolean> =>
    isOutOfRoom(error) || (isDatabaseAway(error) && !(await reachable()));
  const turn = async (signal: AbortSignal): Promise<boolean> => {
    await takeBack();
    if (!(await hasWaiting(options.db.query, reader))) return false;
    const heads = await countDueTries(delivery);
    for (const [index, head] of heads.entries()) {
      if (signal.aborted) {
        uncounted.push(...heads.slice(index));
        break;
      }
      await options.at?.('retry_counted', reader.group);
      const failure = await tryHead(delivery, head).then(
        () => undefined,
        (error: unknown) => ({ error }),
      );
      if (!failure) continue;
      try {
        if (await isNoTry(failure.error)) throw failure.error;
        await failTry(delivery, head, failure.error);
      } catch (error) {
        // The try itself, or telling of it, met a database that is away: neither has been made.
        uncounted.push(...heads.slice(index));
        throw error;
      }
    }
    return heads.length > 0;
  };
  const reachable = (): Promise<boolean> =>
    options.db.query('select 1').then(
      () => true,
      () => false,
    );
  const outage = createOutage(log, 'trying parked events again goes on');
  const loop = createLoop({
    name: `bus retries of ${reader.group} ${reader.topic}`,
    log,
    idleMs: POLL_MS,
    turn: async (signal) => {
      try {
        const more = await turn(signal);
        outage.over();
        return more;
      } catch (error) {
        outage.failed(errorFacts(error), 'trying parked events again was interrupted');
        return false;
      }
    },
  });
  return {
    ...loop,
    stop: async () => {
      await loop.stop();
      await takeBack().catch((error) => log.warn(errorFacts(error), 'counting tries failed'));
    },
  };
}
