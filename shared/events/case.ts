// Events of cases, for whoever follows them (reports, webhooks). The timeline itself stays in services/cases.
//
// Words: a case has a kind, a severity, a category, an owner, a status and an epoch (raised by each reopening); see
// docs/glossary.md.
import { z } from 'zod';
import { channelSchema, kindSchema, severitySchema } from './intake.ts';

export const caseStatuses = [
  'new',
  'assigned',
  'investigating',
  'waiting',
  'resolved',
  'closed',
  'merged',
] as const;
export const caseStatusSchema = z.enum(caseStatuses);
export type CaseStatus = z.infer<typeof caseStatusSchema>;

/** One change of a case, with what it looks like after it. Keyed by case, so the order of a case survives. */
export const caseChangedSchema = z.object({
  caseId: z.uuid(),
  reference: z.string(),
  /** The number of the timeline entry: 1, 2, 3 … without gaps. */
  version: z.number().int().positive(),
  /** The timeline entry's type, e.g. `case.opened`, `remedy.approved`. */
  change: z.string(),
  at: z.iso.datetime(),
  /** `staff:<id>`, `customer`, `clock` or `system`. */
  actor: z.string(),
  kind: kindSchema,
  category: z.string(),
  severity: severitySchema,
  channel: channelSchema,
  status: caseStatusSchema,
  epoch: z.number().int().positive(),
  escalationLevel: z.number().int().min(0).max(3),
});
export type CaseChanged = z.infer<typeof caseChangedSchema>;

export const caseChangedTopic = {
  name: 'case.changed.v1',
  schema: caseChangedSchema,
  keyOf: (changed: CaseChanged) => changed.caseId,
};

/** The personal data of a case is erased: whoever keeps something of it empties it too. */
export const caseErasedSchema = z.object({
  caseId: z.uuid(),
  reference: z.string(),
  /** What was asked for or written until then is to go. */
  at: z.iso.datetime(),
  /** Mails to staff about several cases, this one among them. */
  staffMails: z.array(z.uuid()),
});
export type CaseErased = z.infer<typeof caseErasedSchema>;

export const caseErasedTopic = {
  name: 'case.erased.v1',
  schema: caseErasedSchema,
  keyOf: (erased: CaseErased) => erased.caseId,
};
