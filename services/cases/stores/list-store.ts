// The SQL of lists of cases: filters, orders by keyset, search. Names of columns come from fixed tables, values are parameters
// (S22).
import type { Query } from '#shared/db.ts';

/** The orders of lists: newest, next due, last changed, worst first; by how well they match what is searched. */
export const caseSorts = ['opened', 'due', 'updated', 'severity', 'relevance'] as const;
export type CaseSort = (typeof caseSorts)[number];

/** What became of a promise. */
export const keptWords = ['in_time', 'late', 'pending'] as const;
export type Kept = (typeof keptWords)[number];

/** SQL: whether what was due at one column happened in time by another. `now` is a parameter. */
export const keptText = (doneAt: string, dueAt: string, now: string): string =>
  `case when ${doneAt} <= ${dueAt} then 'in_time' when ${doneAt} is not null or ${dueAt} < ${now} then 'late' else 'pending' end`;

/** The two promises of which lists and figures speak: the first answer, and the resolution or answer. */
export const promised = {
  acknowledged: ['c.acknowledged_at', 'c.acknowledge_by'],
  responded: ['c.responded_at', 'c.resolve_by'],
} as const;

type Range = { from?: string | undefined; before?: string | undefined };

/** Filters of the list. Lists mean any of their values. */
export type CaseFilter = {
  open?: boolean | undefined;
  status?: string[] | undefined;
  severity?: string[] | undefined;
  category?: string[] | undefined;
  channel?: string[] | undefined;
  kind?: string[] | undefined;
  language?: string[] | undefined;
  /** Ids of members of staff; null among them: nobody has it. */
  assignee?: (string | null)[] | undefined;
  escalationLevel?: number[] | undefined;
  epoch?: number | undefined;
  agitated?: boolean | undefined;
  suspended?: boolean | undefined;
  /** Whose cases, as customer_key has it. */
  customer?: string | undefined;
  exceptCaseId?: string | undefined;
  opened?: Range | undefined;
  updated?: Range | undefined;
  due?: Range | undefined;
  /** Open, and past the time promised, as of this time. */
  overdueAt?: Date | undefined;
  acknowledged?: Kept[] | undefined;
  responded?: Kept[] | undefined;
  satisfaction?: string | undefined;
  /** Open, and the customer should have heard of it before this time. */
  updateOverdueAt?: Date | undefined;
  /** When compensation was approved. */
  remedied?: Range | undefined;
  /** As of when a promise that is not kept yet is late. */
  asOf?: Date | undefined;
};

/** A line of the list. Only what a list needs: no addresses, no texts but the subject (S22). */
export type CaseLine = {
  caseId: string;
  reference: string;
  version: number;
  status: string;
  kind: string;
  category: string;
  severity: string;
  channel: string;
  language: string;
  subject: string;
  assignee: string | null;
  epoch: number;
  escalationLevel: number;
  agitated: boolean;
  suspended: boolean;
  openedAt: Date;
  acknowledgedAt: Date | null;
  updatedAt: Date;
  resolveBy: Date;
};

/** A place in an order: the values that it is sorted by, as texts. */
export type Place = readonly string[];

const lineColumns = `c.case_id as "caseId", c.reference, c.version, c.status, c.kind, c.category, c.severity, c.channel,
  c.language, c.subject, c.assignee, c.epoch, c.escalation_level as "escalationLevel", c.agitated,
  c.contact_suspended as suspended, c.opened_at as "openedAt", c.acknowledged_at as "acknowledgedAt",
  c.updated_at as "updatedAt", c.resolve_by as "resolveBy"`;

type Order = { by: string; after: string; columns: readonly (readonly [string, string])[] };
const descending = (...columns: (readonly [string, string])[]): Order => ({
  by: columns.map(([column]) => `${column} desc`).join(', '),
  after: '<',
  columns,
});
const id = ['c.case_id', 'uuid'] as const;
const openedAt = ['c.opened_at', 'timestamptz'] as const;
const orders: Record<Exclude<CaseSort, 'relevance'>, Order> = {
  opened: descending(openedAt, id),
  updated: descending(['c.updated_at', 'timestamptz'], id),
  severity: descending(['c.severity_rank', 'smallint'], openedAt, id),
  due: {
    by: 'c.resolve_by, c.case_id',
    after: '>',
    columns: [['c.resolve_by', 'timestamptz'], id],
  },
};

