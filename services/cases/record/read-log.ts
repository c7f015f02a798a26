// Reading personal data is on record (R72): whoever is shown a case stands in the log before they see it. What is read at the
// same time is written together.
import type { Query } from '#shared/db.ts';
import { dropReads, putReads, type Reading } from './record-store.ts';

/** How long it is kept who read what, in days. */
const KEPT_DAYS = 400;

export type ReadLog = {
  /** Ends once it is on record. */
  add(reading: Reading): Promise<void>;
  /**
   * Puts on record that names of customers were shown in a list. A list is asked for again with every change: each case stands there
   * once an hour and person. Ends once all of them are on record.
   */
  addListed(listed: { staffId: string; caseIds: readonly string[]; at: Date }): Promise<void>;
};

const HOUR_MS = 3_600_000;
/** Readings of lists of which it is known that they are on record; beyond that they are written again. */
const LISTED_MAX = 200_000;

/** A log that writes whatever came while it wrote, as one statement: readers wait for one write, not for each other. */
export function createReadLog(query: Query): ReadLog {
  let waiting: Reading[] = [];
  let next: Promise<void> | undefined;
  let writing: Promise<unknown> = Promise.resolve();
  const writeNext = (): Promise<void> => {
    const turn = writing
      .catch(() => {})
      .then(() => {
        const batch = waiting;
        waiting = [];
        next = undefined;
        return putReads(query, batch);
      });
    writing = turn;
    return turn;
  };
  const add = (readings: Reading[]): Promise<void> => {
    waiting.push(...readings);
    next ??= writeNext();
    return next;
  };
  let hour = 0;
  const listed = new Set<string>();
  return {
    add: (reading) => add([reading]),
    addListed: async ({ staffId, caseIds, at }) => {
      const now = Math.floor(at.getTime() / HOUR_MS);
      if (now !== hour || listed.size > LISTED_MAX) listed.clear();
      hour = now;
      const fresh = caseIds.filter((caseId) => !listed.has(`${staffId}/${caseId}`));
      if (fresh.length === 0) return;
      await add(fresh.map((caseId) => ({ staffId, caseId, part: 'list', at })));
      // Only what is on record is not written again.
      if (now === hour) for (const caseId of fresh) listed.add(`${staffId}/${caseId}`);
    },
  };
}

/** Forgets what is older than it is kept. Gives whether there may be more. */
export async function pruneReads(query: Query, now: Date, max = 10_000): Promise<boolean> {
  return (await dropReads(query, new Date(now.getTime() - KEPT_DAYS * 86_400_000), max)) >= max;
}
