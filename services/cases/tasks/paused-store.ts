// The SQL of paused tasks: those that nobody is to do for now, because contact is suspended or their case was merged. No clock
// looks at them, no list of open tasks shows them; whoever has the case meanwhile gets them with it.
import type { Query } from '#shared/db.ts';

export type TaskPause = { caseId: string; kinds: string[] };

/** Kinds of tasks of a case that are to be done again, not before `dueAt`. RFC 3339. */
export type TaskResumption = { caseId: string; kind: string; dueAt: string };

/** Pauses the open tasks of cases by kind. */
export async function pauseTasks(query: Query, rows: TaskPause[]): Promise<void> {
  if (rows.length === 0) return;
  await query(
    `update cases.tasks t set state = 'paused'
     from jsonb_to_recordset($1::jsonb) as r("caseId" uuid, kinds text[])
     where t.case_id = r."caseId" and t.state = 'open' and t.kind = any(r.kinds)`,
    [JSON.stringify(rows)],
  );
}

// Given more time: warned of and taken up anew.
const isMoved = 't.due_at < r."dueAt"';

/** Opens the paused tasks of cases again. One that would be due sooner than it should, or was overdue, begins anew. */
export async function resumeTasks(
  query: Query,
  rows: (TaskResumption & { warnAt: string | null })[],
): Promise<void> {
  if (rows.length === 0) return;
  await query(
    `update cases.tasks t set state = 'open', due_at = greatest(t.due_at, r."dueAt"),
       warn_at = case when ${isMoved} then r."warnAt" else t.warn_at end,
       warned_at = case when not ${isMoved} then t.warned_at end,
       raised_at = case when not ${isMoved} then t.raised_at end,
       raised_staff = case when not ${isMoved} then t.raised_staff end,
       raised_role = case when not ${isMoved} then t.raised_role end,
       raised_steps = case when ${isMoved} then 0 else t.raised_steps end,
       claim_at = case
         when ${isMoved} then coalesce(r."warnAt", r."dueAt")
         when t.warned_at is not null then t.due_at
         else coalesce(t.warn_at, t.due_at) end
     from jsonb_to_recordset($1::jsonb) as r("caseId" uuid, kind text, "dueAt" timestamptz, "warnAt" timestamptz)
     where t.case_id = r."caseId" and t.kind = r.kind and t.state = 'paused'`,
    [JSON.stringify(rows)],
  );
}
