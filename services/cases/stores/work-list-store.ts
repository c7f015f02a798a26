// The SQL of the work list: each open case once, by what is to be done in it next, and the tasks that are about no case. Values
// are parameters, names of columns come from fixed tables (S22).
import type { Query } from '#shared/db.ts';
import type { Staff } from '#shared/people.ts';
import { isAtLeast, ladder } from '../domain/case.ts';
import {
  addFilters,
  type CaseFilter,
  type CaseLine,
  matching,
  type Place,
  type Searched,
  startWhere,
  type Where,
} from './list-store.ts';

/** The orders of the work list: next due, worst, newest or last changed first. */
export const workSorts = ['due', 'severity', 'opened', 'updated'] as const;
export type WorkSort = (typeof workSorts)[number];

/** Whose work: one's own, that of a team, what nobody has, all. */
export type WorkOf =
  | { scope: 'mine'; staff: Staff }
  | { scope: 'team'; team: string; categories: string[] }
  | { scope: 'nobody'; staff: Staff }
  | { scope: 'all' };

export type WorkFilter = {
  of: WorkOf;
  cases: CaseFilter;
  /** Kinds of tasks. */
  task?: string[] | undefined;
  due: { from?: string | undefined; before?: string | undefined };
  searched?: Searched | undefined;
};

/** The case of a row: the line of it, with what the customer is called; no address. */
export type WorkCase = Omit<CaseLine, 'caseId' | 'acknowledgedAt'> & { customer: string | null };

/** A row: what is to be done next, in which case. */
export type WorkRow = {
  taskId: string;
  task: string;
  title: string;
  titles: Record<string, string>;
  dueAt: Date;
  warnAt: Date | null;
  ownerStaff: string | null;
  ownerRole: string | null;
  ownerPlatform: string | null;
  ownerTeam: string | null;
  raisedAt: Date | null;
  raisedStaff: string | null;
  raisedRole: string | null;
  /** Further open tasks of the case. */
  more: number;
  case: WorkCase | null;
};

const id = ['t.task_id', 'uuid'] as const;
type Column = readonly [column: string, type: string];
const orders: Record<WorkSort, { direction: 'asc' | 'desc'; columns: readonly Column[] }> = {
  due: { direction: 'asc', columns: [['t.due_at', 'timestamptz'], id] },
  severity: {
    direction: 'desc',
    columns: [['c.severity_rank', 'smallint'], ['c.opened_at', 'timestamptz'], id],
  },
  opened: { direction: 'desc', columns: [['c.opened_at', 'timestamptz'], id] },
  updated: { direction: 'desc', columns: [['c.updated_at', 'timestamptz'], id] },
};

/** What makes a task one of the wanted, as a condition on the alias; of its case there may be several. */
function ofWhom({ add }: Where, of: WorkOf): ((task: string) => string) | undefined {
  if (of.scope === 'mine') {
    const me = add(of.staff.staffId);
    return (t) => `(${t}.owner_staff = ${me} or ${t}.raised_staff = ${me})`;
  }
  if (of.scope === 'nobody') {
    const { role, responderFor } = of.staff;
    const rungs = add([...ladder.filter((rung) => isAtLeast(role, rung)), role]);
    const platforms = add(responderFor);
    return (t) => `${t}.owner_staff is null and (${t}.case_id is not null
      or ${t}.owner_role = any(${rungs}::text[]) or ${t}.owner_platform = any(${platforms}::text[]))`;
  }
  if (of.scope === 'team') {
    const team = add(of.team);
    const categories = add(of.categories);
    return (
      t,
    ) => `(c.category = any(${categories}::text[]) or ${t}.owner_team = ${team} or ${t}.owner_staff in (
      select d.staff_id from people.staff_directory d where d.team = ${team}))`;
  }
  return undefined;
}

