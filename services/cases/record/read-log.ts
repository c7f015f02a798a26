// Reading personal data is on record (R72): whoever is shown a case stands in the log before they see it. What is read at the
// same time is written together.
import type { Query } from '#shared/db.ts';
import { dropReads, putReads, type Reading } from './record-store.ts';

/** How long it is kept who read what, in days. */
const KEPT_DAYS = 400;

export type ReadLog = {
  /** Ends once it is on record. */
  add(reading: Reading): Promise<void>;
};

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
  return {
    add: (reading) => {
      waiting.push(reading);
      next ??= writeNext();
      return next;
    },
  };
}

/** Forgets what is older than it is kept. Gives whether there may be more. */
export async function pruneReads(query: Query, now: Date, max = 10_000): Promise<boolean> {
  return (await dropReads(query, new Date(now.getTime() - KEPT_DAYS * 86_400_000), max)) >= max;
}
