// A clock that runs faster than the machine's: days pass while one looks. Nothing is scheduled here.
import type { Clock } from '../../shared/clock.ts';

const MINUTE_MS = 60_000;

/** Tells the time of the demo, and how long a span of it lasts on the wall. */
export type FastClock = Clock & {
  minutesPerSecond: number;
  startedAt: Date;
  /** What a span of demo hours takes on the wall. */
  wallMs(hours: number): number;
  hoursSinceStart(): number;
};

/** Makes a clock that starts at `startedAt` now. It follows the monotonic clock, so the machine's jumps do not reach it. */
export function createFastClock(startedAt: Date, minutesPerSecond: number): FastClock {
  const from = performance.now();
  const elapsedMs = (): number =>
    ((performance.now() - from) / 1000) * minutesPerSecond * MINUTE_MS;
  return {
    minutesPerSecond,
    startedAt,
    now: () => new Date(startedAt.getTime() + Math.floor(elapsedMs())),
    wallMs: (hours) => ((hours * 60) / minutesPerSecond) * 1000,
    hoursSinceStart: () => elapsedMs() / (60 * MINUTE_MS),
  };
}

/** Resolves after so many demo hours, or at once when `signal` ends it. */
export const sleepHours = (clock: FastClock, hours: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, clock.wallMs(hours));
    signal.addEventListener('abort', done);
  });