const OPEN = `c.status in ('new', 'assigned', 'investigating', 'waiting')`;

/** Conditions with their parameters, in the order they are added. */
export type Where = { conditions: string[]; parameters: unknown[]; add(value: unknown): string };
/** No conditions yet. */
export function startWhere(): Where {
  const parameters: unknown[] = [];
  return { conditions: [], parameters, add: (value) => `$${parameters.push(value)}` };
}

const anyOf = {
  status: 'c.status',
  category: 'c.category',
  channel: 'c.channel',
  kind: 'c.kind',
  language: 'c.language',
} as const;
const exact = {
  epoch: 'c.epoch',
  customer: 'c.customer_key',
} as const;
const ranges = { opened: 'c.opened_at', updated: 'c.updated_at', due: 'c.resolve_by' } as const;
const ranks: Record<string, number> = { minor: 1, moderate: 2, major: 3, critical: 4 };

/** Adds the conditions of a filter, on cases as `c`. */
export function addFilters(where: Where, filter: CaseFilter): void {
  const { conditions, add } = where;
  if (filter.open !== undefined) conditions.push(filter.open ? OPEN : `not ${OPEN}`);
  for (const [name, column] of Object.entries(anyOf)) {
    const wanted = filter[name as keyof typeof anyOf];
    if (wanted?.length) conditions.push(`${column} = any(${add(wanted)}::text[])`);
  }
  if (filter.severity?.length) {
    const wanted = filter.severity.map((severity) => ranks[severity] ?? 0);
    conditions.push(`c.severity_rank = any(${add(wanted)}::smallint[])`);
  }
  if (filter.escalationLevel?.length)
    conditions.push(`c.escalation_level = any(${add(filter.escalationLevel)}::int[])`);
  for (const [name, column] of Object.entries(exact)) {
    const wanted = filter[name as keyof typeof exact];
    if (wanted !== undefined) conditions.push(`${column} = ${add(wanted)}`);
  }
  if (filter.assignee?.length) {
    const named = filter.assignee.filter((each) => each !== null);
    const either = [
      ...(named.length > 0 ? [`c.assignee = any(${add(named)}::text[])`] : []),
      ...(named.length < filter.assignee.length ? ['c.assignee is null'] : []),
    ];
    conditions.push(`(${either.join(' or ')})`);
  }
  addFlagsAndTimes(where, filter);
}

function addFlagsAndTimes(where: Where, filter: CaseFilter): void {
  const { conditions, add } = where;
  if (filter.agitated !== undefined) conditions.push(`${filter.agitated ? '' : 'not '}c.agitated`);
  if (filter.suspended !== undefined)
    conditions.push(`${filter.suspended ? '' : 'not '}c.contact_suspended`);
  if (filter.exceptCaseId) conditions.push(`c.case_id <> ${add(filter.exceptCaseId)}::uuid`);
  for (const [name, column] of Object.entries(ranges)) {
    const { from, before } = filter[name as keyof typeof ranges] ?? {};
    if (from) conditions.push(`${column} >= ${add(from)}::timestamptz`);
    if (before) conditions.push(`${column} < ${add(before)}::timestamptz`);
  }
  if (filter.overdueAt)
    conditions.push(`${OPEN} and c.resolve_by < ${add(filter.overdueAt)}::timestamptz`);
  addPromises(where, filter);
}

function addPromises({ conditions, add }: Where, filter: CaseFilter): void {
  for (const [name, [doneAt, dueAt]] of Object.entries(promised)) {
    const wanted = filter[name as keyof typeof promised];
    if (!wanted?.length) continue;
    const now = `${add(filter.asOf ?? null)}::timestamptz`;
    conditions.push(`${keptText(doneAt, dueAt, now)} = any(${add(wanted)}::text[])`);
  }
  if (filter.satisfaction) conditions.push(`c.satisfaction = ${add(filter.satisfaction)}`);
  if (filter.updateOverdueAt)
    conditions.push(`${OPEN} and exists (select from cases.tasks t where t.case_id = c.case_id and t.kind = 'next_update'
      and t.state = 'open' and t.due_at < ${add(filter.updateOverdueAt)}::timestamptz)`);
  const { from, before } = filter.remedied ?? {};
  if (from || before)
    conditions.push(`c.case_id in (select r.case_id from cases.remedies r where r.approved_at is not null
      ${from ? `and r.approved_at >= ${add(from)}::timestamptz` : ''}
      ${before ? `and r.approved_at < ${add(before)}::timestamptz` : ''})`);
}

