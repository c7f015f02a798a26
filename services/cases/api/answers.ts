// What the API of cases answers, as schemas: the document shows them, tests hold every answer to them. A field that is not
// described here is not shown (S22).
import { z } from 'zod';
import { nextPage } from '#shared/api/route.ts';
import { caseStatusSchema } from '#shared/events/case.ts';
import {
  attachmentSchema,
  channelSchema,
  kindSchema,
  severitySchema,
} from '#shared/events/intake.ts';
import { purposeSchema } from '#shared/events/message.ts';
import type { Case } from '../domain/case.ts';
import { commandTypes } from '../domain/commands/permissions.ts';
import { taskStates } from '../stores/task-store.ts';
import { complaintLogFacts, investigationState } from './investigation-answers.ts';
import { at, remedySchema, reviewSchema } from './remedy-answers.ts';

const count = z.int().nonnegative();

const customer = z
  .strictObject({
    name: z.string().optional(),
    email: z.string().optional(),
    phone: z.string().optional(),
    handle: z.string().optional(),
    platformUserId: z.string().optional(),
  })
  .describe('who the case is for, as far as they told');

const acknowledgement = z
  .strictObject({
    state: z.enum(['requested', 'by_hand', 'held', 'failed', 'done']),
    dueAt: at,
    messageKey: z.string().optional(),
    at: at.optional(),
    how: z.enum(['email', 'direct_message', 'in_person', 'phone', 'by_hand']).optional(),
  })
  .describe('the promise of R10');

const message = z.strictObject({
  key: z.string(),
  purpose: purposeSchema,
  via: z.enum(['email', 'direct_message']),
  party: z.enum(['customer', 'staff']),
  state: z.string(),
  reason: z.string().optional(),
});

export const taskSchema = z
  .strictObject({
    taskId: z.uuid(),
    caseReference: z.string().nullable(),
    caseId: z.uuid().nullable(),
    itemId: z.uuid().nullable(),
    kind: z.string(),
    title: z.string().describe('in the first language of the policy'),
    titles: z.record(z.string(), z.string()).describe('by language'),
    ownerStaff: z.string().nullable(),
    ownerRole: z.string().nullable(),
    ownerPlatform: z.string().nullable(),
    ownerTeam: z.string().nullable(),
    dueAt: at,
    raisedAt: at.nullable().describe('when it went up a rung: it was not done in time'),
    raisedStaff: z.string().nullable(),
    raisedRole: z.string().nullable(),
    state: z.enum(taskStates).describe('paused: while contact is suspended, or the case merged'),
    createdAt: at,
    closedAt: at.nullable(),
    closedBy: z.string().nullable(),
    note: z.string().nullable(),
  })
  .meta({ id: 'Task', description: 'What a person is asked to do.' });

const item = z
  .strictObject({
    itemId: z.uuid(),
    reference: z.string(),
    channel: channelSchema,
    connector: z.string(),
    receivedAt: at,
    sender: customer,
    subject: z.string(),
    text: z.string(),
    textCut: z.boolean(),
    originalSha256: z.string(),
    attachments: z.array(attachmentSchema),
    survey: z
      .strictObject({
        scale: z.number(),
        score: z.number(),
        service: z.string().optional(),
        caseReference: z.string().optional(),
        epoch: count.optional().describe('which resolution of the case was asked about'),
      })
      .optional(),
    social: z
      .strictObject({
        platform: channelSchema,
        postId: z.string(),
        url: z.string().optional(),
        conversationId: z.string().optional(),
        direct: z.boolean(),
      })
      .optional(),
    loggedBy: z.string().optional(),
    log: complaintLogFacts.optional(),
    orderNumber: z.string().optional(),
    occurredAt: z.string().optional(),
    unreadable: z.string().optional(),
  })
  .meta({ id: 'Item', description: 'One thing received from outside.' });

/** An entry of a timeline; what `data` holds by `type` stands in docs/glossary.md. */
export const entrySchema = z
  .strictObject({
    version: count,
    type: z.string(),
    at,
    actor: z.string().describe('staff:<id>, customer, clock or system'),
    policyVersion: z.string(),
    data: z.record(z.string(), z.unknown()).nullable().describe('null once erased'),
    digest: z.string(),
    chain: z.string(),
  })
  .meta({ id: 'Entry', description: 'An entry of a timeline: what happened, when, by whom.' });

