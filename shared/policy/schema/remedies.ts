// What may be given to make good, by whom and up to what (R35, R36, R37, R39). Proposing and approving: services/cases.
import { z } from 'zod';
import { severitySchema } from '../../events/intake.ts';
import { amount, labels, ladderRole, policyKey } from './words.ts';

const remedyOption = z.strictObject({
  key: policyKey.describe('The word stored with remedies.'),
  label: labels,
  monetary: z.boolean().describe('Whether an amount is given.'),
  maxAmount: amount.optional().describe('The most one remedy of this kind may be worth.'),
});

const remedyTier = z.strictObject({
  severities: z
    .array(severitySchema)
    .min(1)
    .describe('Severities of the case that this row of the table is for.'),
  approval: ladderRole.describe('The least role that may approve.'),
  fourEyes: z.boolean().describe('Whether the approver must be another person than the proposer.'),
  options: z.array(remedyOption).min(1),
});

/** The fields of the policy about compensation. */
export const remediesFields = {
  remedies: z.array(remedyTier).describe('R35: the compensation guidelines table.'),
  remedyCaps: z.strictObject({
    minorPerCase: amount.describe(
      'R37: what frontline may give on one case without another person.',
    ),
    minorPerAgentAndDay: amount.describe('R37: and one agent on one day.'),
  }),
};
