// What a draft holds: whatever somebody has typed into the page of a case and not sent. It is judged only when it is sent.
import { z } from 'zod';
import { isStorable } from '#shared/events/text.ts';
import { LONG } from '../domain/commands/fields.ts';

const typed = z
  .string()
  .max(LONG)
  .refine(isStorable, 'must be well-formed text without NUL characters');

/** A draft as the page keeps it. */
export const draftSchema = z
  .strictObject({
    mode: z
      .enum(['reply', 'note', 'resolve'])
      .default('reply')
      .describe('which of its texts is being written'),
    reply: typed.optional().describe('to the customer'),
    note: typed.optional().describe('for colleagues'),
    resolve: typed.optional().describe('the outcome in words'),
    language: z
      .string()
      .regex(/^[a-z]{2,3}$/)
      .optional()
      .describe('that the reply is written in'),
    template: z.enum(['update', 'answer']).optional().describe('that the reply stands in'),
    estimatedResolution: z.iso
      .datetime({ offset: true })
      .optional()
      .describe('RFC 3339: what the reply promises'),
    basedOn: z.int().nonnegative().optional().describe('the version of the case it was begun on'),
  })
  .meta({ id: 'Draft', description: 'What somebody has typed about a case and not sent.' });
export type Draft = z.infer<typeof draftSchema>;
