// The SQL of the approvers' clock: open approvals that lie with a person, and the cases that they belong to, in turn.
import type { Query } from '#shared/db.ts';
import type { Case } from '../domain/case.ts';
import { type DueTask, dueTaskColumns } from './task-clock-store.ts';

/** An open approval of a person, and its case as it was just now. Nothing is locked. */
export type LyingApproval = { task: DueTask; state: Case };

/** Some open approvals that lie with a person, by id, after one. */
export async function approvalsOfPeople(
  query: Query,
  after: string,
  max: number,
): Promise<LyingApproval[]> {
  const rows = await query<DueTask & { state: Case }>(
    `select ${dueTaskColumns}, c.state from cases.tasks t join cases.cases c using (case_id)
     where t.kind = 'approve_remedy' and t.state = 'open' and t.owner_staff is not null and t.task_id > $1
     order by t.task_id limit $2`,
    [after, max],
  );
  return rows.map(({ state, ...task }) => ({ task, state }));
}
