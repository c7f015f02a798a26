// Learning a model from labelled texts: folds, the choice of the cost of mistakes, planes, calibration. Chance comes from the
// seed, so that the same texts give the same model.
import { type Calibration, calibrate, probabilitiesOf, type Scored } from './calibration.ts';
import { fitDecision } from './decision.ts';
import { descend, type Plane, scoreRows } from './descent.ts';
import { createReader, defaultSettings, type FeatureSettings, type StemOf } from './features.ts';
import { type Model, type Planes, planeCount } from './linear-model.ts';
import { createRandom, shuffle } from './random.ts';
import { evenShares, readTrainingRows, type Shares, type SparseRows } from './sparse.ts';

/** A labelled text. */
export type Example = { text: string; label: string; language: string };

/** What may be asked of training. */
export type TrainingSettings = {
  features: FeatureSettings;
  shares: Shares;
  seed: number;
  /** A feature is kept when so many texts have it. */
  textsMin: number;
  /** How planes are learnt; found on held-back rows when absent, which takes a few times as long. */
  recipes?: Recipe[];
};

/** One set for all tasks. */
export const trainingDefaults: TrainingSettings = {
  features: defaultSettings,
  shares: evenShares,
  seed: 1,
  textsMin: 2,
};

/** The texts cannot be learnt from. The message says why. */
export class TrainingError extends Error {}

/** Costs that are tried, from the middle outwards as long as it helps. */
const COSTS = [0.015, 0.03, 0.06, 0.125, 0.25, 0.5, 1, 2, 4];
const COST_START = 4;
const FOLDS = 4;
/** Small sets are dealt to more folds: planes of three quarters of few rows are not like those of all. */
const SMALL_ROWS_MAX = 2_000;
const SMALL_FOLDS = 8;
/** How features are scaled; both are tried. With many classes of few texts the ratios are mostly chance. */
const RATIO_SHARES = [1, 0];
/** The cost is chosen on so many rows at most, and fewer when there are many planes: it hardly changes with more. */
const CHOICE_ROWS_MAX = 8_000;
const CHOICE_ROWS_MIN = 2_500;
const CHOICE_PLANE_ROWS_MAX = 160_000;
const CHOICE_FOLDS = 3;
/** Fewer passes do for choosing and calibrating than for the planes that are kept. */
const ROUGH = { tolerance: 0.2, passesMax: 20 };
const FINE = { tolerance: 0.1, passesMax: 100 };

/** One way to learn a plane. */
export type Recipe = { cost: number; ratioShare: number };

/** The material of a training, and how far it is. */
type Work = {
  data: SparseRows;
  truth: Int32Array;
  classes: number;
  /** Rows of each class. */
  counts: Int32Array;
  seed: number;
  /** Called after each plane. */
  tick(): void;
};

/** Deals rows to folds, class by class, so that each fold has its share of each. */
function dealFolds(
  rows: Int32Array,
  truth: Int32Array,
  classes: number,
  folds: number,
  seed: number,
): Int32Array {
  const order = rows.slice();
  shuffle(order, order.length, createRandom(seed));
  const dealt = Int32Array.from({ length: classes }, (_, label) => label);
  const fold = new Int32Array(truth.length).fill(-1);
  for (const row of order) {
    const label = truth[row] as number;
    fold[row] = (dealt[label] as number) % folds;
    dealt[label] = (dealt[label] as number) + 1;
  }
  return fold;
}

/** One class against the rest. Mistakes on rare classes cost more, as many times as they are rarer than the mean class. */
function learnByRecipe(
  work: Work,
  chosen: Int32Array,
  plane: number,
  { cost, ratioShare }: Recipe,
  effort: typeof FINE,
): Plane {
  const { data, truth, classes, counts, seed } = work;
  const label = classes === 2 ? 1 : plane;
  const isPositive = new Uint8Array(truth.length);
  truth.forEach((each, row) => {
    isPositive[row] = each === label ? 1 : 0;
  });
  const weightOf = (k: number): number =>
    truth.length / (classes * Math.max(1, counts[k] as number));
  const costs = {
    positive: cost * weightOf(label),
    negative: cost * (classes === 2 ? weightOf(0) : 1),
  };
  const settings = { costs, ratioShare, ...effort };
  const result = descend(data, chosen, isPositive, settings, createRandom(seed + plane));
  work.tick();
  return result;
}

