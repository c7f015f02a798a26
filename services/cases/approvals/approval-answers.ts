// What the API answers about what waits for approval, as schemas (S22).
import { z } from 'zod';
import { nextPage } from '#shared/api/route.ts';
import { caseStatusSchema } from '#shared/events/case.ts';
import { channelSchema, kindSchema, severitySchema } from '#shared/events/intake.ts';
import { at, capLeftSchema, deliverySchema, warningSchema } from '../api/remedy-answers.ts';
import { ladder } from '../domain/case.ts';
import { toldSchema } from '../effects/effects-answers.ts';

const count = z.int().nonnegative();
const remedyState = z.enum([
  'proposed',
  'approved',
  'delivered',
  'confirmed',
  'rejected',
  'withdrawn',
]);

const remedyShape = {
  remedyId: z.string(),
  option: z.string(),
  label: z.string().describe('the option in the language asked for'),
  amount: z.string().optional(),
  currency: z.string().optional(),
  state: remedyState,
  proposedAt: at,
};

const mayDecide = z.discriminatedUnion('allowed', [
  z.strictObject({
    allowed: z.literal(true),
    as: z.enum(['level', 'alternate']).describe('the named alternate where nobody else exists'),
  }),
  z.strictObject({ allowed: z.literal(false), code: z.string(), problem: z.string() }),
]);

const storyLine = z.strictObject({
  version: count,
  type: z.string(),
  at,
  actor: z.string(),
  text: z.string().optional().describe('what was said, cut'),
});

const caseInShort = z.strictObject({
  subject: z.string(),
  kind: kindSchema,
  category: z.string(),
  severity: severitySchema,
  status: caseStatusSchema,
  channel: channelSchema,
  language: z.string(),
  openedAt: at,
  epoch: count,
  escalationLevel: count,
  agitated: z.boolean(),
  contactSuspended: z.boolean(),
  severityChanges: z.array(
    z.strictObject({ from: severitySchema, to: severitySchema, at, by: z.string() }),
  ),
  resolveBy: at,
  text: z.string().describe('what the customer wrote first, cut'),
  otherCases: count.describe('of the same customer, counted up to 100'),
  otherOpen: count,
  customerName: z.string().optional(),
  assignee: z.string().optional(),
  impact: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  rootCause: z.strictObject({ cause: z.string(), text: z.string() }).optional(),
});

const approval = z
  .strictObject({
    ...remedyShape,
    reference: z.string(),
    version: count.describe('of the case: send it back as If-Match with the decision'),
    proposalVersion: count.describe('an approval names it'),
    payee: z.string(),
    severity: severitySchema.describe('the severity that governs it'),
    delivery: deliverySchema,
    estimatedCost: z.string(),
    reason: z.string().describe('why it was proposed; empty once it is erased'),
    proposedBy: z.string(),
    dueAt: at,
    needs: z.enum(ladder).describe('the role that may decide it now'),
    warnings: z.array(warningSchema),
    capsLeft: z.array(capLeftSchema),
    mine: z.boolean().describe('you proposed it'),
    mayDecide,
    told: z.array(toldSchema).describe('whom an approval would tell'),
    otherRemedies: z.array(z.strictObject(remedyShape)).describe('of the same case'),
    elsewhere: z
      .array(
        z.strictObject({
          reference: z.string(),
          remedyId: z.string(),
          state: remedyState,
          amount: z.string().optional(),
          proposedBy: z.string(),
          proposedAt: at,
        }),
      )
      .describe('the customer’s on other cases, the newest'),
    case: caseInShort,
    story: z.array(storyLine).describe('what happened last, the newest first'),
  })
  .meta({ id: 'Approval', description: 'A proposal with all that its approver needs.' });

/** A page of approvals. */
export const approvalsPageSchema = z.strictObject({
  approvals: z.array(approval),
  next: nextPage,
});
