// The escalation matrix as data (R30, R31, R32). What is done at a level is decided in services/cases.
import { z } from 'zod';
import { severitySchema } from '../../events/intake.ts';
import { countedFields } from './calendars.ts';
import { labels, ladderRole } from './words.ts';

const escalationLevel = z.strictObject({
  level: z.int().min(1).max(3).describe('1, 2 or 3.'),
  afterHours: z
    .number()
    .positive()
    .describe('Hours after the case was opened (or reopened), never paused.'),
  ...countedFields,
  warnHoursBefore: z
    .number()
    .positive()
    .max(1_000)
    .describe('People are warned this long before, in the hours that it is counted in.'),
  role: ladderRole.describe('Who it goes to.'),
  action: labels.describe('What they are to do.'),
  exemptSeverities: z
    .array(severitySchema)
    .default([])
    .describe('Severities for which this level is not created at opening.'),
});

/** The matrix of the policy. */
export const escalationSection = z.array(escalationLevel).describe('R30, R32: the matrix.');
