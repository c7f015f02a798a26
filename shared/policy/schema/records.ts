// How long records are kept (R71). Erasing is done elsewhere: this only says what the organisation has decided.
import { z } from 'zod';

/** The section of the policy about it. */
export const retentionSection = z
  .strictObject({
    caseDays: z
      .int()
      .positive()
      .max(36_500)
      .describe('Days that a closed case and what belongs to it are kept.'),
    noiseDays: z
      .int()
      .positive()
      .max(36_500)
      .describe('Days that suppressed items (automatic replies, bounces, lists) are kept.'),
  })
  .describe('R71: the period that records are kept for; a legal hold goes before it.');
