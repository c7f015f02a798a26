// The SQL of tasks: what people are asked to do, until when, and who owns it.
import type { Query } from '#shared/db.ts';
import type { Staffer } from '../domain/case.ts';
import { ladder } from '../domain/case.ts';

export type TaskRow = {
  taskId: string;
  caseId: string | null;
  itemId: string | null;
  key: string;
  kind: string;
  title: string;
  /** The same in every language that there are titles in, by its tag. */
  titles?: Record<string, string>;
  ownerStaff: string | null;
  ownerRole: string | null;
  ownerPlatform: string | null;
  ownerTeam?: string | null;
  dueAt: string;
  /** Open when absent. */
  state?: 'paused';
  /** When its owner is warned; no warning when absent. */
  warnAt?: string | null;
  createdAt: string;
};

const insertTasks = `
  insert into cases.tasks as t (task_id, case_id, item_id, task_key, kind, title, titles, owner_staff, owner_role, owner_platform,
    owner_team, due_at, warn_at, claim_at, state, created_at)
  select r."taskId", r."caseId", r."itemId", r.key, r.kind, r.title, coalesce(r.titles, '{}'), r."ownerStaff", r."ownerRole", r."ownerPlatform",
    r."ownerTeam", r."dueAt", r."warnAt", coalesce(r."warnAt", r."dueAt"), coalesce(r.state, 'open'),
    r."createdAt"
  from jsonb_to_recordset($1::jsonb) as r("taskId" uuid, "caseId" uuid, "itemId" uuid, key text, kind text, title text, titles jsonb,
    "ownerStaff" text, "ownerRole" text, "ownerPlatform" text, "ownerTeam" text, "dueAt" timestamptz,
    state text, "warnAt" timestamptz, "createdAt" timestamptz)`;

/** Opens tasks; one that was opened before (whatever became of it) stays as it is. */
export async function openTasks(query: Query, rows: TaskRow[]): Promise<void> {
  if (rows.length === 0) return;
  await query(`${insertTasks} on conflict (task_id) do nothing`, [JSON.stringify(rows)]);
}

// Given more time since: a promise of its own, warned of and taken up anew. Less time, or none: it is as overdue as it was.
const stillRaised = '(t.raised_at is null or excluded.due_at <= t.raised_at)';

/**
 * Opens promises as tasks, or brings open ones in line: their owner, their due time. One that went up stays where it is until
 * it is given more time; one that was given up and is asked for again opens again.
 */
export async function putPromises(query: Query, rows: TaskRow[]): Promise<void> {
  if (rows.length === 0) return;
  await query(
    `${insertTasks} on conflict (task_id) do update set state = 'open', closed_at = null, closed_by = null,
       title = excluded.title, titles = excluded.titles, owner_staff = excluded.owner_staff, owner_role = excluded.owner_role,
       owner_platform = excluded.owner_platform, owner_team = excluded.owner_team, due_at = excluded.due_at,
       warn_at = case when t.due_at = excluded.due_at then t.warn_at else excluded.warn_at end,
       warned_at = case when t.due_at = excluded.due_at then t.warned_at end,
       raised_at = case when ${stillRaised} then t.raised_at end,
       raised_staff = case when ${stillRaised} then t.raised_staff end,
       raised_role = case when ${stillRaised} then t.raised_role end,
       raised_steps = case when ${stillRaised} then t.raised_steps else 0 end,
       claim_at = case
         when t.raised_at is not null and not ${stillRaised} then excluded.claim_at
         when t.raised_at is not null then t.claim_at
         when t.due_at = excluded.due_at and t.state = 'open' then t.claim_at
         when t.due_at = excluded.due_at and t.warned_at is not null then t.due_at
         else excluded.claim_at end
     where t.state <> 'open' or (t.title, t.owner_staff, t.owner_role, t.owner_platform, t.owner_team, t.due_at)
       is distinct from (excluded.title, excluded.owner_staff, excluded.owner_role, excluded.owner_platform,
         excluded.owner_team, excluded.due_at)`,
    [JSON.stringify(rows)],
  );
}

export type TaskClosing = {
  caseId: string;
  kinds: string[];
  as: 'done' | 'cancelled';
  key: string | null;
};

/** Closes the open and paused tasks of cases by kind (and key, or what begins with it). */
export async function closeTasks(
  query: Query,
  rows: TaskClosing[],
  by: string,
  now: Date,
): Promise<void> {
  if (rows.length === 0) return;
  await query(
    `update cases.tasks t set state = r."as", closed_at = $3, closed_by = $2
     from jsonb_to_recordset($1::jsonb) as r("caseId" uuid, kinds text[], "as" text, key text)
     where t.case_id = r."caseId" and t.state in ('open', 'paused') and t.kind = any(r.kinds)
       and (r.key is null or t.task_key = r.key or starts_with(t.task_key, r.key || '/'))`,
    [JSON.stringify(rows), by, now],
  );
}

