// How well the classifier does by what people say, and whether what comes in has changed: for the page, the API and /metrics.
import type { Query } from '#shared/db.ts';
import type { Metrics } from '#shared/metrics.ts';
import { type Counts, stabilityIndex } from '../domain/learning/drift.ts';
import {
  type AccuracyRow,
  countCorrections,
  type DriftRow,
  decisionCounts,
  reviewedAnswers,
} from './figures-store.ts';
import { currentVersion } from './model-store.ts';
import { calibration, labelQuality, waitingCorrections } from './quality-store.ts';

const DAY_MS = 24 * 3_600_000;
/** Decisions of so many days are judged by corrections. */
const ACCURACY_DAYS = 90;
/** What came lately is compared with what came before. */
const LATELY_DAYS = 7;
const BEFORE_DAYS = 28;

/** One decision against what people said: of cases that somebody resolved or corrected. */
export type Accuracy = {
  decision: 'kind' | 'category' | 'severity';
  /** Whose answers: a model's version, or `rules`. */
  model: string;
  reviewed: number;
  right: number;
  accuracy: number | null;
};

/** How what was decided lately differs from before. */
export type Drift = {
  decision: 'kind' | 'category' | 'severity' | 'language';
  /** Population stability index; null when there is nothing to compare. */
  index: number | null;
  lately: Counts;
  before: Counts;
};

const accuracyOf = ({ reviewed, right, ...of }: AccuracyRow): Accuracy => ({
  ...of,
  reviewed,
  right,
  accuracy: reviewed === 0 ? null : right / reviewed,
});

/** Accuracy by decision and model. What somebody resolved without a correction counts as right. */
export async function readAccuracy(query: Query, now: Date): Promise<Accuracy[]> {
  const since = new Date(now.getTime() - ACCURACY_DAYS * DAY_MS);
  return (await reviewedAnswers(query, since)).map(accuracyOf);
}

const countsOf = (rows: DriftRow[], decision: string, lately: boolean): Counts =>
  Object.fromEntries(
    rows
      .filter((row) => row.decision === decision && row.lately === lately)
      .map(({ label, count }) => [label, count]),
  );

/** Drift of each decision, and the share of items that no one category was sure for. */
export async function readDrift(
  query: Query,
  now: Date,
): Promise<{ drift: Drift[]; undecided: { lately: number | null; before: number | null } }> {
  const lately = new Date(now.getTime() - LATELY_DAYS * DAY_MS);
  const before = new Date(lately.getTime() - BEFORE_DAYS * DAY_MS);
  const rows = await decisionCounts(query, { before, lately });
  const shareUndecided = (counts: Counts): number | null => {
    const all = (counts.true ?? 0) + (counts.false ?? 0);
    return all === 0 ? null : (counts.false ?? 0) / all;
  };
  const decisions = ['kind', 'category', 'severity', 'language'] as const;
  return {
    drift: decisions.map((decision) => {
      const [was, is] = [countsOf(rows, decision, false), countsOf(rows, decision, true)];
      return { decision, index: stabilityIndex(was, is) ?? null, lately: is, before: was };
    }),
    undecided: {
      lately: shareUndecided(countsOf(rows, 'decided', true)),
      before: shareUndecided(countsOf(rows, 'decided', false)),
    },
  };
}

/** Label by label, how far probabilities hold, and what waits to be learnt. */
export async function readQuality(query: Query, now: Date) {
  const since = new Date(now.getTime() - ACCURACY_DAYS * DAY_MS);
  const [labels, bins, waiting] = await Promise.all([
    labelQuality(query, since),
    calibration(query, since),
    waitingCorrections(query),
  ]);
  return { labels, calibration: bins, waiting };
}

/** Brings the gauges of learning up to date. */
export async function measureLearning(query: Query, metrics: Metrics, now: Date): Promise<void> {
  const [accuracy, { drift, undecided }, corrections, current] = await Promise.all([
    readAccuracy(query, now),
    readDrift(query, now),
    countCorrections(query),
    currentVersion(query),
  ]);
  metrics.classifierModel.reset();
  if (current) metrics.classifierModel.set({ model: current }, 1);
  metrics.classifierAccuracy.reset();
  for (const { decision, model, accuracy: share } of accuracy)
    if (share !== null) metrics.classifierAccuracy.set({ decision, model }, share);
  for (const { decision, index } of drift)
    if (index !== null) metrics.classifierDrift.set({ decision }, index);
  if (undecided.lately !== null) metrics.classifierUndecided.set(undecided.lately);
  metrics.classifierCorrections.set(corrections);
}
