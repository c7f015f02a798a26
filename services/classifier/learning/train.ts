// A training from its beginning to its end: what it learns from, that it is heard of and can be stopped, and whether its model
// takes over. Learning itself is in a thread (training-thread.ts); what is better is decided in domain/learning/take-over.ts.
import { setTimeout as pause } from 'node:timers/promises';
import { errorText, RequestError } from '#shared/errors.ts';
import { newId } from '#shared/ids.ts';
import type { Deps } from '#shared/runtime.ts';
import type { Correction } from '../domain/learning/material.ts';
import { decideTakeOver, type Verdict } from '../domain/learning/take-over.ts';
import { modelText } from '../domain/learnt.ts';
import { starterExamples } from '../starter-examples.ts';
import { listTaught } from './correction-store.ts';
import { versionOfFiles } from './current-model.ts';
import {
  type Activation,
  currentVersion,
  findModel,
  listActivations,
  lockActivations,
  modelFiles,
  pruneModels,
  putActivation,
  putModel,
} from './model-store.ts';
import {
  beginTraining,
  endSilentTrainings,
  findTraining,
  finishTraining,
  hearTraining,
  type TrainingRow,
} from './training-store.ts';
import { TrainingEnded, trainInThread } from './training-thread.ts';
import type { Trained } from './training-worker.ts';

/** What a training needs. */
export type LearningDeps = Pick<Deps, 'db' | 'log' | 'policy'>;

/** A training that runs. `done` gives its row when it has ended, however it ended. */
export type Training = { trainingId: string; done: Promise<TrainingRow | undefined> };

const HEARD_EVERY_MS = 500;

async function readCorrections({ db, policy }: LearningDeps): Promise<Correction[]> {
  const taught = await listTaught(db.query, policy.learning.train.textsMax);
  return taught.map(({ subject, text, ...correction }) => ({
    ...correction,
    text: modelText(subject, text),
  }));
}

/** Tells the database how far it is, until stopped; ends the training when it was cancelled there. */
function keepHeard(
  { db, log }: LearningDeps,
  trainingId: string,
  progress: () => number,
  training: AbortController,
): () => Promise<void> {
  const stopped = new AbortController();
  const hearing = (async () => {
    while (!stopped.signal.aborted) {
      const goesOn = await hearTraining(db.query, trainingId, progress()).catch((error) => {
        log.warn({ err: error, trainingId }, 'a training could not tell how far it is');
        return true;
      });
      if (!goesOn) training.abort();
      await pause(HEARD_EVERY_MS, undefined, { signal: stopped.signal }).catch(() => {});
    }
  })();
  return async () => {
    stopped.abort();
    await hearing;
  };
}

/** A person who went back to a model is not overruled by a machine; what they went back from does not return by itself. */
function heldByPerson(history: Activation[], version: string): string | undefined {
  if (history[0]?.how === 'rollback')
    return 'a person went back to the current model: activate the new one by hand';
  return history.some((each) => each.how === 'rollback' && each.replaced === version)
    ? 'a person went back from this model before'
    : undefined;
}

const ACTIVATIONS_READ = 100;

const doubtText = (doubtful: number): string =>
  doubtful === 0
    ? ''
    : `; ${doubtful} corrections that contradict sure answers were left out until somebody else makes the same`;

type Learned = {
  trainingId: string;
  trained: Trained;
  corrections: number;
  comparedWith: string | undefined;
};

