// The SQL of the tasks' clock: claiming what is to be warned of or went over its time, marking what was done about it.
import type { Query } from '#shared/db.ts';
import type { LadderRole } from '../domain/case.ts';
import type { Raised } from '../domain/reactions/task.ts';
import type { StoredCase } from '../stores/cases-store.ts';

/** A task that the clock looks at. */
export type DueTask = {
  taskId: string;
  caseId: string | null;
  key: string;
  kind: string;
  title: string;
  ownerStaff: string | null;
  ownerRole: string | null;
  ownerPlatform: string | null;
  ownerTeam: string | null;
  dueAt: Date;
  raisedStaff: string | null;
  raisedRole: LadderRole | null;
  raisedSteps: number;
};

/** The columns of such a task, of `t`. */
export const dueTaskColumns = `t.task_id as "taskId", t.case_id as "caseId", t.task_key as key, t.kind, t.title,
  t.owner_staff as "ownerStaff", t.owner_role as "ownerRole", t.owner_platform as "ownerPlatform",
  t.owner_team as "ownerTeam", t.due_at as "dueAt", t.raised_staff as "raisedStaff", t.raised_role as "raisedRole",
  t.raised_steps as "raisedSteps"`;

/** Locks some cases with tasks that are due for the clock; those that another worker holds are skipped. */
export async function claimCasesOfTasks(
  query: Query,
  now: Date,
  max: number,
): Promise<StoredCase[]> {
  return query<StoredCase>(
    `select c.state, c.chain, c.trace from cases.cases c
     where c.case_id in (select t.case_id from cases.tasks t
       where t.state = 'open' and t.claim_at <= $1 and t.case_id is not null order by t.claim_at limit $2)
     order by c.case_id for update skip locked`,
    [now, max],
  );
}

/** The tasks of locked cases that are due for the clock, oldest first. */
export async function dueTasksOf(query: Query, caseIds: string[], now: Date): Promise<DueTask[]> {
  return query<DueTask>(
    `select ${dueTaskColumns} from cases.tasks t
     where t.case_id = any($1::uuid[]) and t.state = 'open' and t.claim_at <= $2
     order by t.due_at, t.task_key`,
    [caseIds, now],
  );
}

/** The open tasks of cases that are of some people. */
export async function openTasksOf(
  query: Query,
  caseIds: string[],
  staffIds: string[],
): Promise<DueTask[]> {
  return query<DueTask>(
    `select ${dueTaskColumns} from cases.tasks t
     where t.case_id = any($1::uuid[]) and t.state = 'open' and t.owner_staff = any($2::text[])
     order by t.due_at, t.task_key`,
    [caseIds, staffIds],
  );
}

/** The open and paused tasks of cases, whosever they are. */
export async function allTasksOf(query: Query, caseIds: readonly string[]): Promise<DueTask[]> {
  if (caseIds.length === 0) return [];
  return query<DueTask>(
    `select ${dueTaskColumns} from cases.tasks t
     where t.case_id = any($1::uuid[]) and t.state in ('open', 'paused') order by t.due_at, t.task_key`,
    [caseIds],
  );
}

/** Locks some tasks about no case that are due for the clock. */
export async function claimLooseTasks(query: Query, now: Date, max: number): Promise<DueTask[]> {
  return query<DueTask>(
    `select ${dueTaskColumns} from cases.tasks t
     where t.state = 'open' and t.claim_at <= $1 and t.case_id is null
     order by t.claim_at limit $2 for update skip locked`,
    [now, max],
  );
}

export type TaskMark = {
  taskId: string;
  /** Where it went up to; absent: its owner was warned. */
  raised?: Raised | 'at the top' | undefined;
};

/** Marks what the clock did: a warned one is looked at again when it is due, one that went up when the next rung's time comes. */
export async function markTasks(query: Query, marks: TaskMark[], now: Date): Promise<void> {
  if (marks.length === 0) return;
  const rows = marks.map(({ taskId, raised }) => ({
    taskId,
    isWarned: !raised,
    ...(raised && raised !== 'at the top'
      ? {
          staff: raised.to.staffId ?? null,
          role: raised.to.role,
          steps: raised.steps,
          nextAt: raised.nextAt ?? null,
        }
      : {}),
  }));
  await query(
    `update cases.tasks t set
       warned_at = case when r."isWarned" then $2 else t.warned_at end,
       raised_at = case when r.role is null then t.raised_at else $2 end,
       raised_staff = case when r.role is null then t.raised_staff else r.staff end,
       raised_role = coalesce(r.role, t.raised_role), raised_steps = coalesce(r.steps, t.raised_steps),
       claim_at = case when r."isWarned" then greatest(t.due_at, $2) else r."nextAt" end
     from jsonb_to_recordset($1::jsonb) as r("taskId" uuid, "isWarned" boolean, staff text, role text, steps int,
       "nextAt" timestamptz)
     where t.task_id = r."taskId"`,
    [JSON.stringify(rows), now],
  );
}

/** Puts off the due tasks of a case whose handling failed; their due time stays as it is. */
export async function putOffTasks(
  query: Query,
  caseId: string,
  now: Date,
  until: Date,
): Promise<void> {
  await query(
    `update cases.tasks set claim_at = $3 where case_id = $1 and state = 'open' and claim_at <= $2`,
    [caseId, now, until],
  );
}
