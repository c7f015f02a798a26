// The times that customers are promised, and what is warned of before (R03, R10, R11, R20, R23). The matrix: escalation.ts.
import { z } from 'zod';
import { severitySchema } from '../../events/intake.ts';

/** The fields of the policy that are times of service. */
export const timesFields = {
  acknowledgement: z.strictObject({
    withinHours: z.number().positive().describe('R10: the promise to acknowledge, in clock hours.'),
    raiseHoursBefore: z
      .number()
      .positive()
      .describe('R11: a person is told this long before it, if not delivered.'),
  }),
  answerInquiryWithinHours: z
    .number()
    .positive()
    .describe('R03: inquiries have an answer deadline.'),
  assignWithinBusinessDays: z.number().positive().describe('R20.'),
  resolveWithinHours: z
    .record(severitySchema, z.number().positive())
    .describe('R23: the time told to the customer.'),
};
