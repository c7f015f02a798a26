// The SQL of the supervisor's board: what each person has open, counted from an index, and the next due of it.
import type { Query } from '#shared/db.ts';

const OPEN = `c.status in ('new', 'assigned', 'investigating', 'waiting')`;

/** What somebody has open; nobody: what nobody has. */
export type Load = {
  staffId: string | null;
  open: number;
  overdue: number;
  soon: number;
  level1: number;
  level2: number;
  level3: number;
};

/** Open cases by whoever has them, and how many are late at `now` or due before `soon`. */
export async function loads(query: Query, now: Date, soon: Date): Promise<Load[]> {
  return query<Load>(
    `select c.assignee as "staffId", count(*)::int as open,
       count(*) filter (where c.resolve_by < $1)::int as overdue,
       count(*) filter (where c.resolve_by >= $1 and c.resolve_by < $2)::int as soon,
       count(*) filter (where c.escalation_level = 1)::int as level1,
       count(*) filter (where c.escalation_level = 2)::int as level2,
       count(*) filter (where c.escalation_level = 3)::int as level3
     from cases.cases c where ${OPEN} group by c.assignee`,
    [now, soon],
  );
}

/** A case on the board: no names, no texts but the subject. */
export type Card = {
  staffId: string | null;
  reference: string;
  version: number;
  status: string;
  severity: string;
  category: string;
  channel: string;
  subject: string;
  escalationLevel: number;
  agitated: boolean;
  openedAt: Date;
  resolveBy: Date;
};

const columns = `c.assignee as "staffId", c.reference, c.version, c.status, c.severity, c.category, c.channel, c.subject,
  c.escalation_level as "escalationLevel", c.agitated, c.opened_at as "openedAt", c.resolve_by as "resolveBy"`;

/** The open cases of some people that are due next, `each` at most of one person, and those that nobody has. */
export async function nextDue(query: Query, staffIds: string[], each: number): Promise<Card[]> {
  const cards = await query<Card>(
    `select x.* from unnest($1::text[]) as p(staff_id) cross join lateral (
       select ${columns} from cases.cases c where ${OPEN} and c.assignee = p.staff_id
       order by c.resolve_by, c.case_id limit $2) x`,
    [staffIds, each],
  );
  const nobodys = await query<Card>(
    `select ${columns} from cases.cases c where ${OPEN} and c.assignee is null
     order by c.resolve_by, c.case_id limit $1`,
    [each],
  );
  return [...cards, ...nobodys];
}
