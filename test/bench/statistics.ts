// The figures of a benchmark: percentiles, medians, ratios, and whether a backlog stayed flat. Pure.

/** The smallest value that `share` (0 to 1) of the values do not exceed (nearest rank); NaN when there are none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

/** The middle value, or the mean of the two in the middle; NaN when there are none. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** How long something took, in milliseconds. */
export type Latency = { p50: number; p99: number; max: number };

/** The latencies of some durations in milliseconds. */
export const latencyOf = (durations: readonly number[]): Latency => ({
  p50: percentile(durations, 0.5),
  p99: percentile(durations, 0.99),
  max: percentile(durations, 1),
});

/** Ratios of pairs that were measured one after the other: their median, and how far apart they are. */
export type PairedRatio = { median: number; low: number; high: number; pairs: number };

/** Compares pairs; undefined when there are none. */
export function pairedRatio(
  ours: readonly number[],
  theirs: readonly number[],
): PairedRatio | undefined {
  const pairs = Math.min(ours.length, theirs.length);
  if (pairs === 0) return undefined;
  const ratios = Array.from({ length: pairs }, (_, n) => (ours[n] ?? 0) / (theirs[n] ?? 0));
  return {
    median: median(ratios),
    low: percentile(ratios, 0),
    high: percentile(ratios, 1),
    pairs,
  };
}

/** Units that were begun but not acknowledged, at the two ends of a window. */
export type Backlog = { start: number; end: number };

// What any batch may hold at a moment: a window may end just before one is through.
const BACKLOG_SLACK = 50;
// Or the work of this long.
const BACKLOG_SECONDS = 0.5;

/** Whether more was begun than was done: then the rate is not one that can be held. */
export const backlogGrew = (backlog: Backlog, ratePerSecond: number): boolean =>
  backlog.end - backlog.start > Math.max(BACKLOG_SLACK, BACKLOG_SECONDS * ratePerSecond);
