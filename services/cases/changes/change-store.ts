// The SQL of live changes: what a screen needs to know of cases that changed. No names, subjects or texts: whoever wants these
// asks for the case.
import type { Query } from '#shared/db.ts';

/** A case as it is now, as far as a list can tell by it whether it is concerned. */
export type ChangedCase = {
  caseId: string;
  reference: string;
  version: number;
  status: string;
  severity: string;
  category: string;
  assignee: string | null;
  escalationLevel: number;
  /** When its next open task is due. */
  taskDue: Date | null;
  /** Ids of the members of staff who own open tasks of it, or to whom one went up. Told to nobody but them. */
  owners: string[];
  /** Ids of those who have not read a notification about it. Told to nobody but them. */
  notified: string[];
};

/** Cases as they are now. */
export async function changedCases(query: Query, caseIds: string[]): Promise<ChangedCase[]> {
  return query<ChangedCase>(
    `select c.case_id as "caseId", c.reference, c.version, c.status, c.severity, c.category, c.assignee,
       c.escalation_level as "escalationLevel", t.due as "taskDue", coalesce(t.owners, '{}') as owners,
       array(select distinct n.staff_id from cases.notifications n where n.case_id = c.case_id and n.read_at is null) as notified
     from cases.cases c left join lateral (
       select min(t.due_at) as due, array_agg(distinct o.staff) filter (where o.staff is not null) as owners
       from cases.tasks t cross join lateral (values (t.owner_staff), (t.raised_staff)) as o(staff)
       where t.case_id = c.case_id and t.state = 'open') t on true
     where c.case_id = any($1::uuid[]) order by c.updated_at, c.case_id`,
    [caseIds],
  );
}
