// From the planes' scores to probabilities: one slope for all classes and an offset for each, fitted on scores of rows that
// the planes had not seen. J. Platt, "Probabilistic Outputs for Support Vector Machines" (1999), with softmax for several
// classes as in C. Guo, G. Pleiss, Y. Sun and K. Weinberger, "On Calibration of Modern Neural Networks" (ICML 2017).

/** Probability of class k is softmax(slope · score_k + offsets_k). */
export type Calibration = { slope: number; offsets: Float64Array };

/** Scores row by row, `classes` in each. */
export type Scored = { classes: number; scores: Float32Array; truth: Int32Array };

/** Turns the scores of one row, standing at `from`, into probabilities. */
export function probabilitiesOf(
  { slope, offsets }: Calibration,
  scores: Float32Array,
  from: number,
  into: Float64Array,
): void {
  const classes = offsets.length;
  let highest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < classes; k++) {
    const logit = slope * (scores[from + k] as number) + (offsets[k] as number);
    into[k] = logit;
    if (logit > highest) highest = logit;
  }
  let sum = 0;
  for (let k = 0; k < classes; k++) {
    const weight = Math.exp((into[k] as number) - highest);
    into[k] = weight;
    sum += weight;
  }
  for (let k = 0; k < classes; k++) into[k] = (into[k] as number) / sum;
}

const ROUNDS_MAX = 100;
/** Offsets are drawn to zero as if by so many rows: a class of few rows keeps its neighbours' calibration. */
const OFFSET_RIDGE = 1;
const SLOPE_START = 2;

type Step = { loss: number; gradient: Float64Array; curvature: Float64Array };

/** Loss, gradient and diagonal of the curvature; the slope stands after the offsets, as its logarithm. */
function differentiate({ classes, scores, truth }: Scored, calibration: Calibration): Step {
  const gradient = new Float64Array(classes + 1);
  const curvature = new Float64Array(classes + 1);
  const p = new Float64Array(classes);
  const { slope, offsets } = calibration;
  let loss = 0;
  for (let row = 0; row < truth.length; row++) {
    const from = row * classes;
    const right = truth[row] as number;
    probabilitiesOf(calibration, scores, from, p);
    loss -= Math.log(Math.max(p[right] as number, 1e-300));
    let mean = 0;
    let square = 0;
    for (let k = 0; k < classes; k++) {
      const share = p[k] as number;
      const score = (scores[from + k] as number) * slope;
      mean += share * score;
      square += share * score * score;
      gradient[k] = (gradient[k] as number) + share - (k === right ? 1 : 0);
      curvature[k] = (curvature[k] as number) + share * (1 - share);
    }
    gradient[classes] =
      (gradient[classes] as number) + mean - slope * (scores[from + right] as number);
    curvature[classes] = (curvature[classes] as number) + square - mean * mean;
  }
  for (let k = 0; k < classes; k++) {
    const offset = offsets[k] as number;
    loss += 0.5 * OFFSET_RIDGE * offset * offset;
    gradient[k] = (gradient[k] as number) + OFFSET_RIDGE * offset;
    curvature[k] = (curvature[k] as number) + OFFSET_RIDGE;
  }
  return { loss, gradient, curvature };
}

/** Fits slope and offsets to the truth by damped Newton steps along the diagonal. */
export function calibrate(scored: Scored): Calibration {
  const { classes } = scored;
  let best: Calibration = { slope: SLOPE_START, offsets: new Float64Array(classes) };
  let step = differentiate(scored, best);
  let damping = 0.5;
  for (let round = 0; round < ROUNDS_MAX && damping > 1e-4; round++) {
    const moved: Calibration = { slope: best.slope, offsets: best.offsets.slice() };
    const move = (at: number): number =>
      Math.max(
        -2,
        Math.min(
          2,
          (damping * (step.gradient[at] as number)) / ((step.curvature[at] as number) + 1e-6),
        ),
      );
    for (let k = 0; k < classes; k++) moved.offsets[k] = (moved.offsets[k] as number) - move(k);
    // Always positive, and bounded: classes that are parted without a mistake would drive it to infinity.
    moved.slope = Math.min(30, Math.max(0.05, best.slope * Math.exp(-move(classes))));
    const next = differentiate(scored, moved);
    if (next.loss > step.loss) {
      damping *= 0.5;
      continue;
    }
    const gain = step.loss - next.loss;
    best = moved;
    step = next;
    if (gain < 1e-5 * scored.truth.length) break;
  }
  return best;
}
