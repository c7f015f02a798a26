// Who gets a case: routing by category, language, channel, team, skill, shift and load (R20, R21). The choosing: services/cases.
import { z } from 'zod';

/** The section of the policy about it. */
export const routingSection = z.strictObject({}).describe('R20, R21: who a case is assigned to.');
