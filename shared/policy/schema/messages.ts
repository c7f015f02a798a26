// What goes out by itself and what surveys tell (R05, R10). Texts are in templates/.
import { z } from 'zod';
import { severitySchema } from '../../events/intake.ts';

const timeOfDay = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'expected a time of day in quotes, such as "22:00"');

/** The fields of the policy about automatic mails and surveys. */
export const messagesFields = {
  quietHours: z
    .strictObject({
      from: timeOfDay.describe('When they begin, in the time zone of the policy.'),
      to: timeOfDay.describe('When they end: mails that were held back go out then.'),
      exceptSeverities: z
        .array(severitySchema)
        .describe('Severities whose mails go out at any time.'),
    })
    .nullable()
    .describe(
      'R30, R31: mails to staff wait for the end of these hours; what happened is on record at once. null: there are none.',
    ),
  surveys: z.strictObject({
    lowShare: z
      .number()
      .min(0)
      .max(1)
      .describe('R05: scores at or below this share of the scale are low.'),
  }),
  mailCaps: z.strictObject({
    perAddress: z
      .int()
      .positive()
      .describe(
        'Automatic mails to one address within the window; more are suppressed and raised.',
      ),
    perAddressSameSubject: z
      .int()
      .positive()
      .describe('The same, for mails about the same subject.'),
    windowMinutes: z.number().positive(),
    perDomain: z
      .int()
      .positive()
      .describe(
        'Automatic mails to one domain within the window; more are delayed, never suppressed.',
      ),
  }),
};
