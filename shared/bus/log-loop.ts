// A consumer of the PostgreSQL log that runs until stopped: when to claim, when to wait, when to be careful. No SQL.

import { isDatabaseAway } from '../db.ts';
import { createLoop, type Service } from '../lifecycle.ts';
import { type Carrier, handleAlone, handleBatch, type Owner, type Suspect } from './batch.ts';
import { createCare } from './careful.ts';
import { type Delivery, errorFacts, FencedError, pause } from './delivery.ts';
import { createOutage } from './outage.ts';
import { type ClaimScope, claimEvents, ensurePositions, movePositions } from './store.ts';

/** Events a batch, unless the consumer says otherwise: beyond it nothing was gained. */
export const BATCH_MAX = 200;
// Without a wake-up (another process's notify was lost) news wait this long.
const POLL_MS = 250;
// After a short batch, more events are about to come: waiting for them saves a transaction each.
const LINGER_MS = 5;
// As long as the batch itself took, at most this: where each one is dear, fewer are better.
const LINGER_MAX_MS = 20;
const BACKOFF_MAX_MS = 5_000;

/** Which partitions, and what else is to be done when the log has no more for them. */
export type LogLoopOptions = {
  owner: Owner;
  scope: 'all' | 'catching_up';
  /** Called when there was nothing to do. */
  onIdle?(): Promise<void>;
};

function logCarrier<E>(
  delivery: Delivery<E>,
  owner: Owner,
  scope: ClaimScope,
  max: number,
): Carrier {
  return {
    read: (tx) => claimEvents(tx.query, delivery.reader, max, scope),
    move: (tx, moves) => movePositions(tx.query, delivery.reader, owner.id, moves),
  };
}

/** Makes the loop. Errors never end it: while the database is away it waits, longer and longer, and counts nothing. */
export function createLogLoop<E>(
  delivery: Delivery<E>,
  { owner, scope, onIdle }: LogLoopOptions,
): Service & { wake(): void } {
  const { consumer, reader, options, log } = delivery;
  const batchMax = consumer.batchMax ?? BATCH_MAX;
  const care = createCare(owner);
  const batches = logCarrier(delivery, owner, scope, batchMax);
  let ready = false;
  const outage = createOutage(log, 'a consumer goes on');
  let backoffMs = 0;

  const linger = async (tookMs: number, signal: AbortSignal): Promise<void> => {
    const wanted = consumer.lingerMs ?? Math.min(LINGER_MAX_MS, tookMs);
    await pause(Math.max(LINGER_MS, wanted), signal);
  };
  const carefulTurn = async ({ part, undone }: Suspect, signal: AbortSignal): Promise<void> => {
    await care.spread(signal);
    if (signal.aborted) return;
    const carrier = logCarrier(delivery, owner, { part }, 1);
    care.reached(part, await handleAlone(delivery, owner, carrier, undone));
  };
  const turn = async (signal: AbortSignal): Promise<boolean> => {
    if (!ready) await ensurePositions(options.db.query, reader);
    ready = true;
    const suspect = care.next();
    if (suspect) {
      await carefulTurn(suspect, signal);
      return true;
    }
    const begunAt = performance.now();
    const { size, suspects } = await handleBatch(delivery, owner, batches, care.began);
    care.suspect(suspects);
    if (size === 0 && suspects.length === 0) await onIdle?.();
    if (size > 0 && size < batchMax) await linger(performance.now() - begunAt, signal);
    return size > 0 || suspects.length > 0;
  };
  const onError = async (error: unknown, signal: AbortSignal): Promise<void> => {
    const facts = { ...errorFacts(error), backoffMs };
    if (isDatabaseAway(error) || error instanceof FencedError)
      outage.failed(facts, 'a batch was undone and is tried again');
    else log.error(facts, 'a consumer is stuck and tries again');
    await care.undone(error);
    await pause(backoffMs, signal);
  };
  return createLoop({
    name: `bus ${reader.group} ${reader.topic}`,
    log,
    idleMs: POLL_MS,
    turn: async (signal) => {
      try {
        const more = await turn(signal);
        backoffMs = 0;
        care.done();
        outage.over();
        return more;
      } catch (error) {
        backoffMs = Math.min(BACKOFF_MAX_MS, Math.max(POLL_MS, backoffMs * 2));
        await onError(error, signal);
        return !signal.aborted;
      }
    },
  });
}
