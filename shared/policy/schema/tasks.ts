// The tasks that keep promises: owners, warnings, agitation and threats (R11, R17, R22, R26). Their times: times.ts.
import { z } from 'zod';

/** The section of the policy about it. */
export const tasksSection = z
  .strictObject({})
  .describe('Owners of tasks, and when they are warned.');
