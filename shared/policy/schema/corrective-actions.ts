// Corrective actions: who approves them, when they are due and checked (R24). The steps are in services/cases.
import { z } from 'zod';

/** The section of the policy about it. */
export const correctiveActionsSection = z
  .strictObject({})
  .describe('R24: approval, due time and check of effectiveness.');
