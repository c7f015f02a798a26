// Which events are to be handled one at a time: those that something died of, or that keep being undone. No SQL here.

import { isDatabaseAway, isOutOfRoom } from '../db.ts';
import { answers, type Owner, reachOf, type Suspect } from './batch.ts';
import { pause } from './delivery.ts';
import type { Claim } from './store.ts';

// So many times in a row the database may seem away although it answers, before events are tried one by one.
const UNDONE_MAX = 3;
// Processes that died of one event start together: they try suspects at different moments, so that an event that was
// only near when another ended the process is not blamed.
const SPREAD_MS = 1_000;

/** The care that one reader of events takes. */
export type Care = {
  /** Events that are to be tried alone. */
  suspect(found: Suspect[]): void;
  /** The next of them, if there are any. */
  next(): Suspect | undefined;
  /** Waits for a moment by chance before the first look at a suspect. */
  spread(signal: AbortSignal): Promise<void>;
  /** Notes how far a partition has come; undefined: there is nothing left of it, or somebody else has it. */
  reached(part: number, off: number | undefined): void;
  /** Notes what is about to be handled. */
  began(claim: Claim): void;
  /** Notes that it was undone. When that happens again and again though the database answers, care is due. */
  undone(error: unknown): Promise<void>;
  /** Notes that something went well. */
  done(): void;
};

/** Makes one that trusts everything. */
export function createCare(owner: Owner): Care {
  const suspects = new Map<number, Suspect & { fresh: boolean }>();
  let reach: Suspect[] = [];
  let undoneTimes = 0;
  const suspect = (found: Suspect[]) => {
    for (const each of found) suspects.set(each.part, { ...each, fresh: true });
  };
  return {
    suspect,
    next: () => suspects.values().next().value,
    spread: async (signal) => {
      const first = suspects.values().next().value;
      if (!first?.fresh) return;
      first.fresh = false;
      await pause(Math.random() * SPREAD_MS, signal);
    },
    reached: (part, off) => {
      const entry = suspects.get(part);
      if (entry && (off === undefined || off >= entry.until)) suspects.delete(part);
    },
    began: (claim) => {
      reach = reachOf(claim);
    },
    undone: async (error) => {
      // A full disk answers questions: no event is to blame for it.
      const own = isDatabaseAway(error) && !isOutOfRoom(error) && (await answers(owner));
      undoneTimes = own ? undoneTimes + 1 : 0;
      if (undoneTimes < UNDONE_MAX) return;
      undoneTimes = 0;
      suspect(reach.map((each) => ({ ...each, undone: true })));
    },
    done: () => {
      undoneTimes = 0;
    },
  };
}