/** The mean of the planes of all recipes: it errs less than each, and costs no more to ask. */
function learnPlane(
  work: Work,
  chosen: Int32Array,
  plane: number,
  recipes: Recipe[],
  effort: typeof FINE,
): Plane {
  const planes = recipes.map((recipe) => learnByRecipe(work, chosen, plane, recipe, effort));
  const [first, ...others] = planes;
  if (!first || others.length === 0) return first ?? { weights: new Float32Array(0), bias: 0 };
  const mean = (of: (plane: Plane) => number): number =>
    planes.reduce((sum, each) => sum + of(each), 0) / planes.length;
  return {
    weights: first.weights.map((_, column) => mean(({ weights }) => weights[column] as number)),
    bias: mean(({ bias }) => bias),
  };
}

/** Scores of rows on planes that were learnt without them. */
function scoreHeldBack(work: Work, rows: Int32Array, folds: number, recipes: Recipe[]): Scored {
  const { data, truth, classes, seed } = work;
  const fold = dealFolds(rows, truth, classes, folds, seed);
  const all = new Float32Array(truth.length * classes);
  for (let held = 0; held < folds; held++) {
    const chosen = rows.filter((row) => fold[row] !== held);
    const out = rows.filter((row) => fold[row] === held);
    for (let plane = 0; plane < planeCount(classes); plane++) {
      const learnt = learnPlane(work, chosen, plane, recipes, ROUGH);
      scoreRows(data, learnt, out, all, classes === 2 ? 1 : plane, classes);
    }
  }
  const scores = new Float32Array(rows.length * classes);
  rows.forEach((row, at) => {
    scores.set(all.subarray(row * classes, (row + 1) * classes), at * classes);
    if (classes === 2) scores[at * 2] = -(scores[at * 2 + 1] as number);
  });
  return { classes, scores, truth: rows.map((row) => truth[row] as number) };
}

function meanLoss({ classes, scores, truth }: Scored, calibration: Calibration): number {
  const p = new Float64Array(classes);
  let loss = 0;
  truth.forEach((label, row) => {
    probabilitiesOf(calibration, scores, row * classes, p);
    loss -= Math.log((p[label] as number) + 1e-12);
  });
  return loss / truth.length;
}

/** A recipe and how its answers on held-back rows did. */
type Tried = { recipe: Recipe; scored: Scored; loss: number };

/** The cost that loses least, climbing from the middle. */
function climb(tryCost: (cost: number) => Tried): Tried {
  const tried = new Map<number, Tried>();
  const lossAt = (at: number): number => {
    const cost = COSTS[at];
    if (cost === undefined) return Number.POSITIVE_INFINITY;
    const known = tried.get(at) ?? tryCost(cost);
    tried.set(at, known);
    return known.loss;
  };
  let at = COST_START;
  const direction = lossAt(at - 1) < lossAt(at) ? -1 : 1;
  while (lossAt(at + direction) < lossAt(at)) at += direction;
  return tried.get(at) ?? tryCost(COSTS[at] ?? 1);
}

const meanScores = (tried: Tried[], { classes, truth, scores }: Scored): Scored => ({
  classes,
  truth,
  scores: scores.map(
    (_, at) =>
      tried.reduce((sum, { scored }) => sum + (scored.scores[at] as number), 0) / tried.length,
  ),
});

