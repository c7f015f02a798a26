// How long records are kept (R71). The erasing is the cases service's: this only says what the organisation has decided.
import { z } from 'zod';

/** The section of the policy about it. */
export const retentionSection = z
  .strictObject({
    caseDays: z
      .int()
      .positive()
      .max(36_500)
      .describe(
        'Days that a closed case and what belongs to it are kept, from its closing on; then its personal data is erased. At least reopenWithinDays.',
      ),
    noiseDays: z
      .int()
      .positive()
      .max(36_500)
      .describe(
        'Days that suppressed items (automatic replies, bounces, lists) are kept, from when they were suppressed.',
      ),
    quarantineDays: z
      .int()
      .positive()
      .max(36_500)
      .describe(
        'Days that quarantined items which a person has dealt with are kept, from when they were set aside.',
      ),
  })
  .describe('R71: the period that records are kept for; a legal hold goes before it.');
