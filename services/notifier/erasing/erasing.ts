// What the notifier keeps of an erased case goes too (R71): at once when it hears of it, and again later, for messages that
// were being sent, or were still in the log of events.
import type { Consumer } from '#shared/bus.ts';
import type { Clock } from '#shared/clock.ts';
import type { Db, Tx } from '#shared/db.ts';
import { type CaseErased, caseErasedTopic } from '#shared/events/case.ts';
import { createLoop, type Service } from '#shared/lifecycle.ts';
import type { Log } from '#shared/log.ts';
import { claimErasedCases, emptyMessages, putErasedCases, setLooks } from './erasing-store.ts';

const MINUTE_MS = 60_000;
// After the last look the log has forgotten what was asked for before the erasure.
const LOOKS_AFTER_MS = [1, 10, 60, 6 * 60, 24 * 60, 72 * 60].map((minutes) => minutes * MINUTE_MS);
const BATCH = 200;
const IDLE_MS = 30_000;

/** Empties what there is of cases that were erased, and remembers to look again. For the transaction of an erasure too. */
export async function eraseMessages(
  tx: Pick<Tx, 'query'>,
  cases: CaseErased[],
  now: Date,
): Promise<void> {
  await putErasedCases(tx.query, cases, new Date(now.getTime() + (LOOKS_AFTER_MS[0] ?? 0)));
  await emptyMessages(tx.query, cases, now);
}

/** Hears of erased cases. A repeat empties nothing more. */
export const erasingConsumer = (group: string, clock: Clock): Consumer<CaseErased> => ({
  group,
  topic: caseErasedTopic,
  handle: (batch, tx) => {
    const cases = new Map(batch.map(({ payload }) => [payload.caseId, payload]));
    return eraseMessages(tx, [...cases.values()], clock.now());
  },
});

/** Looks again at some erased cases whose time has come. Gives whether there may be more. */
export function lookAgain({
  db,
  clock,
}: {
  db: Pick<Db, 'transaction'>;
  clock: Clock;
}): Promise<boolean> {
  return db.transaction(async (tx) => {
    const now = clock.now();
    const cases = await claimErasedCases(tx.query, now, BATCH);
    if (cases.length === 0) return false;
    await emptyMessages(tx.query, cases, now);
    const looks = cases.map(({ caseId, looks }) => {
      const after = LOOKS_AFTER_MS[looks + 1];
      const lookAt = after === undefined ? null : new Date(now.getTime() + after);
      return { caseId, looks: looks + 1, lookAt };
    });
    await setLooks(tx.query, looks);
    return cases.length === BATCH;
  });
}

/** Makes the part that looks again. */
export const createErasing = (parts: { db: Db; clock: Clock; log: Log }): Service =>
  createLoop({
    name: 'notifier erasing',
    log: parts.log,
    idleMs: IDLE_MS,
    turn: () => lookAgain(parts),
  });