/** Stores what was learnt and lets it take over, or not; in one transaction with the end of the training. */
async function conclude(
  { db, policy, log }: LearningDeps,
  { trainingId, trained, corrections, comparedWith }: Learned,
): Promise<void> {
  const version = versionOfFiles(trained.heads);
  const { takeOver, modelsKept } = policy.learning;
  await db.transaction(async (tx) => {
    const current = await lockActivations(tx);
    const known = await findModel(tx.query, version);
    const stays = (reason: string): Verdict => ({ takesOver: false, reason });
    const held = heldByPerson(await listActivations(tx.query, ACTIVATIONS_READ), version);
    const judged = decideTakeOver(trained.comparison, takeOver);
    const verdict =
      trained.doubtful === corrections
        ? stays('there are no corrections to learn from')
        : current?.version === version
          ? stays('it is the current model')
          : current?.version !== comparedWith
            ? stays('another model became current meanwhile: train again')
            : judged.takesOver && held
              ? stays(held)
              : judged;
    const reason = `${verdict.reason}${doubtText(trained.doubtful)}`;
    const end = { state: 'done' as const, corrections, version, reason };
    if (!(await finishTraining(tx, trainingId, { ...end, tookOver: verdict.takesOver })))
      throw new TrainingEnded('it was ended meanwhile', true);
    if (!known) {
      await putModel(tx, {
        version,
        origin: 'training',
        policyVersion: policy.version,
        categories: policy.categories.map(({ key }) => key),
        texts: trained.texts,
        corrections,
        comparison: trained.comparison,
        files: trained.heads,
      });
    }
    if (verdict.takesOver) {
      await putActivation(tx, {
        version,
        replaced: current?.version ?? null,
        how: 'training',
        byWhom: 'system',
        reason: verdict.reason,
      });
    }
    await pruneModels(tx.query, modelsKept);
    const told = { trainingId, model: version, tookOver: verdict.takesOver };
    tx.afterCommit(() => log.info({ ...told, reason }, 'a model was trained'));
  });
}

async function run(deps: LearningDeps, trainingId: string, ending: AbortController): Promise<void> {
  const { db, policy } = deps;
  let progress = 0;
  const stopHearing = keepHeard(deps, trainingId, () => progress, ending);
  try {
    const corrections = await readCorrections(deps);
    const comparedWith = await currentVersion(db.query);
    const current = comparedWith ? await modelFiles(db.query, comparedWith) : {};
    const { categories, classification, learning } = policy;
    const trained = await trainInThread(
      {
        lessons: starterExamples(),
        corrections,
        policy: { categories, classification, learning },
        recipes: {},
        current,
      },
      {
        secondsMax: learning.train.secondsMax,
        signal: ending.signal,
        onProgress: (share) => {
          progress = share;
        },
      },
    );
    await conclude(deps, {
      trainingId,
      trained,
      corrections: corrections.length,
      comparedWith,
    });
  } finally {
    await stopHearing();
  }
}

async function runToItsEnd(
  deps: LearningDeps,
  trainingId: string,
  ending: AbortController,
): Promise<TrainingRow | undefined> {
  const { db, log } = deps;
  try {
    await run(deps, trainingId, ending);
  } catch (error) {
    const cancelled = error instanceof TrainingEnded && error.cancelled;
    if (!(error instanceof TrainingEnded)) log.error({ err: error, trainingId }, 'training failed');
    const state = cancelled ? ('cancelled' as const) : ('failed' as const);
    const end = { state, corrections: 0, version: null, tookOver: false };
    await finishTraining(db, trainingId, { ...end, reason: errorText(error).slice(0, 300) });
  }
  return findTraining(db.query, trainingId);
}

/**
 * Starts a training. One runs at a time, whichever process has it. `signal` ends it, as when the process stops.
 * @throws RequestError 409 when one runs already
 */
export async function startTraining(
  given: LearningDeps,
  requestedBy: string,
  signal?: AbortSignal,
): Promise<Training> {
  // A copy: a policy that is published meanwhile counts for the next one.
  const deps = { ...given, policy: { ...given.policy } };
  const { db, log } = deps;
  await endSilentTrainings(db.query);
  const trainingId = newId();
  if (!(await beginTraining(db.query, trainingId, requestedBy)))
    throw new RequestError(
      409,
      'training_runs',
      'A training runs already: wait for it, or cancel it.',
    );
  const ending = new AbortController();
  const end = () => ending.abort();
  signal?.addEventListener('abort', end);
  if (signal?.aborted) end();
  const done = runToItsEnd(deps, trainingId, ending)
    .catch((error) => {
      // The database is away: the training's silence will tell.
      log.error({ err: error, trainingId }, 'how a training ended could not be stored');
      return undefined;
    })
    .finally(() => signal?.removeEventListener('abort', end));
  return { trainingId, done };
}