/** The recipe that loses least on held-back rows, or all together. The loss is steadier than a share of right answers. */
function choose(work: Work): Recipe[] {
  const rows = Int32Array.from({ length: work.truth.length }, (_, row) => row);
  shuffle(rows, rows.length, createRandom(work.seed));
  const affordable = CHOICE_PLANE_ROWS_MAX / planeCount(work.classes);
  const chosenMax = Math.max(CHOICE_ROWS_MIN, Math.min(CHOICE_ROWS_MAX, affordable));
  const chosen = rows.subarray(0, chosenMax).slice().sort();
  const lossOf = (scored: Scored): number => meanLoss(scored, calibrate(scored));
  const tried = RATIO_SHARES.map((ratioShare) =>
    climb((cost) => {
      const recipe = { cost, ratioShare };
      const scored = scoreHeldBack(work, chosen, CHOICE_FOLDS, [recipe]);
      return { recipe, scored, loss: lossOf(scored) };
    }),
  ).sort((a, b) => a.loss - b.loss);
  const [best] = tried;
  if (!best) return [];
  const together = lossOf(meanScores(tried, best.scored));
  return together < best.loss ? tried.map(({ recipe }) => recipe) : [best.recipe];
}

const WEIGHT_MAX = 32_767;

/** Learns the planes that are kept, as whole numbers. */
function learnPlanes(work: Work, recipes: Recipe[]): Planes {
  const { data, truth, classes } = work;
  const rows = Int32Array.from({ length: truth.length }, (_, row) => row);
  const count = planeCount(classes);
  const planes: Planes = {
    count,
    weights: new Int16Array(data.width * count),
    scales: new Float32Array(count),
    biases: new Float32Array(count),
  };
  for (let plane = 0; plane < count; plane++) {
    const { weights, bias } = learnPlane(work, rows, plane, recipes, FINE);
    const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 1e-9);
    const scale = largest / WEIGHT_MAX;
    planes.scales[plane] = scale;
    planes.biases[plane] = bias;
    for (let feature = 0; feature < data.width; feature++)
      planes.weights[feature * count + plane] = Math.round((weights[feature] as number) / scale);
  }
  return planes;
}

/**
 * Learns a model. `onProgress` hears the share that is done.
 * @throws TrainingError when there are fewer than two labels.
 */
export function trainModel(
  examples: Example[],
  settings: TrainingSettings = trainingDefaults,
  stemOf?: StemOf,
  onProgress: (share: number) => void = () => {},
): Model {
  const labels = [...new Set(examples.map(({ label }) => label))].sort();
  if (labels.length < 2) throw new TrainingError('there must be texts of at least two labels');
  const numbers = new Map(labels.map((label, at) => [label, at]));
  const truth = Int32Array.from(examples, ({ label }) => numbers.get(label) ?? 0);
  const counts = new Int32Array(labels.length);
  for (const label of truth) counts[label] = (counts[label] as number) + 1;
  const { features, shares, seed, textsMin } = settings;
  const { lexis, rows: data } = readTrainingRows(
    examples,
    createReader(features, stemOf),
    textsMin,
    shares,
  );
  const planes = planeCount(labels.length);
  // Three to nine costs are tried for each scale; four is usual.
  const folds = examples.length > SMALL_ROWS_MAX ? FOLDS : SMALL_FOLDS;
  const expected = planes * (8 * CHOICE_FOLDS + 2 * folds + 2);
  let done = 0;
  const tick = (): void => onProgress(Math.min(0.99, ++done / expected));
  const work: Work = { data, truth, classes: labels.length, counts, seed, tick };
  const recipes = settings.recipes ?? choose(work);
  const all = Int32Array.from({ length: truth.length }, (_, row) => row);
  const scored = scoreHeldBack(work, all, folds, recipes);
  const calibration = calibrate(scored);
  const model: Model = {
    features,
    shares,
    labels,
    languages: [...new Set(examples.map(({ language }) => language).filter(Boolean))].sort(),
    texts: examples.length,
    recipes,
    lexis,
    planes: learnPlanes(work, recipes),
    calibration,
    decision: fitDecision(scored, calibration),
  };
  onProgress(1);
  return model;
}
