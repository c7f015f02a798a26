// A consumer of the PostgreSQL log that runs until stopped: when to claim, when to wait, when to be careful. No SQL.
import {
  answers,
  type Carrier,
  handleAlone,
  handleBatch,
  type Owner,
  reachOf,
  type Suspect,
} from './bus-batch.ts';
import { type Delivery, errorFacts, FencedError, pause } from './bus-delivery.ts';
import { type ClaimScope, claimEvents, ensurePositions, movePositions } from './bus-store.ts';
import { isDatabaseAway } from './db.ts';
import { createLoop, type Service } from './lifecycle.ts';

/** Events a batch, unless the consumer says otherwise: beyond it nothing was gained (bus.md section 5). */
export const BATCH_MAX = 200;
// Without a wake-up (another process's notify was lost) news wait this long.
const POLL_MS = 250;
// After a short batch, more events are about to come: waiting for them saves a transaction each (bus.md section 5).
const LINGER_MS = 5;
const BACKOFF_MAX_MS = 5_000;
// So many times in a row the database may seem away although it answers, before events are tried one by one.
const AWAY_STREAK_MAX = 3;
// Processes that died of one event start together: they try suspects at different moments, so that an event that was
// only near when another ended the process is not blamed.
const SPREAD_MS = 1_000;

/** Which partitions, and what else is to be done when the log has no more for them. */
export type LogLoopOptions = {
  owner: Owner;
  scope: 'all' | 'catching_up';
  /** Called when there was nothing to do. */
  onIdle?(): Promise<void>;
};

/** Partitions that are to be handled one event at a time, as far as they are under suspicion. */
export type CarefulList = {
  suspect(found: Suspect[]): void;
  /** One of them, or the one asked for; `fresh` when it was not looked at yet. */
  next(part?: number): { part: number; fresh: boolean } | undefined;
  /** Notes how far a partition has come; undefined: there is nothing left of it, or somebody else has it. */
  reached(part: number, off: number | undefined): void;
};

/** Makes an empty list. */
export function createCarefulList(): CarefulList {
  const list = new Map<number, { until: number; fresh: boolean }>();
  return {
    suspect: (found) => {
      for (const { part, until } of found) list.set(part, { until, fresh: true });
    },
    next: (wanted) => {
      const part = wanted ?? list.keys().next().value;
      const entry = part === undefined ? undefined : list.get(part);
      if (part === undefined || !entry) return undefined;
      const { fresh } = entry;
      entry.fresh = false;
      return { part, fresh };
    },
    reached: (part, off) => {
      const entry = list.get(part);
      if (entry && (off === undefined || off >= entry.until)) list.delete(part);
    },
  };
}

/** Waits for a moment by chance before the first look at a suspect. */
export const spread = (signal: AbortSignal): Promise<void> =>
  pause(Math.random() * SPREAD_MS, signal);

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
  const careful = createCarefulList();
  const batches = logCarrier(delivery, owner, scope, batchMax);
  let ready = false;
  let lastReach: Suspect[] = [];
  let backoffMs = 0;
  let awayStreak = 0;

  const carefulTurn = async (part: number): Promise<void> => {
    const carrier = logCarrier(delivery, owner, { part }, 1);
    careful.reached(part, await handleAlone(delivery, owner, carrier));
  };
  const turn = async (signal: AbortSignal): Promise<boolean> => {
    if (!ready) await ensurePositions(options.db.query, reader);
    ready = true;
    const next = careful.next();
    if (next) {
      if (next.fresh) await spread(signal);
      if (!signal.aborted) await carefulTurn(next.part);
      return true;
    }
    const { size, suspects } = await handleBatch(delivery, owner, batches, (claim) => {
      lastReach = reachOf(claim);
    });
    careful.suspect(suspects);
    if (size === 0 && suspects.length === 0) await onIdle?.();
    if (size > 0 && size < batchMax) await pause(LINGER_MS, signal);
    return size > 0 || suspects.length > 0;
  };
  const onError = async (error: unknown, signal: AbortSignal): Promise<void> => {
    const away = isDatabaseAway(error);
    if (away || error instanceof FencedError)
      log.warn({ ...errorFacts(error), backoffMs }, 'a batch was undone and is tried again');
    else log.error({ ...errorFacts(error), backoffMs }, 'a consumer is stuck and tries again');
    awayStreak = away && (await answers(owner)) ? awayStreak + 1 : 0;
    if (awayStreak >= AWAY_STREAK_MAX) {
      awayStreak = 0;
      careful.suspect(lastReach);
    }
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
        awayStreak = 0;
        return more;
      } catch (error) {
        backoffMs = Math.min(BACKOFF_MAX_MS, Math.max(POLL_MS, backoffMs * 2));
        await onError(error, signal);
        return !signal.aborted;
      }
    },
  });
}
