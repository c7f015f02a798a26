// The times that customers are promised, and what is warned of before (R03, R10, R11, R20, R22, R23). The matrix: escalation.ts.
import { z } from 'zod';
import { channelSchema, kindSchema, severitySchema } from '../../events/intake.ts';
import { countedFields } from './calendars.ts';
import { policyKey } from './words.ts';

const hours = z.number().positive().max(10_000);
const warning = hours.describe(
  'People are warned this long before, in the hours that it is counted in.',
);

const exception = z
  .strictObject({
    kinds: z.array(kindSchema).min(1).optional().describe('Only for these kinds.'),
    severities: z.array(severitySchema).min(1).optional().describe('Only for these severities.'),
    channels: z.array(channelSchema).min(1).optional().describe('Only for these channels.'),
    withinHours: hours.describe('The time that holds then.'),
    hours: countedFields.hours.unwrap().optional().describe('Its hours; as the rule otherwise.'),
    calendar: countedFields.calendar.describe('Its calendar; as the rule otherwise.'),
  })
  .refine(
    ({ kinds, severities, channels }) => kinds || severities || channels,
    'an exception must name kinds, severities or channels',
  );

const promise = {
  withinHours: hours.describe('The time, in hours.'),
  ...countedFields,
  exceptions: z
    .array(exception)
    .max(100)
    .default([])
    .describe('Other times by kind, severity and channel; the first that fits holds.'),
};

/** The fields of the policy that are times of service. */
export const timesFields = {
  acknowledgement: z
    .strictObject({
      ...promise,
      raiseHoursBefore: hours.describe('R11: a person is told this long before, if not delivered.'),
    })
    .describe('R10: the promise to acknowledge.'),
  answer: z
    .strictObject({ ...promise, warnHoursBefore: warning })
    .describe('R03: inquiries have an answer deadline.'),
  resolution: z
    .strictObject({ ...promise, warnHoursBefore: warning })
    .describe('R23: the time for a resolution that the customer is told.'),
  assignment: z
    .strictObject({
      withinBusinessDays: z.int().positive().max(30).describe('Whole business days.'),
      calendar: policyKey.optional().describe('Their calendar; the default one when absent.'),
    })
    .describe('R20: an investigator is assigned within this time.'),
  updates: z
    .strictObject({
      everyHours: hours.describe('So long after the customer last heard of us.'),
      ...countedFields,
    })
    .describe('R22: the next progress update.'),
  contactDecision: z
    .strictObject({
      withinHours: hours.describe('Clock hours, day and night.'),
      reportWithinHours: hours.describe('The workplace-violence report is filed within this time.'),
    })
    .describe(
      'R17: a manager decides whether and how a suspended or agitated customer is answered.',
    ),
  waiting: z
    .strictObject({
      daysMax: z.int().positive().max(365).describe('The longest wait, in days.'),
    })
    .describe('Waiting for the customer pauses the times of service, never the matrix.'),
};
