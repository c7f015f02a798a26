// What programs see of a case's investigation and follow-up: evidence, corrective actions, call-backs, satisfaction.
import { z } from 'zod';
import { caseStatusSchema } from '#shared/events/case.ts';
import { commandTypes } from '../domain/commands/permissions.ts';
import { evidenceKinds } from '../domain/investigation/facts.ts';

const at = z.iso.datetime();
const count = z.int().nonnegative();

const file = z.strictObject({
  name: z.string().describe('as it was given: for display only'),
  mediaType: z.string(),
  bytes: count,
  sha256: z.string(),
});

const evidence = z
  .strictObject({
    evidenceId: z.string(),
    kind: z.enum(evidenceKinds),
    title: z.string(),
    at,
    addedBy: z.string(),
    file: file.optional(),
  })
  .meta({
    id: 'CaseEvidence',
    description: 'A piece of evidence; its texts stand in the timeline, as `evidence.added`.',
  });

const actionState = z.enum(['requested', 'approved', 'refused', 'done', 'effective']);

const correctiveAction = z
  .strictObject({
    actionId: z.string(),
    state: actionState,
    problem: z.string(),
    owner: z.string().describe('the id of a member of staff'),
    dueAt: at,
    requestedBy: z.string(),
    approvedBy: z.string().optional(),
    doneAt: at.optional(),
    verifiedBy: z.string().optional(),
    reworks: count.describe('how often it was found not effective'),
    cases: z.array(z.string()).describe('further cases with the same problem'),
  })
  .meta({ id: 'CorrectiveAction', description: 'A corrective action (R24).' });

/** What the Complaint Log Form held besides (R07). */
export const complaintLogFacts = z.strictObject({
  told: z.enum(['phone', 'in_person']).optional(),
  selfIdentified: z.boolean().optional(),
  product: z.string().optional(),
  location: z.string().optional(),
  staffNamed: z.array(z.string()).optional(),
  desiredOutcome: z.string().optional(),
  stepsTaken: z.string().optional(),
  confirmed: z.boolean().optional(),
  callSeconds: z.int().optional().describe('how long the customer was spoken with'),
  joins: z.string().optional().describe('the case that whoever took it said it belongs to'),
});

/** The part of a case's state that is about these and about other cases. */
export const investigationState = {
  linkedCases: z.array(z.string()).optional().describe('cases that belong to it, by reference'),
  tookIn: z.array(z.string()).optional().describe('cases whose story goes on in it'),
  mergedInto: z
    .strictObject({ reference: z.string(), caseId: z.string(), from: caseStatusSchema })
    .optional()
    .describe('where its story goes on; `from` is the status that taking it out gives back'),
  evidence: z.array(evidence),
  rootCause: z
    .strictObject({ cause: z.string().describe('a root cause of the policy'), text: z.string() })
    .optional(),
  actions: z.array(correctiveAction),
  linkedActions: z.array(z.string()).describe('corrective actions of other cases that mean this'),
  callBacks: z.array(
    z.strictObject({
      callBackId: z.string(),
      state: z.enum(['requested', 'reported']),
      to: z.string(),
      reason: z.string(),
      dueAt: at,
      reportTo: z.string(),
      tries: count,
    }),
  ),
  lastContactAt: at,
  contacts: count,
  satisfaction: z
    .strictObject({ at, how: z.enum(['email', 'by_hand', 'unreachable', 'not_asked']) })
    .optional()
    .describe('that the customer was asked, in this epoch'),
  dissatisfied: z.boolean(),
};

/** A corrective action in a list over all cases. */
export const actionLineSchema = z
  .strictObject({
    caseReference: z.string(),
    actionId: z.string(),
    state: actionState,
    problem: z.string(),
    owner: z.string(),
    dueAt: at,
    requestedBy: z.string(),
    approvedBy: z.string().nullable(),
    doneAt: at.nullable(),
    verifiedBy: z.string().nullable(),
    reworks: count,
    cases: count.describe('how many cases it is about'),
    proposal: z.string().nullable().describe('what is to be done; null once it is erased'),
    caseStatus: caseStatusSchema,
    caseVersion: count.describe('send it back as If-Match with a command'),
    checkFrom: at.nullable().describe('from when on it can be said that it worked'),
    allowed: z.array(z.enum(commandTypes)).describe('what you can do with it'),
  })
  .meta({ id: 'ActionLine', description: 'A corrective action in a list.' });
