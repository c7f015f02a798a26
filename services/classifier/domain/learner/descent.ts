// Dual coordinate descent for a linear support vector machine with squared hinge loss: C.-J. Hsieh, K.-W. Chang, C.-J. Lin,
// S. S. Keerthi and S. Sundararajan, "A Dual Coordinate Descent Method for Large-scale Linear SVM", ICML 2008, with its
// shrinking. One class against the rest; several classes and their probabilities are put together in linear-model.ts.
import { type Random, shuffle } from './random.ts';
import type { SparseRows } from './sparse.ts';

/** What is asked of the solver. */
export type DescentSettings = {
  /** The most a mistake on a row of the class, and of the others, may cost. */
  costs: { positive: number; negative: number };
  /**
   * How much more a feature that tells the class may weigh than one that is as frequent everywhere: by one and this times
   * its log-count ratio. After S. Wang and C. Manning, "Baselines and Bigrams: Simple, Good Sentiment and Topic
   * Classification", ACL 2012, where the ratio is the whole scale. Zero: all features alike.
   */
  ratioShare: number;
  /** Stops when no row violates the optimum by more. */
  tolerance: number;
  passesMax: number;
};

/** A hyperplane: `weights` by column and what is added to every text. */
export type Plane = { weights: Float32Array; bias: number };

/** Counts seen and expected are both taken for one more: what is rare tells little. */
const RATIO_SMOOTHING = 1;

/** The square of the scale of each feature for a class. */
function squaredScales(
  ratioShare: number,
  { width, starts, columns }: SparseRows,
  chosen: Int32Array,
  isPositive: Uint8Array,
): Float32Array {
  if (ratioShare === 0) return new Float32Array(width).fill(1);
  const inside = new Float32Array(width);
  const all = new Float32Array(width);
  let insideRows = 0;
  for (const row of chosen) {
    const positive = isPositive[row] === 1;
    if (positive) insideRows++;
    const end = starts[row + 1] as number;
    for (let i = starts[row] as number; i < end; i++) {
      const column = columns[i] as number;
      all[column] = (all[column] as number) + 1;
      if (positive) inside[column] = (inside[column] as number) + 1;
    }
  }
  const share = insideRows / Math.max(1, chosen.length);
  return inside.map((seen, column) => {
    const count = all[column] as number;
    const expected = count * share;
    const ratio =
      Math.log((seen + RATIO_SMOOTHING) / (expected + RATIO_SMOOTHING)) -
      Math.log((count - seen + RATIO_SMOOTHING) / (count - expected + RATIO_SMOOTHING));
    return (1 + ratioShare * Math.abs(ratio)) ** 2;
  });
}

/** The constant feature that every text has: its weight is the bias, kept small like the others. */
const BIAS_FEATURE = 1;

/**
 * Squared length of each chosen row in scaled features. The scales are changed so that rows are as long as before on the
 * mean: a cost means the same for every class.
 */
function squaredLengths(
  { rows, starts, columns, values }: SparseRows,
  chosen: Int32Array,
  scales: Float32Array,
): Float32Array {
  const squares = new Float32Array(rows);
  let before = 1e-9;
  let after = 1e-9;
  for (const row of chosen) {
    let sum = 0;
    const end = starts[row + 1] as number;
    for (let i = starts[row] as number; i < end; i++) {
      const square = (values[i] as number) ** 2;
      before += square;
      sum += square * (scales[columns[i] as number] as number);
    }
    after += sum;
    squares[row] = sum;
  }
  const factor = before / after;
  for (let column = 0; column < scales.length; column++)
    scales[column] = (scales[column] as number) * factor;
  for (const row of chosen)
    squares[row] = (squares[row] as number) * factor + BIAS_FEATURE * BIAS_FEATURE;
  return squares;
}

/**
 * Finds the plane that parts the rows of a class from the others. `chosen` are the rows to learn from, `isPositive` tells
 * by row. The same chance gives the same plane.
 */
export function descend(
  data: SparseRows,
  chosen: Int32Array,
  isPositive: Uint8Array,
  { costs, ratioShare, tolerance, passesMax }: DescentSettings,
  random: Random,
): Plane {
  const { starts, columns, values } = data;
  // The weights stand already multiplied by their scale, so that a score is a plain product; a step has the square.
  const scales = squaredScales(ratioShare, data, chosen, isPositive);
  const squares = squaredLengths(data, chosen, scales);
  const weights = new Float32Array(data.width);
  let bias = 0;
  const order = chosen.slice();
  const duals = new Float32Array(data.rows);
  const ridge = { positive: 0.5 / costs.positive, negative: 0.5 / costs.negative };
  let active = order.length;
  let ceiling = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass < passesMax; pass++) {
    shuffle(order, active, random);
    let highest = Number.NEGATIVE_INFINITY;
    let lowest = Number.POSITIVE_INFINITY;
    for (let at = 0; at < active; at++) {
      const row = order[at] as number;
      const positive = isPositive[row] === 1;
      const sign = positive ? 1 : -1;
      const diagonal = positive ? ridge.positive : ridge.negative;
      const dual = duals[row] as number;
      const end = starts[row + 1] as number;
      let score = bias;
      for (let i = starts[row] as number; i < end; i++)
        score += (values[i] as number) * (weights[columns[i] as number] as number);
      const gradient = sign * score - 1 + diagonal * dual;
      if (dual === 0 && gradient > ceiling) {
        // Far on the right side: set aside until the end.
        active--;
        order[at] = order[active] as number;
        order[active] = row;
        at--;
        continue;
      }
      const projected = dual === 0 ? Math.min(gradient, 0) : gradient;
      if (projected > highest) highest = projected;
      if (projected < lowest) lowest = projected;
      if (Math.abs(projected) < 1e-12) continue;
      const next = Math.max(dual - gradient / ((squares[row] as number) + diagonal), 0);
      const step = (next - dual) * sign;
      duals[row] = next;
      if (step === 0) continue;
      bias += step * BIAS_FEATURE;
      for (let i = starts[row] as number; i < end; i++) {
        const column = columns[i] as number;
        weights[column] =
          (weights[column] as number) + step * (values[i] as number) * (scales[column] as number);
      }
    }
    if (highest - lowest <= tolerance) {
      if (active === order.length) break;
      // The rows set aside are looked at once more.
      active = order.length;
      ceiling = Number.POSITIVE_INFINITY;
    } else ceiling = highest <= 0 ? Number.POSITIVE_INFINITY : highest;
  }
  return { weights, bias };
}

/** The scores of chosen rows on a plane. */
export function scoreRows(
  { starts, columns, values }: SparseRows,
  { weights, bias }: Plane,
  chosen: Int32Array,
  into: Float32Array,
  offset: number,
  stride: number,
): void {
  for (let at = 0; at < chosen.length; at++) {
    const row = chosen[at] as number;
    const end = starts[row + 1] as number;
    let score = bias;
    for (let i = starts[row] as number; i < end; i++)
      score += (values[i] as number) * (weights[columns[i] as number] as number);
    into[row * stride + offset] = score;
  }
}
