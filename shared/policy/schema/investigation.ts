// What an investigation must find: the tree of root causes, which cases must have one, the call guide (R07, R21, R23).
import { z } from 'zod';
import { kindSchema, severitySchema } from '../../events/intake.ts';
import { areDistinct, labels, policyKey } from './words.ts';

const rootCause = z.strictObject({
  key: policyKey.describe('The word stored with cases.'),
  label: labels,
  children: z
    .array(z.strictObject({ key: policyKey, label: labels }))
    .default([])
    .describe('The causes under it; a case names one of them, or the branch itself.'),
});

const callStep = z.strictObject({
  key: policyKey,
  title: labels,
  say: z
    .record(z.string(), z.array(z.string().max(500)).max(20))
    .describe('Sentences and open questions to say, by language; en is the fallback.'),
});

const keysOf = (tree: { key: string; children: { key: string }[] }[]) =>
  tree.flatMap(({ key, children }) => [{ key }, ...children]);

/** The section of the policy about it. */
export const investigationSection = z
  .strictObject({
    rootCauses: z
      .array(rootCause)
      .min(1)
      .refine((tree) => areDistinct(keysOf(tree)), 'two root causes have the same key')
      .describe('R21: why things go wrong, as a tree of two storeys; reports count by it.'),
    gateKinds: z
      .array(kindSchema)
      .describe(
        'Kinds that are resolved only with a root cause, and a corrective action or the reason why none.',
      ),
    firstContactSeverities: z
      .array(severitySchema)
      .describe('R23: severities that may be fixed at first contact, without a root cause.'),
    callGuide: z
      .array(callStep)
      .refine(areDistinct, 'two steps of the call guide have the same key')
      .describe('R07: what staff say, step by step, on the phone and in person.'),
  })
  .describe('R21, R23: what an investigation must find.');
