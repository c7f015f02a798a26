// Corrective actions (R24): when one is to be approved, and when a manager looks whether it worked. No commands live here.
import { z } from 'zod';

/** The section of the policy about it. */
export const correctiveActionsSection = z
  .strictObject({
    approveWithinHours: z
      .number()
      .positive()
      .describe('A manager approves or refuses a request within this time.'),
    checkAfterDays: z
      .number()
      .nonnegative()
      .describe('How long an action must have been done before a manager may say that it worked.'),
    checkWithinDays: z
      .number()
      .positive()
      .describe('How long after that the check is due: a task of the manager.'),
  })
  .describe('R24: the Corrective Action Request Form and its effectiveness check.');
