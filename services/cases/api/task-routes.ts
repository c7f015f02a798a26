// The routes of tasks: what people are asked to do.
import { z } from 'zod';
import { type Route, routeFor } from '#shared/api/route.ts';
import { isStorable } from '#shared/events/text.ts';
import { taskListQuery, tasksPage } from '../lists/task-list.ts';
import { finishTask } from '../tasks/finish-task.ts';
import type { Shell } from '../work.ts';
import { taskSchema, tasksPageSchema } from './answers.ts';

const route = routeFor<Shell>();
const tag = 'tasks';

const noteBody = z.strictObject({
  note: z
    .string()
    .trim()
    .min(1)
    .max(2000)
    .refine(isStorable, 'must be well-formed text without NUL characters')
    .optional()
    .describe('what was done'),
});

/** Routes of tasks. */
export const taskRoutes: Route<Shell>[] = [
  route(
    {
      method: 'get',
      path: '/api/v1/tasks',
      operationId: 'listTasks',
      summary: 'List tasks in order of their due time',
      tag,
      who: 'staff',
      query: taskListQuery,
      answers: { 200: { description: 'A page of tasks.', schema: tasksPageSchema } },
    },
    async (shell, { query, staff }) => ({ json: await tasksPage(shell, query, staff) }),
  ),
  route(
    {
      method: 'post',
      path: '/api/v1/tasks/{taskId}/done',
      operationId: 'finishTask',
      summary: 'Mark a task as done',
      tag,
      who: 'staff',
      params: z.strictObject({ taskId: z.string().max(100) }),
      body: noteBody,
      answers: { 200: { description: 'The task.', schema: taskSchema } },
      problems: [403, 404, 409],
    },
    async (shell, { params, body, staff }) => ({
      json: await finishTask(shell, {
        taskId: params.taskId,
        staffId: staff.staffId,
        note: body.note,
      }),
    }),
  ),
];
