// A trained model and how it reads a text: one plane for each label against the others, calibrated. Made in training.ts,
// kept in a file by model-file.ts. The same text gives the same answer.
import { type Calibration, probabilitiesOf } from './calibration.ts';
import { bestScore, chooseLabel, type Decision } from './decision.ts';
import { createReader, type FeatureSettings, type StemOf } from './features.ts';
import { createRowReader, type Lexis, type RowReader, type Shares } from './sparse.ts';

/** Everything that was learnt. */
export type Model = {
  features: FeatureSettings;
  shares: Shares;
  /** In the order of planes. Two labels share one plane, on whose positive side the second is. */
  labels: string[];
  /** Languages of the training texts. */
  languages: string[];
  /** How many texts were learnt from. */
  texts: number;
  /** How its planes were learnt: which of the ways did best on held-back rows. */
  recipes: { cost: number; ratioShare: number }[];
  lexis: Lexis;
  planes: Planes;
  calibration: Calibration;
  decision: Decision;
};

/** Weights in whole numbers, feature by feature: weight of a plane is `weights[feature * count + plane] * scales[plane]`. */
export type Planes = {
  count: number;
  weights: Int16Array;
  scales: Float32Array;
  biases: Float32Array;
};

/** What a model says of a text. */
export type Answer = {
  label: string;
  /** Probability of the label. */
  confidence: number;
  /** The model may decide alone: of answers as sure as this one, nine in ten were right on held-back texts. */
  sure: boolean;
  /** The text is like those learnt from. */
  inScope: boolean;
  /** All labels, most probable first. */
  ranked: { label: string; probability: number }[];
};

/** Two labels need one plane. */
export const planeCount = (labels: number): number => (labels === 2 ? 1 : labels);

/** Reads a text as the model learnt to. The `stemOf` must be that of training; `readRow` when it is shared with others. */
export function createLabeller(
  model: Model,
  stemOf?: StemOf,
  readRow: RowReader = createRowReader(
    createReader(model.features, stemOf),
    model.lexis,
    model.shares,
  ),
): (text: string, language?: string) => Answer {
  const { labels, planes, calibration, decision } = model;
  const { count, weights, scales, biases } = planes;
  const classes = labels.length;
  const sums = new Float64Array(count);
  const scores = new Float32Array(classes);
  const p = new Float64Array(classes);
  return (text, language) => {
    const { columns, values, length } = readRow(text, language);
    sums.fill(0);
    for (let at = 0; at < length; at++) {
      const value = values[at] as number;
      let from = (columns[at] as number) * count;
      for (let plane = 0; plane < count; plane++)
        sums[plane] = (sums[plane] as number) + value * (weights[from++] as number);
    }
    for (let plane = 0; plane < count; plane++)
      scores[plane] =
        (sums[plane] as number) * (scales[plane] as number) + (biases[plane] as number);
    if (classes === 2) {
      scores[1] = scores[0] as number;
      scores[0] = -(scores[0] as number);
    }
    probabilitiesOf(calibration, scores, 0, p);
    const chosen = chooseLabel(p, decision.handicaps);
    const inScope = length > 0 && bestScore(scores, 0, classes) >= decision.scopeFrom;
    const ranked = labels
      .map((label, k) => ({ label, probability: p[k] as number }))
      .sort((a, b) => b.probability - a.probability);
    const confidence = p[chosen] as number;
    return {
      label: labels[chosen] as string,
      confidence,
      sure: inScope && confidence >= decision.sureFrom,
      inScope,
      ranked,
    };
  };
}
