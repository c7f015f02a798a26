// How sure the classifier must be to decide without a person, what its mistakes cost, and when a learnt model may take over
// (R03, R15). How it learns is the classifier's.
import { z } from 'zod';
import { kindSchema } from '../../events/intake.ts';

const share = z.number().min(0).max(1);

/** The section of the policy about it. */
export const learningSection = z.strictObject({
  decideFrom: z
    .strictObject({
      category: share.describe('R15: below it the category is `unknown` and a person decides.'),
      kind: share.describe('R03: below it an item is a complaint, whatever it looks like.'),
      severity: share.describe('R15: from it on the model may raise the severity by a step.'),
      agitated: share.describe('R17: from it on the model may call a customer agitated.'),
      threat: share.describe(
        'R17: from it on the model may call a text with enough signs of harm (`threatSignsMin`) a threat, which suspends contact. Lower finds more and stops more ordinary customers from being answered.',
      ),
      threatLook: share.describe(
        'R17: from it on a person is asked whether a text is a threat; until then nothing but a neutral acknowledgement goes out by itself. Lower finds more and costs more looks.',
      ),
    })
    .refine(
      ({ threat, threatLook }) => threatLook <= threat,
      'threatLook must not be above threat: what is called a threat is looked at besides',
    )
    .describe('How probable an answer must be to be given without a person.'),
  threatSignsMin: z
    .int()
    .min(1)
    .max(20)
    .describe(
      'R17: so many different signs of `classification.threatSigns.harm` must stand in a text that the model calls a threat; with fewer a person is asked.',
    ),
  mistakeCosts: z
    .record(kindSchema, z.partialRecord(kindSchema, z.number().min(0).max(1000)))
    .describe(
      'R03: what it costs to take an item of one kind (outer) for another (inner). The answer with the least expected cost is given.',
    ),
  termWeight: z
    .number()
    .min(0)
    .max(10)
    .describe('How much a term of the policy counts beside the model (added to the log-odds).'),
  train: z
    .strictObject({
      afterCorrections: z
        .int()
        .min(1)
        .describe('So many new corrections start a training by themselves.'),
      textsMax: z.int().min(100).max(100_000).describe('Of more corrections the newest are used.'),
      personShareMax: share.describe(
        'Corrections of one person may be at most this share of all texts that are learnt from.',
      ),
      secondsMax: z.int().min(1).max(3600).describe('A training that takes longer is ended.'),
    })
    .describe('When and from what the classifier learns.'),
  doubt: z
    .strictObject({
      correctionsMin: z.int().min(1).describe('With fewer corrections nobody is doubted.'),
      contradictShare: share.describe(
        'Of one person: when more of their corrections contradict what the model is sure of, those are left out until somebody else makes the same.',
      ),
    })
    .describe('Whose corrections are not learnt from by themselves.'),
  takeOver: z
    .strictObject({
      margin: share.describe(
        'Held-back texts that a new model must answer better than the current one, as a share.',
      ),
      lossMax: share.describe(
        'The share of held-back examples (those that corrections had no part in) it may answer worse.',
      ),
      labelLossMax: share.describe(
        'The same for the examples of any one label: no label is given up for another.',
      ),
      heldBackMin: z.int().min(1).describe('With fewer held-back texts no model takes over.'),
    })
    .describe('When a new model takes the place of the current one by itself.'),
  modelsKept: z.int().min(2).max(100).describe('So many models are kept to go back to.'),
});
