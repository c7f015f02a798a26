// Who the organisation is, for customers and staff: name, languages, currency, whom to ask. No times, no rules.
import { z } from 'zod';

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** An IANA time zone that this machine knows. */
export const timeZone = z
  .string()
  .refine(isTimeZone, 'expected an IANA time zone like "Europe/Berlin"');

/** The fields of the policy that say who speaks. */
export const organisationFields = {
  organisation: z.string().min(1).max(200).describe('The name that customers read.'),
  timeZone: timeZone.describe(
    'IANA time zone of promised times, for whoever has none of their own.',
  ),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code such as "EUR"')
    .describe('ISO 4217 code that amounts are in.'),
  contactPerson: z.string().max(200).describe('Whom to ask about this policy (R73).'),
  locales: z
    .array(z.string())
    .min(1)
    .describe('Languages with templates; the first is the fallback.'),
};
