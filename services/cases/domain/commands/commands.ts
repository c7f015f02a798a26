// What people can tell a case to do: the schemas that the API and the command line check their input with.
import { z } from 'zod';
import { kindSchema, severitySchema } from '#shared/events/intake.ts';
import type { CommandType } from './permissions.ts';

const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\u0000');
const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine(isStorable, 'must be well-formed text without NUL characters');
const LONG = 10_000;
const SHORT = 500;
const reason = text(SHORT).describe('Why; it stands on record.');
const remedyId = z
  .string()
  .regex(/^R\d{1,4}$/)
  .describe('The remedy, e.g. R1.');
const amount = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,2})?$/, 'must be an amount like "12.50"')
  .describe('Decimal amount in the currency of the policy.');

/** One strict schema a command: an unknown key is refused (S23). */
export const commandSchemas = {
  assign: z.strictObject({ to: text(320).describe('Staff id or e-mail address.') }),
  'take-over': z.strictObject({}),
  'start-investigation': z.strictObject({}),
  note: z.strictObject({ text: text(LONG) }),
  correct: z
    .strictObject({
      kind: kindSchema.optional(),
      category: z
        .string()
        .regex(/^[a-z][a-z0-9_]{0,99}$/)
        .optional()
        .describe('A category key of the policy.'),
      severity: severitySchema.optional(),
      reason,
    })
    .refine(
      (body) => body.kind ?? body.category ?? body.severity,
      'kind, category or severity: say at least one',
    ),
  impact: z
    .strictObject({
      timeLostHours: z.number().min(0).max(100_000).optional(),
      lossAmount: amount.optional(),
      lossCurrency: z
        .string()
        .regex(/^[A-Z]{3}$/)
        .optional()
        .describe('ISO 4217; the policy’s when absent.'),
      inconvenience: z.enum(['low', 'medium', 'high']).optional(),
      peopleAffected: z.int().min(1).max(10_000_000).optional(),
      note: text(LONG).optional(),
    })
    .refine((body) => Object.keys(body).length > 0, 'say at least one thing'),
  'root-cause': z.strictObject({ text: text(LONG) }),
  'send-update': z.strictObject({ text: text(LONG).describe('What the customer reads.') }),
  'record-contact': z.strictObject({
    how: z.enum(['phone', 'in_person', 'email', 'direct_message', 'letter', 'other']),
    summary: text(LONG),
  }),
  'acknowledge-in-person': z.strictObject({
    how: z.enum(['in_person', 'phone', 'by_hand']),
    note: text(SHORT).optional(),
  }),
  answer: z.strictObject({
    text: text(LONG).describe('Goes to the customer as a direct message, never in public.'),
  }),
  wait: z.strictObject({
    until: z.iso.datetime({ offset: true }).describe('RFC 3339; at most 90 days ahead.'),
    reason,
  }),
  resume: z.strictObject({ reason }),
  escalate: z.strictObject({
    level: z.int().min(1).max(3).optional().describe('One above the present one when absent.'),
    reason,
  }),
  'mark-agitated': z.strictObject({ reason }),
  'mark-threatening': z.strictObject({ reason }),
  'lift-suspension': z.strictObject({ reason }),
  'propose-remedy': z.strictObject({
    option: z.string().regex(/^[a-z][a-z0-9_]{0,99}$/),
    amount: amount.optional(),
    reason,
  }),
  'withdraw-remedy': z.strictObject({ remedyId, reason }),
  'approve-remedy': z.strictObject({
    remedyId,
    proposalVersion: z
      .int()
      .positive()
      .optional()
      .describe('The proposal that was read; another one is refused.'),
    amount: amount.optional().describe('The amount that was read; another one is refused.'),
  }),
  'reject-remedy': z.strictObject({ remedyId, reason }),
  'deliver-remedy': z.strictObject({ remedyId, how: text(SHORT) }),
  'confirm-remedy': z.strictObject({ remedyId, note: text(SHORT).optional() }),
  resolve: z.strictObject({
    outcome: z.enum(['upheld', 'partly_upheld', 'not_upheld', 'withdrawn', 'answered']),
    summary: text(LONG).describe('What the customer is told.'),
  }),
  'follow-up': z.strictObject({ satisfied: z.boolean(), comment: text(LONG).optional() }),
  reopen: z.strictObject({ reason }),
} as const satisfies Record<CommandType, z.ZodType>;

/** A command with its checked body. */
export type Command = {
  [T in CommandType]: { type: T; body: z.infer<(typeof commandSchemas)[T]> };
}[CommandType];
export type CommandOf<T extends CommandType> = Extract<Command, { type: T }>['body'];
