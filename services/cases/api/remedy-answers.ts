// What the API answers about compensation, as schemas: remedies, what an approver must see, the ledger and its sums (S22).
import { z } from 'zod';
import { nextPage } from '#shared/api/route.ts';
import { severitySchema } from '#shared/events/intake.ts';
import { ladder } from '../domain/case.ts';

export const at = z.iso.datetime();
const ladderRole = z.enum(ladder);
const count = z.int().nonnegative();
const money = z.string().describe('decimal, in the currency of the policy');
const remedyState = z.enum([
  'proposed',
  'approved',
  'delivered',
  'confirmed',
  'rejected',
  'withdrawn',
]);
/** How the customer gets a remedy. */
export const deliverySchema = z
  .enum(['message', 'letter', 'payout', 'by_hand'])
  .describe('how the customer gets it');
const payoutState = z.enum(['requested', 'in_doubt', 'paid', 'failed']);

export const remedySchema = z
  .strictObject({
    remedyId: z.string(),
    proposalVersion: count.describe('the entry that proposed it; an approval names it'),
    option: z.string(),
    amount: z.string().optional().describe('decimal'),
    currency: z.string().optional().describe('ISO 4217'),
    payee: z.string(),
    severity: severitySchema,
    approval: ladderRole.describe('the least role that approves it'),
    fourEyes: z.boolean(),
    appeasement: z.literal(true).optional(),
    delivery: deliverySchema,
    cost: z
      .strictObject({ estimated: money, actual: money.optional() })
      .describe('what it costs the organisation'),
    proposedBy: z.string(),
    proposedAt: at,
    state: remedyState,
    approvedBy: z.string().optional(),
    approvedAt: at.optional(),
    messageKey: z.string().optional(),
    deliveredAt: at.optional(),
    confirmedAt: at.optional(),
    payout: payoutState.optional(),
  })
  .meta({ id: 'Remedy' });

const names = z.array(z.string()).describe('remedies as reference/id');
/** What an approver must see. */
export const warningSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('splitting'),
      scope: z.enum(['case', 'customer']),
      total: money,
      level: ladderRole.describe('the role that one remedy of the total would need'),
      remedies: names,
      proposedBy: z.array(z.string()),
    }),
    z.strictObject({
      kind: z.literal('severity_lowered'),
      from: severitySchema,
      to: severitySchema,
      at,
      by: z.string(),
    }),
    z.strictObject({ kind: z.literal('customer_remedies'), total: money, remedies: names }),
    z.strictObject({ kind: z.literal('others_open'), remedies: names }),
    z.strictObject({ kind: z.literal('above_caps'), caps: z.array(z.string()) }),
    z.strictObject({ kind: z.literal('above_budget'), spent: money, budget: money }),
  ])
  .meta({ id: 'RemedyWarning', description: 'What an approver must see, with its evidence.' });

/** What a cap has left. */
export const capLeftSchema = z.strictObject({
  cap: z.enum(['case', 'agent_day', 'customer', 'month']),
  cents: z.int().describe('below zero: exceeded'),
  count: z.int(),
});

export const reviewSchema = z
  .strictObject({
    remedyId: z.string(),
    proposalVersion: count,
    needs: ladderRole.describe('the role that may decide it now'),
    warnings: z.array(warningSchema),
    capsLeft: z.array(capLeftSchema),
  })
  .meta({ id: 'RemedyReview', description: 'An open proposal as its approver must see it.' });

const ledgerLine = z
  .strictObject({
    caseId: z.uuid(),
    reference: z.string(),
    remedyId: z.string(),
    state: remedyState,
    option: z.string(),
    appeasement: z.boolean(),
    severity: severitySchema,
    category: z.string(),
    amount: z.string().nullable(),
    currency: z.string().nullable(),
    estimatedCost: money,
    actualCost: money.nullable(),
    delivery: deliverySchema,
    payout: payoutState.nullable(),
    proposedBy: z.string(),
    proposedAt: at,
    approvedBy: z.string().nullable(),
    approvedAt: at.nullable(),
    deliveredAt: at.nullable(),
    confirmedAt: at.nullable(),
  })
  .meta({ id: 'RemedyLine', description: 'A remedy in the ledger: no payee, no customer.' });

export const ledgerPageSchema = z.strictObject({ remedies: z.array(ledgerLine), next: nextPage });

export const ledgerSummarySchema = z
  .strictObject({
    currency: z.string(),
    by: z.enum(['category', 'severity', 'option', 'month']),
    sums: z.array(
      z.strictObject({
        group: z.string(),
        count,
        amount: money,
        estimatedCost: money,
        actualCost: money,
        cost: money.describe('the actual cost where it is known, else the estimated one'),
      }),
    ),
    budget: z
      .strictObject({ month: z.string(), perMonth: money, spent: money })
      .describe('of the month that runs'),
  })
  .meta({ id: 'RemedySummary', description: 'What approved remedies cost.' });