/** The wanted rows, of tasks `t` and their cases `c`: conditions, and what is joined to tasks. */
function rowsOf(where: Where, { of, cases, task, due, searched }: WorkFilter): string {
  const { conditions, add } = where;
  conditions.push(`t.state = 'open'`);
  const wanted = ofWhom(where, of);
  const kinds = task?.length ? add(task) : undefined;
  const both = (t: string): string[] => [
    ...(wanted ? [wanted(t)] : []),
    ...(kinds ? [`${t}.kind = any(${kinds}::text[])`] : []),
  ];
  conditions.push(...both('t'));
  if (of.scope === 'nobody') conditions.push('c.assignee is null');
  addFilters(where, cases);
  const earlier = [
    `e.case_id = t.case_id`,
    `e.state = 'open'`,
    `(e.due_at, e.task_id) < (t.due_at, t.task_id)`,
    ...both('e'),
  ];
  // Once a case: by its earliest one.
  conditions.push(
    `not exists (select from cases.tasks e where e.case_id is not null and ${earlier.join(' and ')})`,
  );
  if (due.from) conditions.push(`t.due_at >= ${add(due.from)}::timestamptz`);
  if (due.before) conditions.push(`t.due_at < ${add(due.before)}::timestamptz`);
  const words = searched ? `join ${matching(where, searched)} using (case_id)` : '';
  return `t left join cases.cases c using (case_id) ${words}`;
}

const rowColumns = `t.task_id as "taskId", t.case_id as "caseId", t.kind as task, t.title, t.titles, t.due_at as "dueAt", t.warn_at as "warnAt",
  t.owner_staff as "ownerStaff", t.owner_role as "ownerRole", t.owner_platform as "ownerPlatform",
  t.owner_team as "ownerTeam", t.raised_at as "raisedAt", t.raised_staff as "raisedStaff", t.raised_role as "raisedRole",
  (select greatest(count(*) - 1, 0)::int from cases.tasks m where m.case_id = t.case_id and m.state = 'open') as more`;
const caseColumns = `c.reference, c.version, c.status, c.kind as "caseKind", c.category, c.severity, c.channel, c.language,
  c.subject, coalesce(c.state #>> '{customer,name}', c.state #>> '{customer,handle}') as customer, c.assignee, c.epoch,
  c.escalation_level as "escalationLevel", c.agitated, c.contact_suspended as suspended, c.opened_at as "openedAt",
  c.updated_at as "updatedAt", c.resolve_by as "resolveBy"`;

type Found = Omit<WorkRow, 'case'> &
  Omit<WorkCase, 'kind' | 'reference'> & {
    reference: string | null;
    caseId: string | null;
    caseKind: string;
    place: string[];
  };

/** A row with its place in the list, and the id of its case for the record of readings. */
export type FoundWork = { row: WorkRow; caseId: string | null; place: Place };

function toRow(found: Found): FoundWork {
  const { place, caseId, taskId, task, title, titles, dueAt, warnAt, more, ownerStaff, ...rest } =
    found;
  const { ownerRole, ownerPlatform, ownerTeam, raisedAt, raisedStaff, raisedRole, ...told } = rest;
  const { caseKind: kind, reference, ...ofCase } = told;
  const row = {
    ...{ taskId, task, title, titles, dueAt, warnAt },
    ...{ ownerStaff, ownerRole, ownerPlatform, ownerTeam },
    ...{ raisedAt, raisedStaff, raisedRole, more },
    case: reference === null ? null : { reference, kind, ...ofCase },
  };
  return { row, caseId, place };
}

type Page = { sort: WorkSort; after?: Place | undefined; limit: number };

const NOT_OVER = `status not in ('closed', 'merged')`;
const leftOver = (task: string): string => `${task}.case_id is not null and not exists (
  select from cases.cases o where o.case_id = ${task}.case_id and o.${NOT_OVER})`;
// `offset 0`: by the indexes of both first, before anything else is looked at.
const LEFT_OVER = `(select x.* from cases.tasks x where x.state = 'open' and ${leftOver('x')} offset 0)`;

