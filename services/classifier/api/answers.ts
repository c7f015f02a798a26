// What the routes of the classifier answer with.
import { z } from 'zod';
import { nextPage } from '#shared/api/route.ts';

const time = z.iso.datetime();
const version = z.string().describe('the first digits of the checksum of its files');
const tally = z.object({
  texts: z.int(),
  current: z.int().describe('right answers of the model that was current then'),
  candidate: z.int().describe('right answers of this model'),
});

/** How a model compared with the current one of then. */
export const comparisonSchema = z.object({
  examples: tally.describe('on held-back examples of Redress'),
  corrected: tally.describe('on held-back texts that people corrected'),
  heads: z.record(z.string(), tally).describe('examples, by decision'),
  lostLabels: z.array(z.string()).describe('labels of which too many examples would be lost'),
});

/** A model. */
export const modelSchema = z
  .object({
    version,
    origin: z.enum(['starter', 'training']),
    current: z.boolean(),
    policyVersion: z.string(),
    categories: z.array(z.string()).describe('of the policy that it was learnt for'),
    texts: z.int().describe('learnt from for the category, held-back ones apart'),
    corrections: z.int().describe('of people, among what it was learnt from and judged by'),
    comparison: comparisonSchema.nullable(),
    createdAt: time,
  })
  .meta({ id: 'ClassifierModel', description: 'A learnt model.' });

/** How a model became current. */
export const activationSchema = z.object({
  version,
  replaced: z.string().nullable(),
  how: z.enum(['starter', 'training', 'person', 'rollback']),
  byWhom: z.string(),
  reason: z.string().nullable(),
  at: time,
});

/** A training. */
export const trainingSchema = z
  .object({
    trainingId: z.string(),
    state: z.enum(['running', 'done', 'failed', 'cancelled']),
    requestedBy: z.string(),
    startedAt: time,
    finishedAt: time.nullable(),
    progress: z.number().min(0).max(1),
    corrections: z.int(),
    version: z.string().nullable().describe('the model it made'),
    tookOver: z.boolean(),
    reason: z.string().nullable().describe('why its model took over or not, or why it ended'),
  })
  .meta({ id: 'ClassifierTraining', description: 'A training of the classifier.' });

/** What is current after a choice. */
export const chosenSchema = z.object({ version, replaced: z.string().nullable() });

const said = z.string().nullable();

/** A page of corrections. */
export const correctionsSchema = z.object({
  corrections: z.array(
    z.object({
      caseId: z.uuid(),
      entryVersion: z.int().describe('the entry of the timeline'),
      itemId: z.uuid(),
      at: time,
      person: z.string(),
      kind: said,
      category: said,
      severity: said,
      threat: z
        .boolean()
        .nullable()
        .describe('whether it is a threat, where the classifier suspected one'),
      decided: z
        .object({
          kind: z.string(),
          category: z.string(),
          severity: z.string(),
          modelVersion: z.string().nullable(),
        })
        .nullable()
        .describe('what the classifier had said'),
    }),
  ),
  next: nextPage,
});

/** Accuracy against corrections. */
export const accuracySchema = z.object({
  accuracy: z.array(
    z.object({
      decision: z.enum(['kind', 'category', 'severity']),
      model: z.string().describe('a version, or "rules"'),
      reviewed: z.int().describe('answers on cases that somebody resolved or corrected'),
      right: z.int().describe('of those, left as they were'),
      accuracy: z.number().nullable(),
    }),
  ),
});

/** Accuracy label by label, and calibration. */
export const qualitySchema = z.object({
  labels: z.array(
    z.object({
      decision: z.enum(['kind', 'category', 'severity']),
      label: z.string(),
      reviewed: z.int().describe('cases with this label that somebody resolved or corrected'),
      right: z.int().describe('of those, left as they were'),
      instead: z.array(z.object({ label: z.string(), count: z.int() })),
    }),
  ),
  calibration: z
    .array(
      z.object({
        from: z.number(),
        until: z.number(),
        reviewed: z.int(),
        right: z.int(),
        confidence: z.number().describe('the mean probability that they were given with'),
      }),
    )
    .describe('of the category, by tenths of its probability'),
  waiting: z.int().describe('corrections since the last training: what the next one learns'),
});

const counts = z.record(z.string(), z.int());

/** Drift. */
export const driftSchema = z.object({
  drift: z.array(
    z.object({
      decision: z.enum(['kind', 'category', 'severity', 'language']),
      index: z
        .number()
        .nullable()
        .describe('population stability index: below 0.1 alike, above 0.25 something has changed'),
      lately: counts,
      before: counts,
    }),
  ),
  undecided: z
    .object({ lately: z.number().nullable(), before: z.number().nullable() })
    .describe('share of items whose category was left to a person'),
});