/** Closes tasks that are about no case, by kind and key or item. */
export async function closeLooseTasks(
  query: Query,
  which: { kind: string; keys?: string[]; itemIds?: string[] },
  by: string,
  now: Date,
): Promise<void> {
  await query(
    `update cases.tasks set state = 'done', closed_at = $4, closed_by = $5
     where kind = $1 and state = 'open' and (task_key = any($2::text[]) or item_id = any($3::uuid[]))`,
    [which.kind, which.keys ?? [], which.itemIds ?? [], now, by],
  );
}

/** Active members of the ladder with the number of their open tasks, for choosing whom something goes to. */
export async function staffWithLoad(query: Query): Promise<Staffer[]> {
  const rows = await query<{ staffer: Staffer }>(
    `select jsonb_strip_nulls(jsonb_build_object('staffId', d.staff_id, 'name', d.name, 'email', d.email, 'role', d.role,
       'team', d.team, 'locale', d.locale, 'responderFor', to_jsonb(d.responder_for), 'languages', to_jsonb(d.languages),
       'skills', to_jsonb(d.skills), 'reportsTo', d.reports_to, 'shift', d.shift, 'calendar', d.calendar,
       'away', case when d.away_from is not null then
         jsonb_build_object('from', d.away_from, 'until', d.away_until, 'deputy', d.deputy) end, 'load',
       (select count(*) from cases.tasks t where t.owner_staff = d.staff_id and t.state = 'open')::int)) as staffer
     from people.staff_directory d where d.active and d.role = any($1::text[]) order by d.staff_id`,
    [[...ladder]],
  );
  return rows.map(({ staffer }) => staffer);
}

/** The names of all staff by id, of those too who are not active any more. */
export async function staffNames(query: Query): Promise<Map<string, string>> {
  const rows = await query<{ staffId: string; name: string }>(
    'select d.staff_id as "staffId", d.name from people.staff_directory d',
  );
  return new Map(rows.map(({ staffId, name }) => [staffId, name]));
}

/** What can become of a task. `paused`: nobody is to do it for now. */
export const taskStates = ['open', 'paused', 'done', 'cancelled'] as const;

/** A task as people see it. */
export type Task = {
  taskId: string;
  caseReference: string | null;
  caseId: string | null;
  itemId: string | null;
  kind: string;
  title: string;
  titles: Record<string, string>;
  ownerStaff: string | null;
  ownerRole: string | null;
  ownerPlatform: string | null;
  ownerTeam: string | null;
  dueAt: Date;
  /** When it went up a rung because it was not done in time, and to whom. */
  raisedAt: Date | null;
  raisedStaff: string | null;
  raisedRole: string | null;
  state: (typeof taskStates)[number];
  createdAt: Date;
  closedAt: Date | null;
  closedBy: string | null;
  note: string | null;
};

/** The columns of a task, of `t` and its case `c`. */
export const taskColumns = `t.task_id as "taskId", c.reference as "caseReference", t.case_id as "caseId", t.item_id as "itemId",
  t.kind, t.title, t.titles, t.owner_staff as "ownerStaff", t.owner_role as "ownerRole", t.owner_platform as "ownerPlatform",
  t.owner_team as "ownerTeam",
  t.due_at as "dueAt", t.raised_at as "raisedAt", t.raised_staff as "raisedStaff", t.raised_role as "raisedRole", t.state, t.created_at as "createdAt", t.closed_at as "closedAt", t.closed_by as "closedBy", t.note`;

/** The tasks of a case, the open ones first. */
export async function tasksOfCase(query: Query, caseId: string): Promise<Task[]> {
  return query<Task>(
    `select ${taskColumns} from cases.tasks t left join cases.cases c using (case_id)
     where t.case_id = $1 order by t.state <> 'open', t.due_at, t.task_id`,
    [caseId],
  );
}

/** One task. `lock` holds it until the end of the transaction. */
export async function findTask(
  query: Query,
  taskId: string,
  lock = false,
): Promise<Task | undefined> {
  const [row] = await query<Task>(
    `select ${taskColumns} from cases.tasks t left join cases.cases c using (case_id)
     where t.task_id = $1${lock ? ' for update of t' : ''}`,
    [taskId],
  );
  return row;
}

/** Marks a task as done by somebody. */
export async function markTaskDone(
  query: Query,
  taskId: string,
  by: string,
  note: string | undefined,
  now: Date,
): Promise<void> {
  await query(
    `update cases.tasks set state = 'done', closed_at = $4, closed_by = $2, note = $3 where task_id = $1`,
    [taskId, by, note ?? null, now],
  );
}
