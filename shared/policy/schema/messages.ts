// What goes out by itself and what surveys tell (R05, R10). Texts are in templates/.
import { z } from 'zod';

/** The fields of the policy about automatic mails and surveys. */
export const messagesFields = {
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
