// The service: what was received becomes what it was taken for. It never stops an item. Decisions live in domain/.
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
import type { Deps, ServiceDefinition } from '#shared/runtime.ts';
import { classify, type Knowledge, unclassified } from './domain/classify.ts';
import { compileLexicon } from './domain/lexicon.ts';
import { loadLanguageModel } from './language-model.ts';
import { loadTextModel } from './text-model.ts';

/** What may be set about the classifier. Its words and rules are in the policy. */
export const classifierConfig = z.strictObject({
  batchMax: z
    .int()
    .min(1)
    .max(1000)
    .default(200)
    .describe('Items classified and committed together.'),
});
export type ClassifierConfig = z.infer<typeof classifierConfig>;

type ClassifierDeps = Pick<Deps, 'bus' | 'log' | 'policy' | 'metrics'>;

/** Loads the language models and prepares the policy's words: about half a second and 150 MB. */
export async function loadKnowledge(policy: Deps['policy']): Promise<Knowledge> {
  const languages = new Set([
    ...policy.locales,
    ...policy.categories.flatMap((category) => Object.keys(category.terms)),
    ...Object.keys(policy.classification.threat),
  ]);
  const [model, guessLanguage] = await Promise.all([loadTextModel(languages), loadLanguageModel()]);
  return { policy, model, guessLanguage, lexicon: compileLexicon(policy, model) };
}

/** Makes the classifier: consumes `intake.received`, publishes `intake.classified` with the same order per sender. */
export function createClassifier(
  config: ClassifierConfig,
  deps: ClassifierDeps,
  load: (policy: Deps['policy']) => Promise<Knowledge> = loadKnowledge,
): ServiceDefinition {
  const log = deps.log.child({ service: 'classifier' });
  let knowledge: Knowledge | undefined;

  const classified = (item: IntakeReceived): Classification => {
    try {
      if (!knowledge) throw new Error('the language models are not loaded');
      return classificationSchema.parse(classify(item, knowledge));
    } catch (error) {
      // Only the kind of failure: a message may quote the text.
      const reason = error instanceof Error ? error.name : typeof error;
      log.error({ itemId: item.itemId, reason }, 'classifying failed; a person must look');
      return unclassified(deps.policy);
    }
  };

  const handle = async (batch: Delivered<IntakeReceived>[], tx: Tx): Promise<void> => {
    // Another policy was published: its words take half a second, then hold.
    if (knowledge && knowledge.policy.version !== deps.policy.version)
      knowledge = await load({ ...deps.policy });
    for (const { id, payload: item, trace } of batch) {
      const classification = classified(item);
      tx.publish(event(intakeClassifiedTopic, { item, classification }, { cause: id, trace }));
      const { kind, category, severity, decided } = classification;
      const { itemId, reference } = item;
      log.info({ itemId, reference, trace, kind, category, severity, decided }, 'item classified');
      deps.metrics.classified.inc({ kind, severity, decided: String(decided) });
      // A batch of long texts must not keep requests and heartbeats of the same process waiting.
      if (item.text.length > 2_000) await setImmediate();
    }
  };

  const models: Service = {
    name: 'classifier models',
    start: async () => {
      // A copy: all items of a batch are judged by one version.
      knowledge ??= await load({ ...deps.policy });
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
  return { name: 'classifier', parts: [models, consumer] };
}
