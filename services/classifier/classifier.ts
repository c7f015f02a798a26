// The service: what was received becomes what it was taken for. It never stops an item. Decisions live in domain/, what is
// learnt from people in learning/.
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { type Delivered, event } from '#shared/bus.ts';
import type { Tx } from '#shared/db.ts';
import {
  type Classification,
  classificationSchema,
  type IntakeReceived,
  intakeClassifiedTopic,
  intakeReceivedTopic,
} from '#shared/events/intake.ts';
import type { Service } from '#shared/lifecycle.ts';
import type { Log } from '#shared/log.ts';
import type { Policy } from '#shared/policy/policy.ts';
import type { Deps, ServiceDefinition } from '#shared/runtime.ts';
import { createClassifierRouter } from './classifier-api.ts';
import { classify, unclassified } from './domain/classify.ts';
import type { Learnt } from './domain/learnt.ts';
import { type Knowing, loadKnowledge } from './knowledge.ts';
import { correctionConsumer } from './learning/consume-corrections.ts';
import { putDecisions } from './learning/correction-store.ts';
import { type CurrentModel, createCurrentModel } from './learning/current-model.ts';
import { measureLearning } from './learning/figures.ts';
import { createLearningClock } from './learning/learning-clock.ts';
import { ensureStarter } from './learning/starter.ts';

/** What may be set about the classifier. Its words, rules and thresholds are in the policy. */
export const classifierConfig = z.strictObject({
  batchMax: z
    .int()
    .min(1)
    .max(1000)
    .default(200)
    .describe('Items classified and committed together.'),
});
export type ClassifierConfig = z.infer<typeof classifierConfig>;

type ClassifierDeps = Pick<Deps, 'bus' | 'db' | 'clock' | 'log' | 'policy' | 'metrics'>;

/** What classifying needs, made ready, and made anew when another policy is published. */
function createPreparation(
  deps: ClassifierDeps,
  log: Log,
  load: (policy: Policy) => Promise<Knowing>,
) {
  let known: Knowing | undefined;
  let model: CurrentModel | undefined;
  let loading: { version: string; done: Promise<void> } | undefined;
  // Another policy may be published at any time: its words take half a second, then hold. A copy, so that all items of a
  // batch are judged by one version.
  const prepare = (): Promise<void> => {
    const policy = { ...deps.policy };
    if (loading?.version === policy.version) return loading.done;
    const isFirst = loading === undefined;
    const done = load(policy).then((loaded) => {
      known = loaded;
      model ??= createCurrentModel(loaded.model.stem, log);
    });
    loading = { version: policy.version, done };
    done.catch(() => {
      loading = undefined;
    });
    // The model of before goes on until the new policy's starter is learnt.
    if (!isFirst)
      ensureStarter(deps.db, policy, log).catch((error) =>
        log.error({ err: error }, 'the starter of the new policy could not be learnt'),
      );
    return done;
  };
  return { prepare, knowing: () => known, current: () => model };
}

/** Makes the classifier: consumes `intake.received`, publishes `intake.classified` with the same order per sender. */
export function createClassifier(
  config: ClassifierConfig,
  deps: ClassifierDeps,
  load: (policy: Policy) => Promise<Knowing> = loadKnowledge,
): ServiceDefinition {
  const log = deps.log.child({ service: 'classifier' });
  const { db, clock, metrics } = deps;
  const { prepare, knowing, current } = createPreparation(deps, log, load);

  const classified = (item: IntakeReceived, learnt: Learnt | undefined): Classification => {
    try {
      const known = knowing();
      if (!known) throw new Error('the language models are not loaded');
      return classificationSchema.parse(classify(item, { ...known, learnt }));
    } catch (error) {
      // Only the kind of failure: a message may quote the text.
      const reason = error instanceof Error ? error.name : typeof error;
      log.error({ itemId: item.itemId, reason }, 'classifying failed; a person must look');
      return unclassified(deps.policy);
    }
  };

  const handle = async (batch: Delivered<IntakeReceived>[], tx: Tx): Promise<void> => {
    await prepare();
    const learnt = await current()?.get(tx.query);
    const decidedAt = clock.now();
    const decisions = [];
    for (const { id, payload: item, trace } of batch) {
      const classification = classified(item, learnt);
      tx.publish(event(intakeClassifiedTopic, { item, classification }, { cause: id, trace }));
      const { kind, category, severity, decided } = classification;
      const { itemId, reference } = item;
      decisions.push({ itemId, decidedAt, classification });
      log.info({ itemId, reference, trace, kind, category, severity, decided }, 'item classified');
      metrics.classified.inc({ kind, severity, decided: String(decided) });
      // A batch of long texts must not keep requests and heartbeats of the same process waiting.
      if (item.text.length > 2_000) await setImmediate();
    }
    await putDecisions(tx, decisions);
  };

  const models: Service = {
    name: 'classifier models',
    start: async () => {
      await Promise.all([prepare(), ensureStarter(db, { ...deps.policy }, log)]);
    },
    stop: async () => {},
  };
  const consumer = deps.bus.consumer({
    group: 'classifier',
    topic: intakeReceivedTopic,
    batchMax: config.batchMax,
    asyncCommit: true,
    handle,
  });
  const learning = { db, log, policy: deps.policy };
  const shell = { ...learning, clock, prepare, knowing, current };
  return {
    name: 'classifier',
    router: createClassifierRouter(shell),
    parts: [
      models,
      consumer,
      deps.bus.consumer(correctionConsumer(clock)),
      createLearningClock(learning),
    ],
    measure: () => measureLearning(db.query, metrics, clock.now()),
  };
}
