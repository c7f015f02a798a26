// The tasks that keep promises: warnings, raising, agitation and threats (R11, R17, R22). Times of service: times.ts.
import { z } from 'zod';

/** The section of the policy about it. */
export const tasksSection = z
  .strictObject({
    warnHoursBefore: z
      .number()
      .positive()
      .max(168)
      .describe(
        'The owner of a task is warned this many hours before it is due; one that is short, at half its time.',
      ),
    warnHoursBeforeOf: z
      .record(
        z.string().regex(/^[a-z][a-z_]{0,49}$/, 'expected a kind of task like "next_update"'),
        z.number().positive().max(8760),
      )
      .default({})
      .describe('Other lead times, by kind of task.'),
    upAfterHours: z
      .number()
      .positive()
      .max(8760)
      .describe(
        'A task that is overdue goes up a rung; not done this many hours later it goes up the next, until senior management.',
      ),
    upAfterHoursOf: z
      .record(
        z.string().regex(/^[a-z][a-z_]{0,49}$/, 'expected a kind of task like "next_update"'),
        z.number().positive().max(8760),
      )
      .default({})
      .describe('Other hours between two rungs, by kind of task.'),
    digestMinutes: z
      .int()
      .nonnegative()
      .max(1440)
      .describe(
        'R31: mails to a person are gathered this long, but for critical cases, threats and upset customers; 0: none are.',
      ),
  })
  .describe('R22: each open promise is a task with an owner, a due time and a warning before it.');
