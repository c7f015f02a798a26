// The route of the supervisor's board. Cases are shared out anew by the command `assign`, absence is set by the routes of staff.
import { z } from 'zod';
import { type Route, routeFor } from '#shared/api/route.ts';
import { caseStatusSchema } from '#shared/events/case.ts';
import { channelSchema, severitySchema } from '#shared/events/intake.ts';
import { isStorable } from '#shared/events/text.ts';
import { roleSchema } from '#shared/people.ts';
import { at } from '../api/remedy-answers.ts';
import type { Shell } from '../work.ts';
import { boardOf } from './board.ts';

const route = routeFor<Shell>();
const count = z.int().nonnegative();

const figures = {
  open: count.describe('cases that are not resolved'),
  overdue: count.describe('of these, past the time promised'),
  soon: count.describe('of these, promised for within the next hours'),
  byLevel: z.array(count).length(3).describe('of these, at escalation level 1, 2 and 3'),
};
const card = z
  .strictObject({
    reference: z.string(),
    version: count,
    status: caseStatusSchema,
    severity: severitySchema,
    category: z.string(),
    channel: channelSchema,
    subject: z.string(),
    escalationLevel: count,
    agitated: z.boolean(),
    openedAt: at,
    resolveBy: at,
  })
  .meta({ id: 'BoardCard', description: 'A case on the board.' });
const cards = z.array(card).describe('those due next; GET /api/v1/cases has the rest');

const board = z
  .strictObject({
    at,
    soonHours: z.number(),
    total: z.strictObject(figures),
    teams: z.array(z.strictObject({ team: z.string(), people: count, ...figures })),
    unassigned: z.strictObject({ ...figures, cards }),
    people: z.array(
      z.strictObject({
        staffId: z.string(),
        name: z.string(),
        role: roleSchema,
        team: z.string().nullable(),
        away: z.boolean().describe('just now'),
        absence: z
          .strictObject({ from: at, until: at, deputy: z.string().nullable() })
          .nullable()
          .describe('when they are away, and the name of who stands in'),
        onShift: z.boolean().describe('works at this hour, by their shift or calendar'),
        capacity: count.describe('open cases that are a full load, by the policy'),
        tasks: count.describe('open tasks that are theirs'),
        ...figures,
        cards,
      }),
    ),
  })
  .meta({ id: 'Board', description: 'Who has how much, and what of it is late.' });

/** The route of the board. */
export const boardRoutes: Route<Shell>[] = [
  route(
    {
      ...{ method: 'get', path: '/api/v1/board', operationId: 'getBoard' },
      summary: 'Who has how many open cases, what is late or soon due, who is there',
      tag: 'staff',
      who: ['supervisor', 'department_manager', 'senior_management', 'admin', 'auditor'],
      query: z.strictObject({
        team: z
          .string()
          .min(1)
          .max(100)
          .refine(isStorable, 'must be well-formed text')
          .optional()
          .describe('only people of this team'),
        soonHours: z.int().min(1).max(168).default(8).describe('what counts as soon due'),
        cards: z.int().min(0).max(50).default(12).describe('cases shown of each person'),
      }),
      answers: { 200: { description: 'The board.', schema: board } },
    },
    async (shell, { query }) => ({ json: await boardOf(shell, query) }),
  ),
];
