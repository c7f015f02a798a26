// How many threats are found that neither rules nor model have seen: the examples that Redress comes with, each judged by a model
// that was learnt without its fold. A fold is a stretch of each file, as neighbours there speak of the same. Sums only.

import { classify } from '../../services/classifier/domain/classify.ts';
import type { Example } from '../../services/classifier/domain/learner/training.ts';
import { trainingDefaults, trainModel } from '../../services/classifier/domain/learner/training.ts';
import type { Lesson } from '../../services/classifier/domain/learning/examples.ts';
import { markThreats } from '../../services/classifier/domain/learning/mark-threats.ts';
import { gatherMaterial } from '../../services/classifier/domain/learning/material.ts';
import { starterRecipes } from '../../services/classifier/domain/learning/train-heads.ts';
import { prepareModel } from '../../services/classifier/domain/learnt.ts';
import { starterExamples } from '../../services/classifier/starter-examples.ts';
import { freshKnowledge, received } from '../corpus/classifier/judge.ts';

const FOLDS = 5;
/** So many stretches of each file are dealt to the folds in turn. */
const STRETCHES = 50;

export type FoldLine = {
  label: string;
  rows: number;
  byRules: number;
  threat: number;
  looked: number;
};

const labelOf = ({ threat, kind, language }: Lesson): string =>
  threat ? `threats, ${language}` : kind ? 'ordinary messages' : 'look-alikes';

function foldsOf(lessons: readonly Lesson[]): Map<Lesson, number> {
  const folds = new Map<Lesson, number>();
  const files = Map.groupBy(lessons, (each) => `${each.language} ${labelOf(each)}`);
  for (const file of files.values())
    file.forEach((lesson, at) => {
      folds.set(lesson, Math.floor((at * STRETCHES) / file.length) % FOLDS);
    });
  return folds;
}

/** Judges every example by the default policy with a model that has not seen it. */
export async function threatFolds(): Promise<FoldLine[]> {
  const knowing = await freshKnowledge();
  const { policy, lexicon, model } = knowing;
  const lessons = starterExamples().filter(({ threat }) => threat !== undefined);
  const folds = foldsOf(lessons);
  const lines = new Map<string, FoldLine>();
  const settings = { ...trainingDefaults, recipes: starterRecipes.threat };
  for (let held = 0; held < FOLDS; held++) {
    const seen = lessons.filter((each) => folds.get(each) !== held);
    const material = markThreats(gatherMaterial(seen, [], policy), lexicon, model, policy).threat;
    const texts: Example[] = [...material.train, ...material.examples];
    const heads = { threat: trainModel(texts, settings, model.stem) };
    const learnt = prepareModel({ version: `fold ${held}`, heads }, model.stem);
    for (const lesson of lessons.filter((each) => folds.get(each) === held)) {
      const label = labelOf(lesson);
      const line = lines.get(label) ?? { label, rows: 0, byRules: 0, threat: 0, looked: 0 };
      lines.set(label, line);
      const item = received(lesson.text, { language: lesson.language });
      const { threat, suspectedThreat, evidence } = classify(item, { ...knowing, learnt });
      const byModel = evidence.some((each) => each.label === 'threat' && each.source === 'model');
      line.rows++;
      if (threat && !byModel) line.byRules++;
      if (threat) line.threat++;
      if (threat || suspectedThreat !== undefined) line.looked++;
    }
  }
  return [...lines.values()].sort((one, other) => (one.label < other.label ? -1 : 1));
}
