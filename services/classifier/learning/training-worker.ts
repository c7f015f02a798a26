// The thread that models are learnt in: it may take seconds and all of a core, and is ended when it must be. It learns, and
// compares with the current model on what is held back; nothing is stored here.
import { parentPort, workerData } from 'node:worker_threads';
import type { Recipe } from '../domain/learner/training.ts';
import type { Material } from '../domain/learning/material.ts';
import { type Comparison, compareModels } from '../domain/learning/take-over.ts';
import { trainHeads } from '../domain/learning/train-heads.ts';
import { type Head, heads, prepareModel } from '../domain/learnt.ts';
import { decodeModel, encodeModel } from '../model-file.ts';
import { loadTextModel, stemmedLanguages } from '../text-model.ts';

/** What is to be learnt. `current` are the model files that the new model is compared with. */
export type TrainingTask = {
  material: Material;
  recipes: Partial<Record<Head, Recipe[]>>;
  current: Partial<Record<Head, Uint8Array>>;
  labelLossMax: number;
};

/** What was learnt: a model file for each decision. */
export type Trained = {
  heads: Partial<Record<Head, Uint8Array>>;
  comparison: Comparison;
};

/** What the thread says. */
export type TrainingMessage = { progress: number } | { trained: Trained };

const PROGRESS_STEP = 0.01;

async function learn(task: TrainingTask, say: (message: TrainingMessage) => void): Promise<void> {
  const { stem } = await loadTextModel(stemmedLanguages);
  let told = 0;
  const models = trainHeads(task.material, stem, task.recipes, (share) => {
    if (share - told < PROGRESS_STEP) return;
    told = share;
    say({ progress: share * 0.98 });
  });
  const files: Trained['heads'] = {};
  const before: Partial<Record<Head, Awaited<ReturnType<typeof decodeModel>>['model']>> = {};
  for (const head of heads) {
    const model = models[head];
    const file = task.current[head];
    if (model) files[head] = (await encodeModel(model)).bytes;
    if (file) before[head] = (await decodeModel(Buffer.from(file), `the current ${head}`)).model;
  }
  const candidate = prepareModel({ version: 'candidate', heads: models }, stem);
  const current = prepareModel({ version: 'current', heads: before }, stem);
  const comparison = compareModels(
    task.material,
    (head, text, language) => current.ask(head, text, language)?.label,
    (head, text, language) => candidate.ask(head, text, language)?.label,
    task.labelLossMax,
  );
  say({ trained: { heads: files, comparison } });
}

await learn(workerData as TrainingTask, (message) => parentPort?.postMessage(message));
