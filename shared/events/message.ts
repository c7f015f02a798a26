// Events between cases and the notifier: a message that is wanted, and what became of it.
import { z } from 'zod';
import { channelSchema } from './intake.ts';

/** What a message is for; each is a folder of templates/. */
export const purposes = [
  'acknowledgement',
  'update',
  'escalation-notice',
  'compensation',
  'closing',
  'satisfaction',
  'staff-notice',
  'daily-digest',
  'answer',
  'invitation',
  'password-reset',
] as const;
export const purposeSchema = z.enum(purposes);
export type Purpose = z.infer<typeof purposeSchema>;

/** A message that a case wants sent, once: `messageId` derives from the timeline entry that wanted it. */
export const messageRequestedSchema = z.object({
  messageId: z.uuid(),
  /** Absent for notices about no case. */
  caseId: z.uuid().optional(),
  reference: z.string().optional(),
  purpose: purposeSchema,
  via: z.enum(['email', 'direct_message']),
  recipient: z.object({
    name: z.string().max(200).optional(),
    email: z.string().max(320).optional(),
    platform: channelSchema.optional(),
    platformUserId: z.string().max(200).optional(),
    handle: z.string().max(200).optional(),
    /** Customers are capped and answered with care; staff are told what they need. */
    party: z.enum(['customer', 'staff']),
  }),
  /** BCP 47 primary language the recipient reads. */
  locale: z.string().max(35),
  /** What the templates may use. Texts of customers never go out in an acknowledgement (S37). */
  values: z.record(z.string(), z.union([z.string().max(20_000), z.number(), z.boolean()])),
  /** Message-IDs (without angle brackets) of what this answers, newest last. */
  answers: z.array(z.string().max(998)).max(50),
  /** After this time a person must have been told that it is not sent (R11). */
  dueAt: z.iso.datetime().optional(),
  /** Who wrote or approved it: `staff:<id>` or `system`. Direct messages are only sent for a person (R10, R45). */
  author: z.string().max(100),
  requestedAt: z.iso.datetime(),
});
export type MessageRequested = z.infer<typeof messageRequestedSchema>;

/** What a message is rendered from: enough to see it as it would be sent. */
export const messagePreviewSchema = messageRequestedSchema
  .pick({
    reference: true,
    purpose: true,
    via: true,
    recipient: true,
    locale: true,
    values: true,
    author: true,
  })
  .meta({ id: 'MessagePreview', description: 'A message as it would be asked for.' });
export type MessagePreview = z.infer<typeof messagePreviewSchema>;

export const messageRequestedTopic = {
  name: 'message.requested.v1',
  schema: messageRequestedSchema,
  keyOf: (message: MessageRequested) => message.caseId ?? message.messageId,
};

/**
 * What became of a message. `sent`: the server said 250, or the platform accepted it (not: delivered). `in_doubt`: the
 * link broke when it may or may not have been taken. `suppressed`: a cap or rule kept it back.
 */
export const messageStatuses = [
  'sent',
  'delayed',
  'failed',
  'suppressed',
  'in_doubt',
  'bounced',
] as const;
export const messageReportedSchema = z.object({
  messageId: z.uuid(),
  caseId: z.uuid().optional(),
  purpose: purposeSchema,
  via: z.enum(['email', 'direct_message']),
  status: z.enum(messageStatuses),
  /** A closed word, e.g. `smtp_550`, `address_cap`, `cannot_message`. */
  reason: z.string().max(200).optional(),
  at: z.iso.datetime(),
});
export type MessageReported = z.infer<typeof messageReportedSchema>;

export const messageReportedTopic = {
  name: 'message.reported.v1',
  schema: messageReportedSchema,
  keyOf: (report: MessageReported) => report.caseId ?? report.messageId,
};
