// What may be given to make good, by whom and up to what (R35, R36, R37, R39). Proposing and approving: services/cases.
import { z } from 'zod';
import { severitySchema } from '../../events/intake.ts';
import { amount, areDistinct, labels, ladderRole, policyKey } from './words.ts';

const optionFields = {
  key: policyKey.describe('The word stored with remedies.'),
  label: labels,
  monetary: z.boolean().describe('Whether an amount is given.'),
  maxAmount: amount.optional().describe('The most one remedy of this kind may be worth.'),
  delivery: z
    .enum(['message', 'letter', 'payout', 'by_hand'])
    .default('message')
    .describe(
      'How the customer gets it (R38): the message itself is it; a letter (PDF) with the message; paid out by the payout port (by hand where there is none); by a person, who records it.',
    ),
  costPercent: z
    .int()
    .min(0)
    .max(1000)
    .default(100)
    .describe('R39: what the amount costs the organisation, in percent of it (points cost less).'),
  cost: amount
    .optional()
    .describe('R39: the estimated cost of one without an amount; 0.00 when absent.'),
};

const remedyOption = z.strictObject(optionFields);

const appeasement = z
  .strictObject(optionFields)
  .refine(
    ({ monetary, maxAmount }) => !monetary || maxAmount !== undefined,
    'an appeasement with an amount needs its value limit, maxAmount',
  );

const remedyTier = z.strictObject({
  severities: z
    .array(severitySchema)
    .min(1)
    .describe('Severities of the case that this row of the table is for.'),
  approval: ladderRole.describe('The least role that may approve.'),
  fourEyes: z.boolean().describe('Whether the approver must be another person than the proposer.'),
  upTo: amount
    .optional()
    .describe(
      'What several remedies may come to together within this level; above, the approver is shown the next one (S41).',
    ),
  options: z.array(remedyOption).min(1),
});

const count = z.int().positive();

const caps = z.strictObject({
  minorPerCase: amount.describe('R37: what frontline may give on one case without another person.'),
  minorPerAgentAndDay: amount.describe('R37: and one agent on one day.'),
  minorPerCustomer: amount.describe('R37: and one customer over all their cases in the window.'),
  minorPerMonth: amount.describe('R37: and the whole organisation in one month.'),
  countPerCase: count.describe('How many on one case, with and without an amount.'),
  countPerAgentAndDay: count.describe('How many by one agent on one day.'),
  countPerCustomer: count.describe('How many for one customer in the window.'),
  countPerMonth: count.describe('How many in one month.'),
  customerWindowDays: z
    .number()
    .positive()
    .max(3660)
    .describe('The window of a customer, back from now, in days.'),
});

const alternate = z.strictObject({
  role: ladderRole.describe('The level that is missing.'),
  team: z.string().max(100).optional().describe('Only for cases of this team; any when absent.'),
  alternate: z.email().describe('Whoever approves then, by staff e-mail address.'),
});

const approval = z.strictObject({
  withinHours: z.number().positive().describe('An approval is due so long after its proposal.'),
  alternates: z
    .array(alternate)
    .describe('R37: who approves where nobody of the level or above exists but the proposer.'),
  splittingWithinHours: z
    .number()
    .positive()
    .describe('S41: proposals this close together are added up for the approver.'),
  loweredWithinHours: z
    .number()
    .positive()
    .describe('S41: a severity lowered so shortly before is shown to the approver.'),
});

const budget = z.strictObject({
  perMonth: amount.describe('What all remedies of a month may cost.'),
  warnAt: z
    .array(z.number().positive().max(10))
    .max(5)
    .describe('Shares of it at which managers are warned, once each.'),
});

const line = z.string().min(1).max(120);

const letter = z.strictObject({
  sender: z.array(line).max(8).describe('The letterhead below the name: address, contact.'),
  place: z.string().max(100).describe('The place beside the date; empty for none.'),
  signatory: z.string().max(100).describe('Who signs; empty for the organisation.'),
  signatoryTitle: z.string().max(100).describe('The title below the signature; may be empty.'),
});

/** The fields of the policy about compensation. */
export const remediesFields = {
  remedies: z.array(remedyTier).describe('R35: the compensation guidelines table.'),
  appeasements: z
    .array(appeasement)
    .refine(areDistinct, 'two appeasements have the same key')
    .describe('R36: what the frontline may give at any severity, within the caps.'),
  remedyCaps: caps.describe('R37: what may be given without another person.'),
  remedyApproval: approval.describe('R37, S41: how approvals are had.'),
  remedyBudget: budget.describe('R39: the budget of a month.'),
  letter: letter.describe('R38: the letterhead of the formal apology.'),
};
