// Follows each unit of one run from its begin to its 250 at the sink. Who brings units is not known here.
import type { Sink } from './sink.ts';

/** When a unit began, was accepted and acknowledged; 0: not yet. */
export type Unit = { from: number; acceptedAt: number; acknowledgedAt: number };

const DRAIN_MS = 90_000;
// Without any acknowledgement for so long, what is missing is missing.
const SILENCE_MS = 20_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What became of each unit of one run. */
export function createTally(sink: Sink) {
  const units = new Map<string, Unit>();
  const counts = { accepted: 0, acknowledged: 0, duplicates: 0, strangers: 0 };
  let lastAt = performance.now();
  let waiters: (() => void)[] = [];
  const acknowledge = (recipient: string, at: number): void => {
    const unit = units.get(recipient);
    lastAt = at;
    if (!unit) counts.strangers++;
    else if (unit.acknowledgedAt > 0) counts.duplicates++;
    else {
      unit.acknowledgedAt = at;
      counts.acknowledged++;
      for (const wake of waiters.splice(0)) wake();
    }
  };
  sink.listen(acknowledge);
  return {
    acknowledge,
    units,
    counts,
    begin: (email: string, from: number): void => {
      units.set(email, { from, acceptedAt: 0, acknowledgedAt: 0 });
    },
    accept: (email: string): void => {
      const unit = units.get(email);
      if (unit) unit.acceptedAt = performance.now();
      counts.accepted++;
    },
    backlog: (): number => counts.accepted - counts.acknowledged,
    /** Settles at the next acknowledgement. */
    next: (): Promise<void> =>
      new Promise((resolve) => {
        waiters = [...waiters, resolve];
      }),
    /** Waits until all that was accepted is acknowledged, or nothing comes any more. */
    drain: async (): Promise<void> => {
      const until = performance.now() + DRAIN_MS;
      lastAt = Math.max(lastAt, performance.now());
      while (counts.acknowledged < counts.accepted && performance.now() < until) {
        if (performance.now() - lastAt > SILENCE_MS) break;
        await pause(20);
      }
    },
  };
}

export type Tally = ReturnType<typeof createTally>;
