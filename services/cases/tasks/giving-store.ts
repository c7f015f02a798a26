// The SQL of giving tasks to somebody else: one after the other in the order of decisions, so that of two in one transaction about
// the same task the later one holds; and of moving overdue ones from the list that they went up to.
import type { Query } from '#shared/db.ts';

/** Open tasks of a case that somebody else gets; null: any key, anybody's, any kind. */
export type TaskGift = {
  caseId: string;
  key: string | null;
  from: readonly string[] | null;
  kinds: readonly string[] | null;
  ownerStaff: string | null;
  ownerRole: string | null;
  ownerPlatform: string | null;
  ownerTeam: string | null;
};

/** Gives open and paused tasks of cases to somebody else, each case's in the order of the rows. */
export async function giveTasks(query: Query, rows: TaskGift[]): Promise<void> {
  if (rows.length === 0) return;
  const steps = new Map<string, number>();
  const numbered = rows.map((row) => {
    const step = (steps.get(row.caseId) ?? 0) + 1;
    steps.set(row.caseId, step);
    return { ...row, step };
  });
  // An update takes one row of many that fit, whichever: so each task is led through the gifts of its case, step by step.
  await query(
    `with recursive gifts as (
       select * from jsonb_to_recordset($1::jsonb) as r("caseId" uuid, step int, key text, "from" text[], kinds text[],
         "ownerStaff" text, "ownerRole" text, "ownerPlatform" text, "ownerTeam" text)),
     led as (
       select t.task_id, t.case_id, t.task_key, t.kind, t.owner_staff, t.owner_role, t.owner_platform, t.owner_team, 0 as step
       from cases.tasks t where t.case_id = any($2::uuid[]) and t.state in ('open', 'paused')
       union all
       select l.task_id, l.case_id, l.task_key, l.kind,
         case when fits.now then g."ownerStaff" else l.owner_staff end,
         case when fits.now then g."ownerRole" else l.owner_role end,
         case when fits.now then g."ownerPlatform" else l.owner_platform end,
         case when fits.now then g."ownerTeam" else l.owner_team end, g.step
       from led l join gifts g on g."caseId" = l.case_id and g.step = l.step + 1
       cross join lateral (select (g.key is null or l.task_key = g.key) and (g.kinds is null or l.kind = any(g.kinds))
         and (g."from" is null or coalesce(l.owner_staff = any(g."from"), false)) as now) fits)
     update cases.tasks t set owner_staff = l.owner_staff, owner_role = l.owner_role, owner_platform = l.owner_platform,
       owner_team = l.owner_team
     from (select distinct on (task_id) * from led order by task_id, step desc) l
     where t.task_id = l.task_id and (t.owner_staff, t.owner_role, t.owner_platform, t.owner_team)
       is distinct from (l.owner_staff, l.owner_role, l.owner_platform, l.owner_team)`,
    [JSON.stringify(numbered), [...steps.keys()]],
  );
}

/** An overdue task that goes from the list it went up to onto another of that rung: a person's, or the role's. */
export type TaskRaise = { caseId: string; key: string; staff: string | null; role: string };

/** Moves overdue tasks from the lists that they went up to; of two about the same task the later one holds. */
export async function moveRaisedTasks(query: Query, rows: TaskRaise[]): Promise<void> {
  if (rows.length === 0) return;
  const last = new Map(rows.map((row) => [`${row.caseId}/${row.key}`, row]));
  await query(
    `update cases.tasks t set raised_staff = r.staff, raised_role = r.role
     from jsonb_to_recordset($1::jsonb) as r("caseId" uuid, key text, staff text, role text)
     where t.case_id = r."caseId" and t.task_key = r.key and t.state in ('open', 'paused') and t.raised_at is not null`,
    [JSON.stringify([...last.values()])],
  );
}
