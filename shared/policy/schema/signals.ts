// Signals and the rules over them: what stands together in a text makes a severity or a threat (R15, R17). The finding is the
// classifier's.
import { z } from 'zod';
import { severitySchema } from '../../events/intake.ts';
import { terms } from './words.ts';

const signalName = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z_]*$/, 'expected small letters and "_"');

const alternatives = z
  .string()
  .max(400)
  .regex(/^[a-z_]+(\|[a-z_]+)*$/, 'expected signals, alternatives parted by "|"');

const amountWorth = z
  .record(z.string().regex(/^[A-Z]{3}$/), z.number().positive())
  .describe("What one of a currency is worth in the policy's; 1 where it is not named.");

const unit = z.enum(['minutes', 'hours', 'days', 'weeks', 'months', 'years']);

const measure = z
  .strictObject({
    signal: signalName,
    amountFrom: z.number().positive().optional().describe('An amount of money this large.'),
    bareFrom: z
      .number()
      .positive()
      .optional()
      .describe('A number this high with no unit behind it, as sums are written in a hurry.'),
    durationFrom: z
      .partialRecord(unit, z.number().positive())
      .optional()
      .describe('A length of time this long.'),
    count: z
      .strictObject({ of: signalName, from: z.number().positive() })
      .optional()
      .describe('A number this high with a word of that signal behind it ("four calls").'),
    distinct: z
      .strictObject({ of: signalName, from: z.int().positive() })
      .optional()
      .describe('So many different words of that signal anywhere in the text.'),
  })
  .refine(
    ({ signal: _, ...kinds }) => Object.values(kinds).filter(Boolean).length === 1,
    'a measure has exactly one of amountFrom, bareFrom, durationFrom, count, distinct',
  );

const pattern = {
  rule: z.string().min(1).max(60).describe('What people read as the reason.'),
  all: z
    .array(alternatives)
    .min(1)
    .max(6)
    .describe('Signals that must be there together; "a|b" is either.'),
  within: z
    .enum(['sentence', 'passage', 'text'])
    .default('sentence')
    .describe('How near: in a sentence, in it and its neighbours, anywhere.'),
  unless: z
    .array(signalName)
    .default([])
    .describe('Signals that rule it out when in a sentence of it.'),
};

/** The fields of the classification's section about signals. */
export const signalFields = {
  signals: z
    .record(signalName, terms)
    .describe('Named lists of words that the patterns are made of. A negated word does not count.'),
  worth: amountWorth,
  measures: z.array(measure).describe('Signals that are numbers: sums, times, counts.'),
  notMeant: z
    .array(signalName)
    .describe('Signals of what is imagined or long past: their sentences raise no severity.'),
  severityPatterns: z
    .array(z.strictObject({ severity: severitySchema, ...pattern }))
    .describe('What together raises the severity at least to this (R15).'),
  threatPatterns: z
    .array(
      z.strictObject({
        ...pattern,
        never: z
          .array(signalName)
          .default([])
          .describe('Signals that rule it out wherever they stand.'),
      }),
    )
    .describe('What together is a threat against people or premises (R17).'),
  threatSigns: z
    .strictObject({
      harm: z
        .array(signalName)
        .describe(
          'Words that somebody may be harmed by. Without some of them the model decides nothing.',
        ),
      besides: z
        .array(signalName)
        .describe('What speaks for or against a threat besides: insults, lawful means, jests.'),
    })
    .describe(
      'Signals that the learnt model weighs for a threat besides those of the patterns (R17). None of them raises anything by itself.',
    ),
};

/** The names of signals that patterns, measures, signs and `notMeant` use and nothing defines. */
export function unknownSignals(section: {
  signals: Record<string, unknown>;
  measures: {
    signal: string;
    count?: { of: string } | undefined;
    distinct?: { of: string } | undefined;
  }[];
  notMeant: string[];
  severityPatterns: { all: string[]; unless: string[] }[];
  threatPatterns: { all: string[]; unless: string[]; never: string[] }[];
  threatSigns: { harm: string[]; besides: string[] };
}): string[] {
  const known = new Set([
    ...Object.keys(section.signals),
    ...section.measures.map(({ signal }) => signal),
  ]);
  const used = [
    ...section.notMeant,
    ...section.measures.flatMap(({ count, distinct }) => [count?.of, distinct?.of]),
    ...[...section.severityPatterns, ...section.threatPatterns].flatMap((each) => [
      ...each.all.flatMap((names) => names.split('|')),
      ...each.unless,
    ]),
    ...section.threatPatterns.flatMap((each) => each.never),
    ...section.threatSigns.harm,
    ...section.threatSigns.besides,
  ];
  return [...new Set(used)].filter((name) => name !== undefined && !known.has(name)) as string[];
}
