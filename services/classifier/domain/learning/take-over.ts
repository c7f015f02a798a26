// Whether a new model may take the place of the current one: by its answers to texts that neither has learnt from (R15). Pure.
import type { PolicyData } from '#shared/policy/policy.ts';
import type { Example } from '../learner/training.ts';
import { type Head, heads } from '../learnt.ts';
import type { Material } from './material.ts';

/** Gives a model's label for a text, or undefined where it has none for this decision. */
export type AnswerOf = (head: Head, text: string, language: string) => string | undefined;

/** Right answers on held-back texts: examples, and texts that people corrected. */
type Tally = { texts: number; current: number; candidate: number };

/** How two models compare. */
export type Comparison = {
  examples: Tally;
  corrected: Tally;
  /** Per decision, on the examples. */
  heads: Partial<Record<Head, Tally>>;
  /** Labels of which too many examples would be lost. */
  lostLabels: string[];
};

/** What became of a training. */
export type Verdict = {
  takesOver: boolean;
  /** In words, for people. */
  reason: string;
};

/** With fewer examples of a label, one lost says nothing. */
const LABEL_EXAMPLES_MIN = 4;

const emptyTally = (): Tally => ({ texts: 0, current: 0, candidate: 0 });

function count(tally: Tally, right: { current: boolean; candidate: boolean }): void {
  tally.texts++;
  if (right.current) tally.current++;
  if (right.candidate) tally.candidate++;
}

/** Asks both models about everything that is held back. */
export function compareModels(
  material: Material,
  current: AnswerOf,
  candidate: AnswerOf,
  labelLossMax: number,
): Comparison {
  const examples = emptyTally();
  const corrected = emptyTally();
  const byHead: Comparison['heads'] = {};
  const labels = new Map<string, Tally>();
  const judge = (head: Head, { text, language, label }: Example) => ({
    current: current(head, text, language) === label,
    candidate: candidate(head, text, language) === label,
  });
  const tallyOf = (key: string): Tally => {
    const known = labels.get(key) ?? emptyTally();
    labels.set(key, known);
    return known;
  };
  for (const head of heads) {
    const own = emptyTally();
    for (const example of material[head].examples) {
      const right = judge(head, example);
      count(examples, right);
      count(own, right);
      count(tallyOf(`${head} ${example.label}`), right);
    }
    for (const example of material[head].corrected) count(corrected, judge(head, example));
    if (own.texts > 0) byHead[head] = own;
  }
  const lostLabels = [...labels]
    .filter(
      ([, tally]) =>
        tally.current >= LABEL_EXAMPLES_MIN &&
        tally.current - tally.candidate > labelLossMax * tally.current,
    )
    .map(([label]) => label);
  return { examples, corrected, heads: byHead, lostLabels };
}

const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;

/** Decides by the policy whether the new model takes over by itself. A person may always choose another one. */
export function decideTakeOver(
  { examples, corrected, heads: byHead, lostLabels }: Comparison,
  policy: PolicyData['learning']['takeOver'],
): Verdict {
  const texts = examples.texts + corrected.texts;
  const stays = (reason: string): Verdict => ({ takesOver: false, reason });
  if (texts < policy.heldBackMin)
    return stays(`only ${texts} answers are held back, ${policy.heldBackMin} are needed`);
  for (const [head, tally] of Object.entries(byHead)) {
    const loss = (tally.current - tally.candidate) / tally.texts;
    if (loss > policy.lossMax)
      return stays(
        `it would answer ${percent(loss)} of the held-back examples of ${head} worse, ${percent(policy.lossMax)} are allowed`,
      );
  }
  if (lostLabels.length > 0)
    return stays(`it would lose what is known of ${lostLabels.slice(0, 5).join(', ')}`);
  const gain = examples.candidate + corrected.candidate - examples.current - corrected.current;
  if (gain <= 0 || gain / texts < policy.margin)
    return stays(
      `it answers ${percent(gain / texts)} of ${texts} held-back texts better, ${percent(policy.margin)} are needed`,
    );
  return {
    takesOver: true,
    reason: `it answers ${percent(gain / texts)} of ${texts} held-back texts better`,
  };
}
