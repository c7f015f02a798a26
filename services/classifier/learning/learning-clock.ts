// Starts a training by itself when the policy's number of corrections has come. Any number of processes may run it: the
// database lets one training run at a time.
import { RequestError } from '#shared/errors.ts';
import { createLoop, type Service } from '#shared/lifecycle.ts';
import { correctionsSinceTraining } from './correction-store.ts';
import { type LearningDeps, startTraining } from './train.ts';
import { endSilentTrainings } from './training-store.ts';

const LOOK_EVERY_MS = 60_000;

/** Starts a training when it is due and waits for its end. Gives whether one ran. */
export async function trainWhenDue(deps: LearningDeps, signal?: AbortSignal): Promise<boolean> {
  const { db, policy } = deps;
  await endSilentTrainings(db.query);
  const waiting = await correctionsSinceTraining(db.query);
  if (waiting < policy.learning.train.afterCorrections) return false;
  try {
    await (await startTraining(deps, 'system', signal)).done;
    return true;
  } catch (error) {
    if (error instanceof RequestError && error.status === 409) return false;
    throw error;
  }
}

/** The loop that looks whether a training is due. */
export function createLearningClock(deps: LearningDeps): Service {
  return createLoop({
    name: 'classifier learning',
    log: deps.log,
    idleMs: LOOK_EVERY_MS,
    turn: async (signal) => {
      await trainWhenDue(deps, signal);
      return false;
    },
  });
}
