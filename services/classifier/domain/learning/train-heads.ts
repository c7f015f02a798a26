// From material to a model for each decision that there is enough to learn from. Pure, and slow: only a worker thread calls it.
import type { StemOf } from '../learner/features.ts';
import type { Model } from '../learner/linear-model.ts';
import { type Recipe, trainingDefaults, trainModel } from '../learner/training.ts';
import { type Head, heads } from '../learnt.ts';
import { isLearnable, type Material } from './material.ts';

/**
 * How the starter's planes are learnt: what was found to lose least on held-back examples, so that a first start need not
 * look for it. Trainings on corrections find their own.
 */
export const starterRecipes: Record<Head, Recipe[]> = {
  kind: [{ cost: 0.5, ratioShare: 0 }],
  category: [
    { cost: 0.25, ratioShare: 1 },
    { cost: 0.5, ratioShare: 0 },
  ],
  severity: [
    { cost: 0.125, ratioShare: 1 },
    { cost: 0.125, ratioShare: 0 },
  ],
  agitated: [{ cost: 1, ratioShare: 0 }],
  threat: [{ cost: 0.25, ratioShare: 0 }],
};

/** Learns each decision. `onProgress` hears the share that is done. */
export function trainHeads(
  material: Material,
  stemOf: StemOf,
  recipes: Partial<Record<Head, Recipe[]>>,
  onProgress: (share: number) => void,
): Partial<Record<Head, Model>> {
  const learnable = heads.filter((head) => isLearnable(material[head].train));
  const trained = learnable.map((head, at) => {
    const known = recipes[head];
    const model = trainModel(
      material[head].train,
      { ...trainingDefaults, ...(known ? { recipes: known } : {}) },
      stemOf,
      (share) => onProgress((at + share) / learnable.length),
    );
    return [head, model] as const;
  });
  return Object.fromEntries(trained);
}
