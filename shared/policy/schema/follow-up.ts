// What comes after a resolution: satisfaction, lapse, reopening (R25, R28, R29). Times of an open case: times.ts.
import { z } from 'zod';

/** The fields of the policy about what comes after a resolution. */
export const followUpFields = {
  followUp: z.strictObject({}).describe('R25, R28, R29: what is asked after a resolution.'),
  reopenWithinDays: z
    .number()
    .positive()
    .describe('A reply to a resolved or closed case reopens it within this time.'),
  closeByLapseAfterDays: z
    .number()
    .positive()
    .describe('A resolved case without an answer closes after this time.'),
};
