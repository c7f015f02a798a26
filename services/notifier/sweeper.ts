// Takes up messages whose time has come (retries, delays, what was queued) and those whose sender was lost. Also after
// restarts: it works from the rows alone.
import type { Clock } from '#shared/clock.ts';
import type { Db } from '#shared/db.ts';
import { createLoop, type Service } from '#shared/lifecycle.ts';
import type { Log } from '#shared/log.ts';
import type { Dispatcher } from './dispatch.ts';
import { decideAfterLease } from './domain/delivery.ts';
import { dropOldDomainCounts, dropOldReads, markInDoubt } from './lease-store.ts';
import { reportOf } from './marks.ts';
import { leaseMessages, lockDue } from './message-store.ts';

export type SweeperOptions = {
  db: Db;
  clock: Clock;
  log: Log;
  dispatcher: Dispatcher;
  leaseId: string;
  /** How the way out is: while it is broken only a few messages probe it. */
  emailState(): 'up' | 'probing' | 'down';
};

const IDLE_MS = 250;
const BATCH_MAX = 500;
const PROBES_MAX = 5;
const LOST = 'sender_lost';
const HOUR_MS = 3_600_000;
/** Longer than any window of the caps that makes sense. */
const DOMAIN_COUNTS_KEPT_MS = 7 * 24 * HOUR_MS;
/** As long as it is kept who read a case (R72). */
const READS_KEPT_MS = 400 * 24 * HOUR_MS;

/** Makes the sweeper. */
export function createSweeper(options: SweeperOptions): Service {
  const { db, clock, log, dispatcher, leaseId } = options;
  let tidyAtMs = 0;
  const tidy = async (): Promise<void> => {
    const nowMs = clock.now().getTime();
    if (nowMs < tidyAtMs) return;
    await dropOldDomainCounts(db.query, new Date(nowMs - DOMAIN_COUNTS_KEPT_MS));
    await dropOldReads(db.query, new Date(nowMs - READS_KEPT_MS));
    tidyAtMs = nowMs + HOUR_MS;
  };
  const turn = async (): Promise<boolean> => {
    await tidy();
    const state = options.emailState();
    const room = dispatcher.room();
    if (room === 0) return false;
    const limit = Math.min(room, state === 'up' ? BATCH_MAX : PROBES_MAX);
    return db.transaction(async (tx) => {
      const now = clock.now();
      const locked = await lockDue(tx, now, { limit, mail: state !== 'down' });
      // Still in this process' hands: the lease is late, but nobody was lost.
      const due = locked.filter(({ messageId }) => !dispatcher.holds(messageId));
      if (due.length === 0) return false;
      const waiting = due.filter(
        (row) =>
          row.state === 'sending' &&
          decideAfterLease({ ...row, purpose: row.request.purpose, via: row.request.via }) ===
            'wait_for_person',
      );
      if (waiting.length > 0) {
        const ids = waiting.map(({ messageId }) => messageId);
        await markInDoubt(tx, ids, { reason: LOST, now });
        tx.publish(
          ...waiting.map((row) => reportOf(row, { status: 'in_doubt', reason: LOST, at: now })),
        );
      }
      const mine = due.filter((row) => !waiting.includes(row));
      const until = dispatcher.leaseUntil();
      if (mine.length > 0) await leaseMessages(tx, mine, { leaseId, until, now });
      const lost = due.filter((row) => row.state === 'sending').length;
      tx.afterCommit(() => {
        dispatcher.accept(mine, until);
        if (lost > 0)
          log.warn({ lost, inDoubt: waiting.length }, 'took over messages of a lost sender');
      });
      return locked.length === limit;
    });
  };
  return createLoop({ name: 'notifier-sweeper', log, idleMs: IDLE_MS, turn });
}
