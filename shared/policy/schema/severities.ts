// What the severities mean to people: names and example scenarios (SOP 000 §5, R15). Their words in texts: classification.ts.
import { z } from 'zod';
import { severitySchema } from '../../events/intake.ts';
import { labels } from './words.ts';

/** The severities of the guidelines table. */
export const severitiesSection = z
  .record(
    severitySchema,
    z.strictObject({
      label: labels,
      examples: z
        .record(z.string(), z.array(z.string().max(200)).min(1).max(20))
        .describe('Example scenarios, by language; en is the fallback.'),
    }),
  )
  .describe('R15: the severities with the scenarios of the guidelines table.');
