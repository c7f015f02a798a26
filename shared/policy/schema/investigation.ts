// How a case is looked into: impact, evidence, outcomes, root causes (R16, R21). The steps are in services/cases.
import { z } from 'zod';

/** The section of the policy about it. */
export const investigationSection = z
  .strictObject({})
  .describe('R16, R21: impact, evidence, outcomes and the tree of root causes.');
