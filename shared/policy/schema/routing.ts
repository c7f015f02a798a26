// Who gets a case: routing by category, language, channel, team, skill, shift and load (R20, R21). The choosing: services/cases.
import { z } from 'zod';
import { channelSchema, severitySchema } from '../../events/intake.ts';
import { ladderRole } from './words.ts';

const rule = z
  .strictObject({
    categories: z.array(z.string().max(50)).min(1).optional().describe('Only these categories.'),
    languages: z
      .array(z.string().regex(/^[a-z]{2,3}$/, 'expected a language like "en"'))
      .min(1)
      .optional()
      .describe('Only customers who write in these languages.'),
    channels: z.array(channelSchema).min(1).optional().describe('Only these channels.'),
    severities: z.array(severitySchema).min(1).optional().describe('Only these severities.'),
    team: z
      .string()
      .max(100)
      .optional()
      .describe('Who gets it; the team of the category if absent.'),
    skills: z.array(z.string().max(50)).default([]).describe('What they must all have.'),
    role: ladderRole.optional().describe('Their role; frontline when absent.'),
  })
  .describe('Where some cases go.');

/** The section of the policy about it. */
export const routingSection = z
  .strictObject({
    autoAssign: z
      .boolean()
      .describe(
        'Whether cases are assigned as they open; else a supervisor does it in time (R20).',
      ),
    casesPerPerson: z
      .int()
      .min(1)
      .max(10_000)
      .describe('How many open cases one person is meant to have: the full load of the board.'),
    rules: z.array(rule).max(500).default([]).describe('In order: the first that fits holds.'),
  })
  .describe('R20, R21: who a case is assigned to. Nobody named in it, or reporting to them.');
