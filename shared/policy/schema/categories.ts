// What cases are about: the tree of categories, their words and owners (R15). How a text is judged is the classifier's.
import { z } from 'zod';
import { areDistinct, labels, policyKey, terms } from './words.ts';

const category = z.strictObject({
  key: policyKey
    .refine((key) => key !== 'unknown', '"unknown" is kept for what could not be decided')
    .describe('The word stored with cases.'),
  parent: policyKey.optional().describe('The category that it is a part of.'),
  label: labels,
  terms,
  team: z
    .string()
    .max(100)
    .optional()
    .describe('The team that owns such cases; that of its parent when absent.'),
  owner: z
    .email()
    .max(320)
    .optional()
    .describe('Who answers for such cases: an e-mail address; that of its parent when absent.'),
});

type Branch = { key: string; parent?: string | undefined };

const LEVELS_MAX = 5;
const CATEGORIES_MAX = 500;

function hasRoot(categories: readonly Branch[], { parent }: Branch): boolean {
  let above: string | undefined = parent;
  for (let level = 1; above !== undefined; level++) {
    const found: Branch | undefined = categories.find(({ key }) => key === above);
    if (!found || level >= LEVELS_MAX) return false;
    above = found.parent;
  }
  return true;
}

/** The categories of the policy. */
export const categoriesSection = z
  .array(category)
  .min(1)
  .max(CATEGORIES_MAX)
  .refine(areDistinct, 'two categories have the same key')
  .superRefine((categories, issues) => {
    // More than the list may have: that is its fault, and looking further takes long.
    if (categories.length > CATEGORIES_MAX) return;
    for (const [index, each] of categories.entries())
      if (!hasRoot(categories, each))
        issues.addIssue({
          code: 'custom',
          path: [index, 'parent'],
          message: `expected another category of the list, at most ${LEVELS_MAX} levels up to one without a parent`,
        });
  })
  .describe('In order: of two that equally much speaks for, a text is about the earlier.');
