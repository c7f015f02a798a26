// When units begin: on a fixed schedule (open loop), whatever became of those before. Pure.

/** How many units of a schedule are due after so many seconds. The first is due at once. */
export const dueBy = (seconds: number, ratePerSecond: number): number =>
  seconds < 0 ? 0 : Math.floor(seconds * ratePerSecond) + 1;

/** When the n-th unit (from 0) of a schedule is due, in seconds from its begin. */
export const dueAt = (n: number, ratePerSecond: number): number => n / ratePerSecond;
