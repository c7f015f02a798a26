// Lists of tasks as people and programs ask for them.
import { z } from 'zod';
import { cursorParameter, limitParameter } from '#shared/api/route.ts';
import { isStorable } from '#shared/events/text.ts';
import type { Staff } from '#shared/people.ts';
import { listTasks } from '../stores/task-list-store.ts';
import { type Task, taskStates } from '../stores/task-store.ts';
import type { Shell } from '../work.ts';
import { cursorText, parseCursor } from './cursor.ts';

/** What a list of tasks can be asked for by. */
export const taskListQuery = z.strictObject({
  state: z.enum(taskStates).default('open').describe('open ones when absent'),
  mine: z.boolean().default(false).describe('only what you may take'),
  team: z
    .string()
    .min(1)
    .max(100)
    .refine(isStorable, 'must be well-formed text')
    .optional()
    .describe('of people of this team, or about cases of its categories; "mine" is yours'),
  kind: z
    .array(z.string().regex(/^[a-z][a-z_]{0,99}$/))
    .min(1)
    .max(20)
    .optional()
    .describe('of one of these kinds'),
  overdue: z.boolean().optional().describe('true: past their due time'),
  dueBefore: z.iso.datetime({ offset: true }).optional().describe('due before this time'),
  cursor: cursorParameter,
  limit: limitParameter,
});
export type TaskListQuery = z.infer<typeof taskListQuery>;

/** A page of tasks, in order of their due time. `of` is who asks, or whom the list is for. */
export async function tasksPage(
  shell: Shell,
  asked: TaskListQuery,
  of: Staff | undefined,
): Promise<{ tasks: Task[]; next?: string }> {
  const { state, mine, kind, overdue, limit } = asked;
  const team = asked.team === 'mine' ? (of?.team ?? '') : asked.team;
  const now = shell.clock.now().toISOString();
  const before = [asked.dueBefore, overdue ? now : undefined].filter((at) => at !== undefined);
  const rows = await listTasks(shell.db.query, {
    state,
    kind,
    of: mine ? of : undefined,
    team,
    teamCategories: shell.rules.policy.categories
      .filter((category) => category.team === team)
      .map(({ key }) => key),
    dueBefore: before.sort((a, b) => Date.parse(a) - Date.parse(b))[0],
    after: parseCursor(shell.signer, 'tasks', asked),
    limit,
  });
  const last = rows.length === limit ? rows.at(-1) : undefined;
  const tasks = rows.map(({ task }) => task);
  return last ? { tasks, next: cursorText(shell.signer, 'tasks', asked, last.place) } : { tasks };
}
