// What people can tell a case to do: the schemas that the API and the command line check their input with.
import { z } from 'zod';
import { kindSchema, severitySchema } from '#shared/events/intake.ts';
import { investigationSchemas } from '../investigation/schemas.ts';
import { LONG, reason, SHORT, text, writtenIn } from './fields.ts';
import type { CommandType } from './permissions.ts';

const remedyId = z
  .string()
  .regex(/^R\d{1,4}$/)
  .describe('the remedy, e.g. R1');
const caseReference = text(40).describe('the reference of the other case');
const amount = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,2})?$/, 'must be an amount like "12.50"')
  .describe('decimal amount in the currency of the policy');

/** One strict schema a command: an unknown key is refused (S23). */
export const commandSchemas = {
  assign: z
    .strictObject({ to: text(320).describe('e-mail address or id of a member of staff') })
    .describe('give the case to somebody'),
  'take-over': z.strictObject({}).describe('take the case yourself'),
  'record-complained-about': z
    .strictObject({
      who: text(320).describe('e-mail address or id of the member of staff'),
      reason,
    })
    .describe('record whom of the staff the complaint is about: they are kept away from it'),
  'withdraw-complained-about': z
    .strictObject({
      who: text(320).describe('e-mail address or id of the member of staff'),
      reason,
    })
    .describe('say that the complaint is not about a member of staff after all'),
  'start-investigation': z.strictObject({}).describe('say that the investigation has begun'),
  note: z
    .strictObject({ text: text(LONG).describe('what staff read; the customer never does') })
    .describe('write a note for colleagues'),
  correct: z
    .strictObject({
      kind: kindSchema.optional().describe('what it is'),
      category: z
        .string()
        .regex(/^[a-z][a-z0-9_]{0,99}$/)
        .optional()
        .describe('a category key of the policy'),
      severity: severitySchema.optional().describe('how bad it is'),
      language: z
        .string()
        .regex(/^[a-z]{2,3}$/, 'must be a language like "de"')
        .optional()
        .describe(
          'the customer’s language (ISO 639), like "de": what is written to them from now on is in it',
        ),
      reason,
    })
    .refine(
      (body) => body.kind ?? body.category ?? body.severity ?? body.language,
      'kind, category, severity or language: say at least one',
    )
    .describe('correct kind, category, severity or the customer’s language'),
  impact: z
    .strictObject({
      timeLostHours: z.number().min(0).max(100_000).optional().describe('hours the customer lost'),
      lossAmount: amount.optional().describe('money the customer lost, e.g. 12.50'),
      lossCurrency: z
        .string()
        .regex(/^[A-Z]{3}$/)
        .optional()
        .describe('ISO 4217; the policy’s when absent'),
      inconvenience: z
        .enum(['low', 'medium', 'high'])
        .optional()
        .describe('how much trouble it was'),
      peopleAffected: z.int().min(1).max(10_000_000).optional().describe('how many people it hit'),
      note: text(LONG).optional().describe('what else there is to say'),
    })
    .refine((body) => Object.keys(body).length > 0, 'say at least one thing')
    .describe('record what it did to the customer'),
  'send-update': z
    .strictObject({
      text: text(LONG).describe('what the customer reads'),
      estimatedResolution: z.iso
        .datetime({ offset: true })
        .optional()
        .describe('RFC 3339: when the customer can expect the resolution; they are told'),
      language: writtenIn.optional(),
      template: z
        .enum(['update', 'answer'])
        .optional()
        .describe(
          'what it is: news on the case (if absent), or the answer to an inquiry, which news is not',
        ),
    })
    .describe('tell the customer how things stand, by message and on the status page'),
  'record-contact': z
    .strictObject({
      how: z
        .enum(['phone', 'in_person', 'email', 'direct_message', 'letter', 'other'])
        .describe('how you spoke'),
      summary: text(LONG).describe('what was said'),
    })
    .describe('record a talk with the customer that took place elsewhere'),
  'acknowledge-in-person': z
    .strictObject({
      how: z.enum(['in_person', 'phone', 'by_hand']).describe('how they were told'),
      note: text(SHORT).optional().describe('what was said'),
    })
    .describe('record that the customer was told that we have it'),
  answer: z
    .strictObject({
      text: text(LONG).describe('what the customer reads, never in public'),
      language: writtenIn.optional(),
    })
    .describe('answer on a social platform by direct message (designated responders)'),
  'record-app-answer': z
    .strictObject({
      text: text(LONG).describe('what the customer was written, never in public'),
      occurredAt: z.iso
        .datetime({ offset: true })
        .optional()
        .describe('RFC 3339: when it was written; just now when absent'),
    })
    .describe('record that you answered by direct message in the platform’s own app (responders)'),
  wait: z
    .strictObject({
      until: z.iso
        .datetime({ offset: true })
        .describe('RFC 3339, e.g. 2027-01-31T12:00:00Z; at most as far ahead as the policy allows'),
      for: z
        .enum(['customer', 'third_party'])
        .optional()
        .describe(
          'whom it waits for, the customer when absent; only then the times of service pause',
        ),
      reason,
    })
    .describe('say that nothing can be done until a time'),
  'move-to-policy': z
    .strictObject({
      number: z
        .int()
        .min(1)
        .max(1_000_000)
        .optional()
        .describe('the version of the policy; the newest when absent'),
      reason,
    })
    .describe('let the case follow another version of the policy (supervisors)'),
  resume: z.strictObject({ reason }).describe('end a wait early'),
  escalate: z
    .strictObject({
      level: z.int().min(1).max(3).optional().describe('one above the present one when absent'),
      reason,
    })
    .describe('raise the case to the next level, or to a given one'),
  'mark-agitated': z
    .strictObject({ reason })
    .describe('bring a manager in for a very upset customer'),
  'mark-threatening': z
    .strictObject({ reason })
    .describe('suspend contact after a threat; a manager decides on it'),
  'decide-threat': z
    .strictObject({
      isThreat: z.boolean().describe('whether it is a threat: then contact is suspended'),
      reason: reason.optional(),
    })
    .describe('decide whether what may be a threat is one (supervisors)'),
  'lift-suspension': z
    .strictObject({ reason })
    .describe('allow contact again; what was held back goes out (managers)'),
  'keep-suspension': z
    .strictObject({ reason })
    .describe('decide that contact stays suspended: the customer is not answered (managers)'),
  'report-violence': z
    .strictObject({
      what: text(LONG).describe('what was said or done'),
      who: text(SHORT).describe('who threatened or was violent, as far as known'),
      where: text(SHORT).describe('where: a place, a phone call, a message'),
      occurredAt: z.iso.datetime({ offset: true }).describe('RFC 3339: when it happened'),
      against: text(SHORT).optional().describe('whom it was against'),
      injuries: text(LONG).optional().describe('who was hurt, and how; nobody when absent'),
      policeInformed: z.boolean().describe('whether the police were told'),
      policeReference: text(SHORT).optional().describe('their reference'),
      witnesses: z.array(text(SHORT)).max(50).default([]).describe('who saw or heard it'),
    })
    .describe('file the workplace-violence report'),
  'propose-remedy': z
    .strictObject({
      option: z
        .string()
        .regex(/^[a-z][a-z0-9_]{0,99}$/)
        .describe('a remedy key of the policy; a wrong one is answered with those allowed'),
      amount: amount.optional(),
      estimatedCost: amount
        .optional()
        .describe('what it will cost the organisation; what the policy says when absent'),
      reason,
    })
    .describe('propose compensation; within your own powers it is given at once'),
  'withdraw-remedy': z
    .strictObject({ remedyId, reason })
    .describe('take back a proposal that is not decided'),
  'approve-remedy': z
    .strictObject({
      remedyId,
      proposalVersion: z
        .int()
        .positive()
        .optional()
        .describe('the proposal that was read; another one is refused'),
      amount: amount.optional().describe('the amount that was read; another one is refused'),
      others: z
        .enum(['keep', 'reject'])
        .optional()
        .describe('other open proposals of the case: keep them open (if absent) or reject them'),
    })
    .describe('approve proposed compensation; the customer is told'),
  'reject-remedy': z.strictObject({ remedyId, reason }).describe('reject proposed compensation'),
  'deliver-remedy': z
    .strictObject({
      remedyId,
      how: text(SHORT).describe('how they got it'),
      cost: amount.optional().describe('what it cost the organisation; as estimated when absent'),
    })
    .describe('record that the customer was given approved compensation'),
  'confirm-remedy': z
    .strictObject({
      remedyId,
      note: text(SHORT).optional().describe('what they said'),
      cost: amount.optional().describe('what it cost the organisation in the end'),
    })
    .describe('record that the customer confirmed it'),
  'settle-payout': z
    .strictObject({
      remedyId,
      outcome: z
        .enum(['paid', 'not_paid', 'retry'])
        .describe('it was paid; it was not, give it by hand; ask the provider once more'),
      reason,
    })
    .describe('say what became of a payout that is in doubt or failed (supervisors)'),
  link: z
    .strictObject({ to: caseReference, reason })
    .describe('say that another case belongs to this one; both go on (supervisors)'),
  unlink: z.strictObject({ to: caseReference, reason }).describe('take a link back (supervisors)'),
  merge: z
    .strictObject({ into: caseReference, reason })
    .describe('let its story go on in another open case of the same customer (supervisors)'),
  unmerge: z
    .strictObject({ from: caseReference, reason })
    .describe('take it out of the case again that it was merged into (supervisors)'),
  reopen: z.strictObject({ reason }).describe('open a resolved or closed case again'),
  ...investigationSchemas,
} as const satisfies Record<CommandType, z.ZodType>;

/** A command with its checked body. */
export type Command = {
  [T in CommandType]: { type: T; body: z.infer<(typeof commandSchemas)[T]> };
}[CommandType];
export type CommandOf<T extends CommandType> = Extract<Command, { type: T }>['body'];
