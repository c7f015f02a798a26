// From probabilities to an answer: which label, and whether the model may give one at all. Fitted on held-back rows.
import { type Calibration, probabilitiesOf, type Scored } from './calibration.ts';

/** How a label is chosen and when the choice is sure enough. */
export type Decision = {
  /** Taken off the logarithm of each probability: what rare labels are preferred by. */
  handicaps: Float64Array;
  /** At this confidence and above, the asked-for share of answers was right. Above one: never. */
  sureFrom: number;
  /** Below this best score, a text is taken to belong to no label: nine in ten right answers lie above it. */
  scopeFrom: number;
};

/**
 * Of answers given without a person nine in ten must be right (R03: a wrong label costs more than a look). A little more is
 * asked of held-back rows: texts to come are less like them.
 */
const PRECISION_WANTED = 0.92;
/** Rejection of what is out of scope may cost one right answer in ten. */
const RIGHT_KEPT = 0.9;
/** Below so many answers a share says little. */
const ANSWERS_MIN = 20;
/** Half of the logarithm of the prior: between the most right answers (0) and all labels alike (1). */
const PULL_DEFAULT = 0.5;
const PULLS = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/** The index of the label with the best probability after handicaps. */
export function chooseLabel(probabilities: Float64Array, handicaps: Float64Array): number {
  let best = 0;
  let bestValue = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < handicaps.length; k++) {
    const value = Math.log((probabilities[k] as number) + 1e-12) - (handicaps[k] as number);
    if (value > bestValue) {
      best = k;
      bestValue = value;
    }
  }
  return best;
}

/** The best of a row's scores. */
export function bestScore(scores: Float32Array, from: number, classes: number): number {
  let best = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < classes; k++) best = Math.max(best, scores[from + k] as number);
  return best;
}

function macroF1(truth: Int32Array, answers: Int32Array, classes: number): number {
  const right = new Float64Array(classes);
  const seen = new Float64Array(classes);
  for (let row = 0; row < truth.length; row++) {
    const label = truth[row] as number;
    const answer = answers[row] as number;
    seen[label] = (seen[label] as number) + 1;
    seen[answer] = (seen[answer] as number) + 1;
    if (label === answer) right[label] = (right[label] as number) + 1;
  }
  let sum = 0;
  for (let k = 0; k < classes; k++)
    sum += (2 * (right[k] as number)) / Math.max(1, seen[k] as number);
  return sum / classes;
}

/** Confidence in each answer and whether it was right. */
type Judged = { confidence: number; score: number; right: boolean };

/** The lowest confidence from which on the wanted share of answers was right. */
function surenessOf(judged: Judged[]): number {
  const sorted = judged.toSorted((a, b) => b.confidence - a.confidence);
  let right = 0;
  let from = 1.01;
  sorted.forEach((answer, at) => {
    if (answer.right) right++;
    const next = sorted[at + 1]?.confidence;
    // One answer more counted as wrong: a short run of luck is no precision.
    if (at + 1 >= ANSWERS_MIN && next !== answer.confidence && right / (at + 2) >= PRECISION_WANTED)
      from = answer.confidence;
  });
  return from;
}

function scopeOf(judged: Judged[]): number {
  const scores = judged
    .filter(({ right }) => right)
    .map(({ score }) => score)
    .sort((a, b) => a - b);
  return scores[Math.floor(scores.length * (1 - RIGHT_KEPT))] ?? Number.NEGATIVE_INFINITY;
}

/** Chooses handicaps and thresholds by the answers on held-back rows. */
export function fitDecision(scored: Scored, calibration: Calibration): Decision {
  const { classes, scores, truth } = scored;
  const rows = truth.length;
  const priors = new Float64Array(classes).fill(1);
  for (const label of truth) priors[label] = (priors[label] as number) + 1;
  const all = new Float64Array(rows * classes);
  const p = new Float64Array(classes);
  for (let row = 0; row < rows; row++) {
    probabilitiesOf(calibration, scores, row * classes, p);
    all.set(p, row * classes);
  }
  const answers = new Int32Array(rows);
  const answerAll = (handicaps: Float64Array): void => {
    for (let row = 0; row < rows; row++)
      answers[row] = chooseLabel(all.subarray(row * classes, (row + 1) * classes), handicaps);
  };
  const handicapsOf = (pull: number): Float64Array =>
    priors.map((prior) => pull * Math.log(prior / rows));
  // A difference within the noise of few rows is none: the further from the default, the more must be won.
  const noise = 0.5 / Math.sqrt(rows);
  let best = { pull: PULL_DEFAULT, value: Number.NEGATIVE_INFINITY };
  for (const pull of PULLS) {
    answerAll(handicapsOf(pull));
    const value = macroF1(truth, answers, classes) - noise * 2 * Math.abs(pull - PULL_DEFAULT);
    if (value > best.value) best = { pull, value };
  }
  const handicaps = handicapsOf(best.pull);
  answerAll(handicaps);
  const judged = Array.from(answers, (answer, row) => ({
    confidence: all[row * classes + answer] as number,
    score: bestScore(scores, row * classes, classes),
    right: answer === truth[row],
  }));
  return { handicaps, sureFrom: surenessOf(judged), scopeFrom: scopeOf(judged) };
}
