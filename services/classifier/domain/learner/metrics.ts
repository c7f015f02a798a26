// How good answers are: accuracy, F1, calibration error. No learner here.

/** What was right of one label. */
export type LabelScore = {
  label: string;
  precision: number;
  recall: number;
  f1: number;
  support: number;
};

/** Scores of a set of answers. */
export type Scores = { accuracy: number; macroF1: number; labels: LabelScore[] };

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** Scores answers against the truth. The mean F1 is over the labels that the truth has. */
export function scoreAnswers(truth: string[], answers: string[]): Scores {
  const counts = new Map<string, { right: number; given: number; support: number }>();
  const countOf = (label: string) => {
    const known = counts.get(label) ?? { right: 0, given: 0, support: 0 };
    counts.set(label, known);
    return known;
  };
  let right = 0;
  truth.forEach((label, at) => {
    const answer = answers[at] ?? '';
    countOf(label).support++;
    countOf(answer).given++;
    if (label !== answer) return;
    countOf(label).right++;
    right++;
  });
  const labels = [...counts]
    .filter(([, count]) => count.support > 0)
    .map(([label, { right: hits, given, support }]) => ({
      label,
      precision: ratio(hits, given),
      recall: ratio(hits, support),
      f1: ratio(2 * hits, given + support),
      support,
    }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));
  const macroF1 = ratio(
    labels.reduce((sum, { f1 }) => sum + f1, 0),
    labels.length,
  );
  return { accuracy: ratio(right, truth.length), macroF1, labels };
}

const BINS = 15;

/**
 * Expected calibration error: how far confidence and share of right answers lie apart, over bins of equal width
 * (Naeini, Cooper & Hauskrecht 2015; 15 bins as in Guo et al. 2017).
 */
export function calibrationError(answers: { confidence: number; right: boolean }[]): number {
  const bins = Array.from({ length: BINS }, () => ({ confidence: 0, right: 0 }));
  for (const { confidence, right } of answers) {
    const bin = bins[Math.min(BINS - 1, Math.floor(confidence * BINS))];
    if (!bin) continue;
    bin.confidence += confidence;
    bin.right += right ? 1 : 0;
  }
  return ratio(
    bins.reduce((sum, bin) => sum + Math.abs(bin.confidence - bin.right), 0),
    answers.length,
  );
}
