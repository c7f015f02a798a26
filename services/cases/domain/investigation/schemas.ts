// The commands of investigations, corrective actions, call-backs and follow-up: what people can say with them (R21–R29).
import { z } from 'zod';
import { outcomeSchema } from '#shared/policy/schema/follow-up.ts';
import { instant, LONG, person, reason, SHORT, text, writtenIn } from '../commands/fields.ts';
import { evidenceKinds } from './facts.ts';

const actionId = z
  .string()
  .regex(/^A\d{1,4}$/)
  .describe('the corrective action, e.g. A1');
const callBackId = z
  .string()
  .regex(/^B\d{1,4}$/)
  .describe('the call-back, e.g. B1');
const dueAt = instant.describe('RFC 3339, e.g. 2027-01-31T12:00:00Z; at most a year ahead');
const policyKey = z.string().regex(/^[a-z][a-z0-9_]{0,49}$/);

const addEvidence = z
  .strictObject({
    kind: z
      .enum(evidenceKinds)
      .describe('order and customer are looked up; a file is uploaded on its own path'),
    orderNumber: text(100).optional().describe('the order to look up'),
    email: z.email().max(320).optional().describe('the customer to look up, by their address'),
    statementBy: text(320)
      .optional()
      .describe('who said it: e-mail address or id of a member of staff, or a name'),
    source: text(200).optional().describe('where a record comes from'),
    text: text(LONG).optional().describe('the statement, the record, or what the file shows'),
  })
  .refine((body) => body.kind !== 'order' || body.orderNumber, {
    message: 'is required for an order',
    path: ['orderNumber'],
  })
  .refine((body) => body.kind !== 'customer' || body.email, {
    message: 'is required for a customer',
    path: ['email'],
  })
  .refine((body) => body.kind !== 'statement' || (body.statementBy && body.text), {
    message: 'a statement has a text and somebody who said it (statementBy)',
    path: ['statementBy'],
  })
  .refine((body) => body.kind !== 'record' || (body.source && body.text), {
    message: 'a record has a text and a source',
    path: ['source'],
  })
  .describe('add evidence: order details, records, a statement');

/** One strict schema a command. */
export const investigationSchemas = {
  'add-evidence': addEvidence,
  'root-cause': z
    .strictObject({
      cause: policyKey.describe('a root cause of the policy; a wrong one is answered with all'),
      text: text(LONG).describe('why it happened, in words'),
    })
    .describe('record why it happened'),
  'request-action': z
    .strictObject({
      problem: text(SHORT).describe('what went wrong'),
      rootCause: policyKey.optional().describe('why; that of the case when absent'),
      proposal: text(LONG).describe('what is to be done so that it does not happen again'),
      owner: person.describe('who is to do it: e-mail address or id'),
      dueAt,
      cases: z
        .array(text(20))
        .max(50)
        .optional()
        .describe('references of further cases with the same problem'),
    })
    .describe('request a corrective action (Corrective Action Request Form)'),
  'approve-action': z
    .strictObject({
      actionId,
      owner: person.optional().describe('another owner than was proposed'),
      dueAt: dueAt.optional().describe('another time than was proposed'),
    })
    .describe('approve a corrective action (managers)'),
  'refuse-action': z
    .strictObject({ actionId, reason })
    .describe('refuse a corrective action (managers)'),
  'record-step': z
    .strictObject({ actionId, text: text(LONG).describe('what was done') })
    .describe('record a step taken on a corrective action'),
  'complete-action': z
    .strictObject({ actionId, summary: text(LONG).describe('what was done in all') })
    .describe('say that a corrective action is done (its owner, or a supervisor)'),
  'verify-action': z
    .strictObject({
      actionId,
      effective: z.boolean().describe('whether it worked'),
      note: text(LONG).describe('what was looked at'),
      dueAt: dueAt.optional().describe('until when it is to be done better; 14 days when absent'),
    })
    .describe('check whether a corrective action worked (managers)'),
  'request-call-back': z
    .strictObject({
      to: person.describe('who is to call: e-mail address or id'),
      reason: reason.describe('what the call is about'),
      dueAt: dueAt.optional().describe('until when; the policy’s time when absent'),
      reportTo: person.optional().describe('whom the report goes to; as the policy says if absent'),
    })
    .describe('ask a named person to call the customer'),
  'report-call-back': z
    .strictObject({
      callBackId,
      reached: z.boolean().describe('whether somebody answered'),
      givenUp: z
        .boolean()
        .optional()
        .describe('nobody was reached, and nobody tries again; the summary says why'),
      summary: text(LONG).describe('what was said, and the steps taken'),
    })
    .describe('report a call that was asked for'),
  resolve: z
    .strictObject({
      outcome: outcomeSchema.describe('what came out'),
      summary: text(LONG).describe('what the customer is told'),
      whyNoAction: text(SHORT)
        .optional()
        .describe('why no corrective action is needed, where none was requested'),
      told: z
        .enum(['phone', 'in_person', 'letter'])
        .optional()
        .describe('how the customer was told already; then no message goes out'),
      language: writtenIn.optional(),
    })
    .describe('resolve the case and tell the customer the outcome'),
  'follow-up': z
    .strictObject({
      satisfied: z.boolean().describe('whether the customer is satisfied'),
      comment: text(LONG).optional().describe('what they said'),
    })
    .describe('record whether the customer is satisfied: closes the case, or reopens it'),
} as const;

export type InvestigationBody<T extends keyof typeof investigationSchemas> = z.infer<
  (typeof investigationSchemas)[T]
>;
