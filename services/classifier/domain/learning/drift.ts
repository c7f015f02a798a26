// Whether what comes in, and what is decided of it, is like it was: how far two distributions lie apart. Pure.

/** How often each label was decided. */
export type Counts = Record<string, number>;

/** A label that one side lacks is taken for so many of its decisions: the logarithm of zero says nothing. */
const MISSING = 0.5;

/**
 * The population stability index of two distributions (Siddiqi 2006, "Credit Risk Scorecards"): below 0.1 they are alike, above
 * 0.25 something has changed. Undefined when either side is empty.
 */
export function stabilityIndex(before: Counts, now: Counts): number | undefined {
  const total = (counts: Counts) => Object.values(counts).reduce((sum, count) => sum + count, 0);
  const [allBefore, allNow] = [total(before), total(now)];
  if (allBefore === 0 || allNow === 0) return undefined;
  let sum = 0;
  for (const label of new Set([...Object.keys(before), ...Object.keys(now)])) {
    const was = Math.max(MISSING, before[label] ?? 0) / allBefore;
    const is = Math.max(MISSING, now[label] ?? 0) / allNow;
    sum += (is - was) * Math.log(is / was);
  }
  return sum;
}