/** The state of a case as it is shown. */
const caseState = {
  caseId: z.uuid(),
  reference: z.string(),
  version: count.describe('the number of its last entry, and its ETag'),
  status: caseStatusSchema,
  kind: kindSchema,
  category: z.string(),
  severity: severitySchema,
  remedySeverity: severitySchema,
  severityChanges: z
    .array(z.strictObject({ from: severitySchema, to: severitySchema, at, by: z.string() }))
    .describe('by whom the severity was changed; a lowered one is shown to approvers'),
  channel: channelSchema,
  language: z.string(),
  subject: z.string(),
  customer,
  openedAt: at,
  epochStartedAt: at,
  epoch: count,
  escalationLevel: z.int().min(0).max(3),
  assignee: z.string().optional(),
  investigating: z.boolean(),
  complainedAbout: z.array(
    z.strictObject({ staffId: z.string(), name: z.string(), evidence: z.string() }),
  ),
  acknowledgement,
  contactSuspended: z.boolean(),
  suspensions: count,
  suspectedThreat: z.uuid().optional(),
  suspendedAt: at.optional(),
  suspensionDecidedAt: at.optional(),
  threatened: z.boolean(),
  violenceReports: count,
  agitated: z.boolean(),
  agitatedEpoch: count.optional().describe('the epoch that a manager was last told of it in'),
  unreadable: z.boolean(),
  relayed: z.boolean(),
  answeredAt: at.optional(),
  toldAt: at.optional(),
  untold: z.strictObject({ isAnswer: z.boolean() }).optional().describe('an update to tell them'),
  estimatedResolution: at.optional(),
  policyVersion: z.string().optional(),
  waits: count,
  pauses: z.array(z.strictObject({ from: at, to: at.optional() })),
  waiting: z
    .strictObject({
      until: at,
      reason: z.string(),
      from: z.enum(['assigned', 'investigating']),
    })
    .optional(),
  resolution: z
    .strictObject({
      outcome: z.string(),
      summary: z.string(),
      at,
      whyNoAction: z.string().optional(),
      told: z.string().optional(),
    })
    .optional(),
  legalHold: z.literal(true).optional().describe('nothing of it is erased'),
  erasedAt: at.optional().describe('since then it holds no personal data'),
  closedAt: at.optional(),
  closedHow: z.enum(['satisfied', 'lapse', 'imported']).optional(),
  impact: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  ratedEpochs: z.array(count).optional().describe('epochs whose survey has its one answer'),
  remedies: z.array(remedySchema),
  messages: z.array(message),
  updates: z.array(z.strictObject({ at, text: z.string() })),
  ...investigationState,
};

// A field of a case that is not described above stops the type check here: describe it, or name it as hidden.
type Hidden = 'fired' | 'answers';
type Undescribed = Exclude<keyof Case, keyof typeof caseState | Hidden>;
const nothingIsLeftOut: Record<Undescribed, never> = {};

/** A case with all that belongs to it. */
export const caseViewSchema = z
  .strictObject({
    ...caseState,
    ...nothingIsLeftOut,
    allowedCommands: z
      .array(z.enum(commandTypes))
      .describe('what whoever asks may do with it now; each is a POST to its path'),
    refusedCommands: z
      .partialRecord(
        z.enum(commandTypes),
        z.strictObject({ code: z.string(), why: z.string().describe('for a person') }),
      )
      .describe('what they may not do, and why'),
    writing: z
      .strictObject({
        reach: z.enum(['email', 'direct_message', 'none']),
        to: z.string().optional().describe('the address, or the name on the platform'),
        language: z.string().describe('that a message would be in'),
        languages: z.array(z.string()).describe('those that messages can be in'),
        templates: z.array(z.enum(['update', 'answer'])).describe('that a reply can stand in'),
        nextUpdateBy: at.optional().describe('when the customer must have heard again (R22)'),
        blocked: z.enum(['contact_suspended', 'no_address', 'not_a_responder']).optional(),
      })
      .describe('how its customer would be written to now'),
    resolveBy: at,
    deadlines: z.array(z.strictObject({ kind: z.string(), level: count, epoch: count, dueAt: at })),
    tasks: z.array(
      taskSchema
        .extend({ mayFinish: z.boolean().describe('whether whoever asks may mark it as done') })
        .meta({ id: 'TaskOfCase', description: 'A task of the case that it is about.' }),
    ),
    reviews: z.array(reviewSchema).describe('what approvers must see, per open proposal'),
    items: z.array(item),
    timeline: z.array(entrySchema),
  })
  .meta({ id: 'Case', description: 'A case with all that belongs to it.' });

/** A line of a list of cases. */
export const caseLineSchema = z
  .strictObject({
    caseId: z.uuid(),
    reference: z.string(),
    version: count,
    status: caseStatusSchema,
    kind: kindSchema,
    category: z.string(),
    severity: severitySchema,
    channel: channelSchema,
    language: z.string(),
    subject: z.string(),
    assignee: z.string().nullable(),
    epoch: count,
    escalationLevel: count,
    agitated: z.boolean(),
    suspended: z.boolean(),
    openedAt: at,
    acknowledgedAt: at.nullable(),
    updatedAt: at,
    resolveBy: at,
  })
  .meta({ id: 'CaseLine', description: 'A case in a list: no address, no text but its subject.' });

export const casesPageSchema = z.strictObject({
  cases: z.array(caseLineSchema),
  next: nextPage,
  total: z
    .strictObject({ count, more: z.boolean().describe('there are more than were counted') })
    .optional()
    .describe('when asked for by `count`'),
});
export const tasksPageSchema = z.strictObject({ tasks: z.array(taskSchema), next: nextPage });

/** A page of a timeline. */
export const timelinePageSchema = z.strictObject({ entries: z.array(entrySchema), next: nextPage });

/** What a command did. */
export const commandAnswerSchema = z
  .strictObject({
    reference: z.string(),
    version: count,
    status: caseStatusSchema,
    epoch: count,
    escalationLevel: count,
    entries: z
      .array(
        z.strictObject({
          version: count,
          type: z.string(),
          data: z.record(z.string(), z.unknown()),
        }),
      )
      .describe('what it wrote into the timeline'),
  })
  .meta({ id: 'CommandAnswer', description: 'The case after a command.' });
