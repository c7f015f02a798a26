// Keeps the log short: what every known group has handled and is old enough goes. Nothing unhandled is ever deleted.

import type { Clock } from '../clock.ts';
import type { Query } from '../db.ts';
import { createLoop, type Service } from '../lifecycle.ts';
import type { Log } from '../log.ts';
import { errorFacts } from './delivery.ts';
import { listLogPartitions, pruneEvents } from './store.ts';

/** Replays reach back this far: a fault of a long weekend can be mended from the log. */
export const KEEP_HOURS = 72;

const EVERY_MS = 60_000;
// Deleting more at once would hold up publishers (measured: p99 11 to 24 ms with this size).
const CHUNK_ROWS = 10_000;

/** Prunes the whole log once, in chunks. Returns how many events went. */
export async function pruneLog(query: Query, before: Date, signal?: AbortSignal): Promise<number> {
  let pruned = 0;
  for (const at of await listLogPartitions(query)) {
    let chunk = CHUNK_ROWS;
    while (chunk === CHUNK_ROWS && !signal?.aborted) {
      chunk = await pruneEvents(query, at, before, CHUNK_ROWS);
      pruned += chunk;
    }
  }
  return pruned;
}

/** Makes the part that prunes every minute. */
export function createPruning(parts: {
  query: Query;
  clock: Clock;
  log: Log;
  keepHours: number;
}): Service {
  const { query, clock, log, keepHours } = parts;
  return createLoop({
    name: 'bus pruning',
    log,
    idleMs: EVERY_MS,
    turn: async (signal) => {
      const before = new Date(clock.now().getTime() - keepHours * 3_600_000);
      try {
        const pruned = await pruneLog(query, before, signal);
        if (pruned > 0) log.info({ pruned }, 'pruned the log');
      } catch (error) {
        log.warn(errorFacts(error), 'pruning the log was interrupted');
      }
      return false;
    },
  });
}