/**
 * The first rows of an order, as a query of task_id, case_id and what they are sorted by (k0, k1, …). Orders of cases are read from
 * the indexes of those that are not over; what is still to be done in the others, mostly little, is looked for beside them.
 */
function firstRows(
  where: Where,
  from: string,
  { sort, after, limit, ofOne }: Page & { ofOne: boolean },
): string {
  const { direction, columns } = orders[sort];
  const named = columns.map(([column]) => column);
  if (after) {
    const places = columns.map(([, type], index) => `${where.add(after[index])}::${type}`);
    const beyond = direction === 'asc' ? '>' : '<';
    where.conditions.push(`(${named.join(', ')}) ${beyond} (${places.join(', ')})`);
    // The same of the case alone, for its index.
    if (sort !== 'due')
      where.conditions.push(
        `(${named.slice(0, -1).join(', ')}) <= (${places.slice(0, -1).join(', ')})`,
      );
  }
  const order = named.map((column) => `${column} ${direction}`).join(', ');
  const bound = where.add(limit);
  const rows = (tasks: string, ...more: string[]) => `select t.task_id, t.case_id, ${named
    .map((column, index) => `${column} as k${index}`)
    .join(', ')}
    from ${tasks} ${from} where ${[...where.conditions, ...more].join(' and ')} order by ${order} limit ${bound}`;
  if (sort === 'due') return rows('cases.tasks');
  // What is about no case has no severity and no age: it has its place among what is due.
  return `select * from ((${rows('cases.tasks', `c.${NOT_OVER}`)}) union all (${
    // What is one's own is little, and found by whose it is.
    ofOne ? rows('cases.tasks', leftOver('t')) : rows(LEFT_OVER)
  })) u
    order by ${named.map((_, index) => `k${index} ${direction}`).join(', ')} limit ${bound}`;
}

/** A page of the work list, each row with its place in it. */
export async function listWork(query: Query, filter: WorkFilter, page: Page): Promise<FoundWork[]> {
  const { direction, columns } = orders[page.sort];
  const where = startWhere();
  const rows = firstRows(where, rowsOf(where, filter), {
    ...page,
    ofOne: filter.of.scope === 'mine',
  });
  const keys = columns.map((_, index) => `f.k${index}`);
  // The columns of a row are made for those that are shown, not for those that are sorted.
  const found = await query<Found>(
    `with found as materialized (${rows})
     select ${rowColumns}, ${caseColumns}, array[${keys.map((key) => `${key}::text`).join(', ')}] as place
     from found f join cases.tasks t on t.task_id = f.task_id left join cases.cases c on c.case_id = f.case_id
     order by ${keys.map((key) => `${key} ${direction}`).join(', ')}`,
    where.parameters,
    { prepare: false },
  );
  return found.map(toRow);
}

/** How many rows there are in each span of due times, counted up to a bound. */
export async function countWork(
  query: Query,
  filter: WorkFilter,
  spans: readonly { from?: string; before?: string }[],
  max: number,
): Promise<number[]> {
  return Promise.all(
    spans.map(async ({ from: start, before: end }) => {
      const latest = [filter.due.from, start].filter((at) => at !== undefined);
      const earliest = [filter.due.before, end].filter((at) => at !== undefined);
      const byTime = (a: string, b: string) => Date.parse(a) - Date.parse(b);
      const due = { from: latest.sort(byTime).at(-1), before: earliest.sort(byTime)[0] };
      const where = startWhere();
      const from = rowsOf(where, { ...filter, due });
      const [row] = await query<{ n: number }>(
        `select count(*)::int as n from (select from cases.tasks ${from}
           where ${where.conditions.join(' and ')} order by t.due_at limit ${where.add(max)}) x`,
        where.parameters,
        { prepare: false },
      );
      return row?.n ?? 0;
    }),
  );
}
