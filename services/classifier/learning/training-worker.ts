// The thread that models are learnt in: it may take seconds and all of a core, and is ended when it must be. It learns, and
// compares with the current model on what is held back; nothing is stored here.
import { parentPort, workerData } from 'node:worker_threads';
import type { PolicyData } from '#shared/policy/policy.ts';
import type { Model } from '../domain/learner/linear-model.ts';
import type { Recipe } from '../domain/learner/training.ts';
import { partDoubtful } from '../domain/learning/doubt.ts';
import type { Lesson } from '../domain/learning/examples.ts';
import { markThreats } from '../domain/learning/mark-threats.ts';
import { type Correction, gatherMaterial } from '../domain/learning/material.ts';
import { createSureOf } from '../domain/learning/sure.ts';
import { type Comparison, compareModels } from '../domain/learning/take-over.ts';
import { trainHeads } from '../domain/learning/train-heads.ts';
import { type Head, prepareModel } from '../domain/learnt.ts';
import { compileLexicon } from '../domain/lexicon.ts';
import { decodeModel, encodeModel } from '../model-file.ts';
import { loadTextModel, stemmedLanguages } from '../text-model.ts';

/** What is to be learnt. `current` are the model files that the new model is compared with. */
export type TrainingTask = {
  lessons: Lesson[];
  corrections: Correction[];
  policy: Pick<PolicyData, 'categories' | 'classification' | 'learning'>;
  recipes: Partial<Record<Head, Recipe[]>>;
  current: Partial<Record<Head, Uint8Array>>;
};

/** What was learnt: a model file for each decision. */
export type Trained = {
  heads: Partial<Record<Head, Uint8Array>>;
  comparison: Comparison;
  /** Texts that the category was learnt from. */
  texts: number;
  /** Corrections that were left out because they are doubted. */
  doubtful: number;
};

/** What the thread says. */
export type TrainingMessage = { progress: number } | { trained: Trained };

const PROGRESS_STEP = 0.01;

async function modelsOf(files: TrainingTask['current']): Promise<Partial<Record<Head, Model>>> {
  const models: Partial<Record<Head, Model>> = {};
  for (const [head, file] of Object.entries(files) as [Head, Uint8Array][])
    models[head] = (await decodeModel(Buffer.from(file), `the current ${head}`)).model;
  return models;
}

async function learn(task: TrainingTask, say: (message: TrainingMessage) => void): Promise<void> {
  const { lessons, corrections, policy, recipes } = task;
  const words = await loadTextModel(stemmedLanguages);
  const { stem } = words;
  const current = prepareModel({ version: 'current', heads: await modelsOf(task.current) }, stem);
  const lexicon = compileLexicon(policy, words);
  const sureOf = createSureOf(current, lexicon, words, policy);
  const { kept, doubtful } = partDoubtful(corrections, sureOf, policy.learning.doubt);
  const material = markThreats(gatherMaterial(lessons, kept, policy), lexicon, words, policy);
  let told = 0;
  const models = trainHeads(material, stem, recipes, (share) => {
    if (share - told < PROGRESS_STEP) return;
    told = share;
    say({ progress: share * 0.98 });
  });
  const files: Trained['heads'] = {};
  for (const [head, model] of Object.entries(models) as [Head, Model][])
    files[head] = (await encodeModel(model)).bytes;
  const candidate = prepareModel({ version: 'candidate', heads: models }, stem);
  const comparison = compareModels(
    material,
    (head, text, language) => current.ask(head, text, language)?.label,
    (head, text, language) => candidate.ask(head, text, language)?.label,
    policy.learning.takeOver.labelLossMax,
  );
  const texts = material.category.train.length;
  say({ trained: { heads: files, comparison, texts, doubtful: doubtful.length } });
}

await learn(workerData as TrainingTask, (message) => parentPort?.postMessage(message));
