// The SQL of lists of tasks.
import type { Query } from '#shared/db.ts';
import { isAtLeast, ladder, type Role } from '../domain/case.ts';
import type { Place } from './list-store.ts';
import { type Task, taskColumns } from './task-store.ts';

export type TaskFilter = {
  state: Task['state'];
  kind?: string[] | undefined;
  /** Only what this person may take: their own, their role's and those below it, their platforms'. */
  of?: { staffId: string; role: Role; responderFor: string[] } | undefined;
  /** Of people of this team, or about cases of its categories. */
  team?: string | undefined;
  teamCategories: string[];
  dueBefore?: string | undefined;
  after?: Place | undefined;
  limit: number;
};

/** Tasks in order of their due time, each with its place in it. */
export async function listTasks(
  query: Query,
  filter: TaskFilter,
): Promise<{ task: Task; place: Place }[]> {
  const { of } = filter;
  const rungs = of ? ladder.filter((rung) => isAtLeast(of.role, rung)) : [];
  const rows = await query<Task & { place: string[] }>(
    `select ${taskColumns}, array[t.due_at::text, t.task_id::text] as place
     from cases.tasks t left join cases.cases c using (case_id)
     where t.state = $1
       and ($2::text is null or t.owner_staff = $2 or t.owner_role = any($3::text[])
         or (t.owner_role = 'responder' and t.owner_platform = any($4::text[]))
         or t.raised_staff = $2 or (t.raised_staff is null and t.raised_role = any($3::text[])))
       and ($5::timestamptz is null or (t.due_at, t.task_id) > ($5, $6::uuid))
       and ($8::text[] is null or t.kind = any($8))
       and ($9::timestamptz is null or t.due_at < $9)
       and ($10::text is null or c.category = any($11::text[]) or t.owner_team = $10 or t.owner_staff in (
         select d.staff_id from people.staff_directory d where d.team = $10))
     order by t.due_at, t.task_id limit $7`,
    [
      filter.state,
      of?.staffId ?? null,
      of ? [...rungs, of.role] : [],
      of?.responderFor ?? [],
      filter.after?.[0] ?? null,
      filter.after?.[1] ?? null,
      filter.limit,
      filter.kind ?? null,
      filter.dueBefore ?? null,
      filter.team ?? null,
      filter.teamCategories,
    ],
    { prepare: false },
  );
  return rows.map(({ place, ...task }) => ({ task, place }));
}