const whereText = ({ conditions }: Where): string =>
  conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';

/** What is searched for: PostgreSQL's own query, as text. */
export type Searched = { all: string; key: string; common: boolean };

/** The search texts that match, as `s`. What is rare is found by its words first, whatever order is asked for. */
export const matching = (where: Where, searched: Searched): string => {
  const all = where.add(searched.all);
  if (!searched.common)
    return `(select x.* from cases.case_search x where x.document @@ ${all}::tsquery offset 0) s`;
  where.conditions.push(`s.document @@ ${all}::tsquery`);
  return 'cases.case_search s';
};

/** A page of cases in an order, each with its place in it. */
export async function listCases(
  query: Query,
  filter: CaseFilter,
  page: {
    sort: Exclude<CaseSort, 'relevance'>;
    after?: Place | undefined;
    limit: number;
    searched?: Searched | undefined;
  },
): Promise<{ line: CaseLine; place: Place }[]> {
  const { by, after, columns } = orders[page.sort];
  const where = startWhere();
  addFilters(where, filter);
  const { searched } = page;
  const words = searched ? `join ${matching(where, searched)} using (case_id)` : '';
  if (page.after) {
    const places = columns.map(([, type], index) => `${where.add(page.after?.[index])}::${type}`);
    const named = columns.map(([column]) => column);
    where.conditions.push(`(${named.join(', ')}) ${after} (${places.join(', ')})`);
  }
  const place = columns.map(([column]) => `${column}::text`).join(', ');
  const limit = where.add(page.limit);
  // Among very many matches the page is found by indexes alone, and only its own rows are read whole.
  const from = searched
    ? `(select c.case_id from cases.cases c ${words} ${whereText(where)} order by ${by} limit ${limit}) p
       join cases.cases c using (case_id) order by ${by}`
    : `cases.cases c ${whereText(where)} order by ${by} limit ${limit}`;
  const rows = await query<CaseLine & { place: string[] }>(
    `select ${lineColumns}, array[${place}] as place from ${from}`,
    where.parameters,
    { prepare: false },
  );
  return rows.map(({ place: at, ...line }) => ({ line, place: at }));
}

/** More matches than this are not ranked: the newest are. */
export const RANKED_MAX = 500;

/** Cases by how well they match: what was typed as a whole first, then by words, among the newest matches. */
export async function rankCases(
  query: Query,
  filter: CaseFilter,
  searched: Searched,
  limit: number,
): Promise<CaseLine[]> {
  const where = startWhere();
  addFilters(where, filter);
  const narrowed = where.conditions.length > 0;
  const all = where.add(searched.all);
  const key = where.add(searched.key);
  const from = matching(where, searched);
  return query<CaseLine>(
    `with hits as materialized (
       select s.case_id, s.opened_at, s.document from ${from}
       ${narrowed ? 'join cases.cases c using (case_id)' : ''} ${whereText(where)}
       order by s.opened_at desc, s.case_id desc limit ${RANKED_MAX}),
     best as (
       select h.case_id, h.opened_at, h.document @@ ${key}::tsquery as whole, ts_rank(h.document, ${all}::tsquery, 1) as rank
       from hits h order by whole desc, rank desc, h.opened_at desc, h.case_id limit ${where.add(limit)})
     select ${lineColumns} from best b join cases.cases c using (case_id)
     order by b.whole desc, b.rank desc, b.opened_at desc, b.case_id`,
    where.parameters,
    { prepare: false },
  );
}

/** How many cases there are, counted up to a bound. */
export async function countCases(
  query: Query,
  filter: CaseFilter,
  max: number,
  searched?: Searched,
): Promise<number> {
  const where = startWhere();
  addFilters(where, filter);
  const words = searched ? `join ${matching(where, searched)} using (case_id)` : '';
  const [row] = await query<{ n: number }>(
    `select count(*)::int as n from (select from cases.cases c
       ${words} ${whereText(where)} limit ${where.add(max)}) x`,
    where.parameters,
    { prepare: false },
  );
  return row?.n ?? 0;
}
