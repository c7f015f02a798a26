// What comes after a resolution and in between: asking, reopening, lapse, check-ins, call-backs, lost clients (R25–R29). Who
// does what: services/cases.
import { z } from 'zod';

/** The outcomes of a case. */
export const outcomeSchema = z.enum([
  'upheld',
  'partly_upheld',
  'not_upheld',
  'withdrawn',
  'answered',
]);

/** The fields of the policy about what comes after a resolution, and in between. */
export const followUpFields = {
  reopenWithinDays: z
    .number()
    .positive()
    .describe('A reply to a resolved or closed case reopens it within this time.'),
  closeByLapseAfterDays: z
    .number()
    .positive()
    .describe(
      'A resolved case closes when its customer was asked and gave no answer for this long.',
    ),
  followUp: z
    .strictObject({
      askAfterHours: z
        .number()
        .nonnegative()
        .describe('R28: how long after the resolution the customer is asked how it was handled.'),
      personAfterHours: z
        .number()
        .positive()
        .describe('R25: so long after the resolution, without an answer, a person asks.'),
      withinHours: z.number().positive().describe('How long that person has.'),
    })
    .describe('R25, R28: satisfaction is asked and confirmed.'),
  checkIn: z
    .strictObject({
      everyHours: z
        .number()
        .positive()
        .describe('How long an open case may go without anybody speaking with its customer.'),
      withinHours: z.number().positive().describe('How long whoever has the case then has.'),
    })
    .describe('R26: check-ins from time to time while a case is open.'),
  callBack: z
    .strictObject({
      withinHours: z.number().positive().describe('When a call is due unless its request says.'),
      reportTo: z
        .string()
        .max(320)
        .optional()
        .describe(
          'The e-mail address of whom reports go to; whoever asked for the call if absent.',
        ),
      readWithinHours: z.number().positive().describe('How long they have to read a report.'),
    })
    .describe('R27: calls to dissatisfied clients, and whom their reports go to.'),
  lostClients: z
    .strictObject({
      outcomes: z
        .array(outcomeSchema)
        .describe('Outcomes that leave a silent customer unsatisfied, whatever they said before.'),
      withinHours: z
        .number()
        .positive()
        .describe('How long the person has whom they are offered to.'),
    })
    .describe('R29: who was left unsatisfied and went silent is offered to a person.'),
};
