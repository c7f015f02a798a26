// The model that a new organisation begins with: learnt at the first start from the examples of Redress and the words of its
// policy, in a second or two, and kept in the database. Another policy gives another starter.
import { createHash } from 'node:crypto';
import type { Db } from '#shared/db.ts';
import type { Log } from '#shared/log.ts';
import type { Policy } from '#shared/policy/policy.ts';
import { gatherMaterial } from '../domain/learning/material.ts';
import { starterRecipes } from '../domain/learning/train-heads.ts';
import { starterExamples } from '../starter-examples.ts';
import { versionOfFiles } from './current-model.ts';
import {
  lockActivations,
  type ModelFiles,
  putActivation,
  putModel,
  starterVersion,
} from './model-store.ts';
import { trainInThread } from './training-thread.ts';

/** Raised when the same material gives another model: the learner itself changed. */
const LEARNER_VERSION = 2;
const SECONDS_MAX = 120;

/** Starters that this process has learnt, by fingerprint: tests start many instances with one policy. */
const learnt = new Map<string, Promise<ModelFiles>>();

function learnStarter(
  fingerprint: string,
  { categories, classification, learning }: Policy,
): Promise<ModelFiles> {
  const known = learnt.get(fingerprint);
  if (known) return known;
  const made = trainInThread(
    {
      lessons: starterExamples(),
      corrections: [],
      policy: { categories, classification, learning },
      recipes: starterRecipes,
      current: {},
    },
    { secondsMax: SECONDS_MAX, signal: new AbortController().signal, onProgress: () => {} },
  ).then(({ heads }) => heads);
  learnt.set(fingerprint, made);
  made.catch(() => learnt.delete(fingerprint));
  return made;
}

/** The starter of a policy: what it is known by, and how it is had. */
export function starterOf(policy: Policy): {
  fingerprint: string;
  texts: number;
  learn(): Promise<ModelFiles>;
} {
  const material = gatherMaterial(starterExamples(), [], policy);
  // Texts about threats are learnt with the marks that these give.
  const { signals, measures, threatPatterns, threatSigns, idioms } = policy.classification;
  const fingerprint = createHash('sha256')
    .update(
      JSON.stringify([
        LEARNER_VERSION,
        material,
        signals,
        measures,
        threatPatterns,
        threatSigns,
        idioms,
      ]),
    )
    .digest('hex');
  return {
    fingerprint,
    texts: material.category.train.length,
    learn: () => learnStarter(fingerprint, policy),
  };
}

/**
 * Sees to it that there is a starter for the policy, and that some model is current: the starter where there was none, or where
 * the starter of another policy was.
 */
export async function ensureStarter(db: Db, policy: Policy, log: Log): Promise<void> {
  const { fingerprint, texts, learn } = starterOf(policy);
  let version = await starterVersion(db.query, fingerprint);
  if (!version) {
    const startedAt = performance.now();
    const files = await learn();
    version = versionOfFiles(files);
    const categories = policy.categories.map(({ key }) => key);
    const model = { version, origin: 'starter' as const, fingerprint, texts, categories, files };
    await db.transaction((tx) =>
      putModel(tx, { ...model, policyVersion: policy.version, corrections: 0, comparison: null }),
    );
    const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
    log.info({ model: version, texts, seconds }, 'starter model learnt');
  }
  const wanted = version;
  await db.transaction(async (tx) => {
    const current = await lockActivations(tx);
    if (current?.version === wanted || (current && current.how !== 'starter')) return;
    await putActivation(tx, {
      version: wanted,
      replaced: current?.version ?? null,
      how: 'starter',
      byWhom: 'system',
      reason: current ? 'the policy changed' : null,
    });
  });
}
