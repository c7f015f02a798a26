// What a text must say to be of a kind, of a severity, a threat or in agitation (R03, R15, R17). The judging is the classifier's.
import { z } from 'zod';
import { kindSchema, severitySchema } from '../../events/intake.ts';
import { signalFields, unknownSignals } from './signals.ts';
import { terms } from './words.ts';

const severityRule = z.strictObject({
  severity: severitySchema,
  rule: z.string().min(1).max(60).describe('What people read as the reason.'),
  examples: z.array(z.string().max(300)).default([]).describe('Scenarios, for people.'),
  terms,
});

/** How the words of a text become kind, severity, threat and agitation. */
export const classificationSection = z
  .strictObject({
    kinds: z
      .partialRecord(kindSchema, terms)
      .describe('Terms that speak for a kind (R03); complaint wins unless another is sure.'),
    inquiryAbove: z
      .number()
      .min(-1)
      .max(1)
      .describe('R03: tone above which a question without a word of trouble is an inquiry.'),
    contentFromShare: z
      .number()
      .min(0)
      .max(1)
      .describe(
        'R05: a survey score from this share of the scale on is praise, if nothing else is said.',
      ),
    severities: z
      .array(severityRule)
      .describe(
        'Terms that raise severity at least to this (guidelines table of SOP 000 §5, R15).',
      ),
    delay: z
      .strictObject({
        severity: severitySchema,
        rule: z.string().max(60),
        near: terms.describe('Words of waiting: one must stand in the same sentence.'),
        unless: terms.describe('Words that make it no delay ("warranty").'),
        significantFrom: z
          .partialRecord(
            z.enum(['minutes', 'hours', 'days', 'weeks', 'months', 'years']),
            z.number().positive(),
          )
          .describe('How many of a unit are significant.'),
      })
      .describe('A delay this long is not brief (SOP 000 §5).'),
    loss: z
      .strictObject({
        rule: z.string().max(60),
        near: terms.describe('Words of loss: one must stand near the amount.'),
        levels: z
          .array(z.strictObject({ from: z.number().positive(), severity: severitySchema }))
          .describe('The amount, in whatever currency is named, that raises the severity.'),
      })
      .describe('Financial impact by its amount (SOP 000 §5).'),
    threat: terms.describe('Terms of a threat against people (R17). Nothing else makes a threat.'),
    agitated: terms.describe('Terms of a very upset customer (R17).'),
    idioms: terms.describe('Figures of speech: no other term counts within one.'),
    agitatedBelow: z
      .number()
      .min(-1)
      .max(0)
      .describe(
        'R17: tone (-1 to 1, of three words with a tone at least) below which a customer is agitated.',
      ),
    shouting: z
      .strictObject({
        wordsMin: z.int().positive().describe('Fewer words in capitals are not shouting.'),
        capitalsShare: z.number().min(0).max(1).describe('Share of words in capitals.'),
        exclamationMarks: z.int().positive().describe('So many in a text are shouting.'),
      })
      .describe('R17: in a bad tone, shouting is agitation.'),
    ...signalFields,
  })
  .superRefine((section, context) => {
    for (const name of unknownSignals(section))
      context.addIssue({
        code: 'custom',
        path: ['signals', name],
        message: `a pattern, measure or notMeant names the signal "${name}", which is not defined`,
      });
  });
