// The clock is an argument everywhere: the system's in production, hand-moved in tests. No timers live here.

/** Tells the time. Everything that decides by time takes one. */
export type Clock = { now(): Date };

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until it is moved by hand: simulates days in a second. */
export type HandClock = Clock & { set(at: Date): void; advanceMs(ms: number): void };

/** Makes a hand-moved clock that starts at `start`. */
export function createHandClock(start: Date): HandClock {
  let at = start.getTime();
  return {
    now: () => new Date(at),
    set: (to) => {
      at = to.getTime();
    },
    advanceMs: (ms) => {
      at += ms;
    },
  };
}
