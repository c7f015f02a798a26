// The routes of the work list.
import { z } from 'zod';
import { nextPage, type Route, routeFor } from '#shared/api/route.ts';
import { workCounts, workCountsQuery, workListQuery, workPage } from '../lists/work-list.ts';
import type { Shell } from '../work.ts';
import { caseLineSchema, taskSchema } from './answers.ts';
import { at } from './remedy-answers.ts';

const route = routeFor<Shell>();
const tag = 'tasks';

const workRowSchema = taskSchema
  .pick({
    taskId: true,
    title: true,
    titles: true,
    dueAt: true,
    ownerStaff: true,
    ownerRole: true,
    ownerPlatform: true,
    ownerTeam: true,
    raisedAt: true,
    raisedStaff: true,
    raisedRole: true,
  })
  .extend({
    task: z.string().describe('the kind of the task'),
    warnAt: at.nullable().describe('from then on it is soon due'),
    more: z.int().nonnegative().describe('further open tasks of the case'),
    case: caseLineSchema
      .omit({ caseId: true, acknowledgedAt: true })
      .extend({
        customer: z
          .string()
          .nullable()
          .describe(
            'what the customer is called; null where whoever asks has no part in the case: opening it tells, on record (R72)',
          ),
      })
      .meta({ id: 'WorkCase', description: 'The case of a row of the work list.' })
      .nullable()
      .describe('null: it is about no case'),
  })
  .meta({ id: 'WorkRow', description: 'What is to be done next, in which case.' });

/** Routes of the work list. */
export const workRoutes: Route<Shell>[] = [
  route(
    {
      method: 'get',
      path: '/api/v1/work',
      operationId: 'listWork',
      summary: 'What is to be done next, by due time',
      description:
        'Each open case once, by its earliest open task that fits; tasks about no case beside them.',
      tag,
      who: 'staff',
      query: workListQuery,
      answers: {
        200: {
          description: 'A page.',
          schema: z.strictObject({ work: z.array(workRowSchema), next: nextPage }),
        },
      },
    },
    async (shell, { query, staff }) => ({ json: await workPage(shell, query, staff) }),
  ),
  route(
    {
      method: 'get',
      path: '/api/v1/work/counts',
      operationId: 'countWork',
      summary: 'How much there is to be done: overdue, today, later',
      tag,
      who: 'staff',
      query: workCountsQuery,
      answers: {
        200: {
          description: 'Counts; one that is `max` means that many or more.',
          schema: z.strictObject({
            overdue: z.int(),
            today: z.int(),
            later: z.int(),
            max: z.int(),
          }),
        },
      },
    },
    async (shell, { query, staff }) => ({ json: await workCounts(shell, query, staff) }),
  ),
];
