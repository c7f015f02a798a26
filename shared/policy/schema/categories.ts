// What cases are about: the categories, their words and owners (R15). How a text is judged by them is the classifier's.
import { z } from 'zod';
import { areDistinct, labels, policyKey, terms } from './words.ts';

const category = z.strictObject({
  key: policyKey
    .refine((key) => key !== 'unknown', '"unknown" is kept for what could not be decided')
    .describe('The word stored with cases.'),
  label: labels,
  terms,
  team: z.string().optional().describe('The team that owns such cases.'),
});

/** The categories of the policy. */
export const categoriesSection = z
  .array(category)
  .min(1)
  .refine(areDistinct, 'two categories have the same key')
  .describe('In order: of two that equally much speaks for, a text is about the earlier.');
