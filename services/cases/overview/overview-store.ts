// The SQL of the overview: how many cases of a period there are and how their promises were kept, what is open now, what
// compensation cost. Each a count of cases, by the same conditions as the list of cases has.
import type { Query } from '#shared/db.ts';
import { keptText, promised } from '../stores/list-store.ts';

/** What is counted of a set of cases. */
export const measures = {
  cases: {},
  acknowledgedInTime: { acknowledged: ['in_time'] },
  acknowledgedLate: { acknowledged: ['late'] },
  acknowledgePending: { acknowledged: ['pending'] },
  respondedInTime: { responded: ['in_time'] },
  respondedLate: { responded: ['late'] },
  respondPending: { responded: ['pending'] },
  level1: { escalationLevel: [1] },
  level2: { escalationLevel: [2] },
  level3: { escalationLevel: [3] },
  satisfied: { satisfaction: 'satisfied' },
  low: { satisfaction: 'low' },
} as const;
export type Measure = keyof typeof measures;
export type Figures = Record<Measure, number>;

/** Cases of a period, of some categories (of a team) and a channel. */
export type Scope = {
  range: { from: Date; until: Date };
  timeZone: string;
  /** The days of the range. */
  days: { day: string; begins: Date; ends: Date }[];
  categories: readonly string[] | undefined;
  channel: string | undefined;
  now: Date;
};

/** By what a period's cases are counted. */
export const groups = ['all', 'day', 'channel', 'category', 'severity', 'kind'] as const;
export type Group = (typeof groups)[number];
export type GroupRow = Figures & { group: Group; value: string };

const scoped =
  '($1::text[] is null or c.category = any($1)) and ($2::text is null or c.channel = $2)';
const scopeOf = ({ categories, channel }: Scope): unknown[] => [
  categories ?? null,
  channel ?? null,
];

const counted = (): string => {
  const [ackAt, ackBy] = promised.acknowledged;
  const [doneAt, doneBy] = promised.responded;
  const kept = (at: string, by: string, word: string) =>
    `count(*) filter (where ${keptText(at, by, '$5::timestamptz')} = '${word}')::int`;
  const level = (n: number) => `count(*) filter (where c.escalation_level = ${n})::int`;
  const said = (word: string) => `count(*) filter (where c.satisfaction = '${word}')::int`;
  return `count(*)::int as cases,
    ${kept(ackAt, ackBy, 'in_time')} as "acknowledgedInTime", ${kept(ackAt, ackBy, 'late')} as "acknowledgedLate",
    ${kept(ackAt, ackBy, 'pending')} as "acknowledgePending", ${kept(doneAt, doneBy, 'in_time')} as "respondedInTime",
    ${kept(doneAt, doneBy, 'late')} as "respondedLate", ${kept(doneAt, doneBy, 'pending')} as "respondPending",
    ${level(1)} as level1, ${level(2)} as level2, ${level(3)} as level3,
    ${said('satisfied')} as satisfied, ${said('low')} as low`;
};

/** The figures of a period, as a whole and by each group; or only as a whole. One pass over one index. */
export async function countPeriod(
  query: Query,
  scope: Scope,
  how: 'groups' | 'whole',
): Promise<GroupRow[]> {
  if (how === 'whole')
    return query<GroupRow>(
      `select 'all' as "group", '' as value, ${counted()} from cases.cases c
       where ${scoped} and c.opened_at >= $3 and c.opened_at < $4`,
      [...scopeOf(scope), scope.range.from, scope.range.until, scope.now],
      { prepare: false },
    );
  // Each case is looked at once, into cells that differ in any group; then only cells are summed. Day by day, because the
  // planner does not know how few groups there are, and would sort all cases of the period.
  const { days } = scope;
  const sums = Object.keys(measures).map(
    (name) => `coalesce(sum(x."${name}"), 0)::int as "${name}"`,
  );
  return query<GroupRow>(
    `with cells as materialized (
       select d.day, each.* from unnest($3::text[], $4::timestamptz[], $6::timestamptz[]) as d (day, begins, ends)
       cross join lateral (
         select c.channel, c.category, c.severity_rank, c.kind, ${counted()} from cases.cases c
         where ${scoped} and c.opened_at >= d.begins and c.opened_at < d.ends group by 1, 2, 3, 4) each)
     select case when grouping(x.day) = 0 then 'day' when grouping(x.channel) = 0 then 'channel'
         when grouping(x.category) = 0 then 'category' when grouping(x.severity_rank) = 0 then 'severity'
         when grouping(x.kind) = 0 then 'kind' else 'all' end as "group",
       coalesce(x.day, x.channel, x.category,
         (array['minor', 'moderate', 'major', 'critical'])[x.severity_rank], x.kind, '') as value, ${sums.join(', ')}
     from cells x
     group by grouping sets ((), (x.day), (x.channel), (x.category), (x.severity_rank), (x.kind))
     order by 1, 2`,
    [
      ...scopeOf(scope),
      ...[days.map(({ day }) => day), days.map(({ begins }) => begins)],
      ...[scope.now, days.map(({ ends }) => ends)],
    ],
    { prepare: false },
  );
}

/** What is open now. */
export type OpenNow = {
  byStatus: { value: string; cases: number }[];
  overdue: number;
  unassigned: number;
  level1: number;
  level2: number;
  level3: number;
  updateOverdue: number;
};

const OPEN = `c.status in ('new', 'assigned', 'investigating', 'waiting')`;

/** Counts what is open now, whenever it was opened. */
export async function countOpen(query: Query, scope: Scope): Promise<OpenNow> {
  const rows = await query<
    { value: string; cases: number } & Omit<OpenNow, 'byStatus' | 'updateOverdue'>
  >(
    `select c.status as value, count(*)::int as cases, count(*) filter (where c.resolve_by < $3)::int as overdue,
       count(*) filter (where c.assignee is null)::int as unassigned,
       count(*) filter (where c.escalation_level = 1)::int as level1,
       count(*) filter (where c.escalation_level = 2)::int as level2,
       count(*) filter (where c.escalation_level = 3)::int as level3
     from cases.cases c where ${OPEN} and ${scoped} group by c.status order by c.status`,
    [...scopeOf(scope), scope.now],
    { prepare: false },
  );
  const [updates] = await query<{ n: number }>(
    `select count(distinct c.case_id)::int as n from cases.tasks t join cases.cases c using (case_id)
     where t.kind = 'next_update' and t.state = 'open' and t.due_at < $3 and ${OPEN} and ${scoped}`,
    [...scopeOf(scope), scope.now],
    { prepare: false },
  );
  const sum = (name: 'overdue' | 'unassigned' | 'level1' | 'level2' | 'level3') =>
    rows.reduce((all, row) => all + row[name], 0);
  return {
    byStatus: rows.map(({ value, cases }) => ({ value, cases })),
    ...{ overdue: sum('overdue'), unassigned: sum('unassigned') },
    ...{ level1: sum('level1'), level2: sum('level2'), level3: sum('level3') },
    updateOverdue: updates?.n ?? 0,
  };
}

/** What compensation cost that was approved in a period, by category; in cents. */
export async function sumCosts(
  query: Query,
  scope: Scope,
): Promise<{ category: string; cases: number; remedies: number; cents: number }[]> {
  const rows = await query<{ category: string; cases: number; remedies: number; cents: number }>(
    `select c.category, count(distinct c.case_id)::int as cases, count(*)::int as remedies,
       (sum(coalesce(r.actual_cost, r.estimated_cost)) * 100)::bigint as cents
     from cases.remedies r join cases.cases c using (case_id)
     where r.approved_at >= $3 and r.approved_at < $4 and ${scoped}
     group by c.category order by cents desc, c.category`,
    [...scopeOf(scope), scope.range.from, scope.range.until],
    { prepare: false },
  );
  return rows.map((row) => ({ ...row, cents: Number(row.cents) }));
}

/**
 * The mean score of surveys about the cases of a period, as a share of their scale, and how many there were. Each survey counts
 * once, by its last answer: one of a case is about a resolution of it (its epoch, where it says so), any other is its own.
 */
export async function meanScore(
  query: Query,
  scope: Scope,
): Promise<{ answers: number; mean: number | null }> {
  const [row] = await query<{ answers: number; mean: number | null }>(
    `select count(*)::int as answers, avg(x.share)::float8 as mean from (
       select distinct on (s.survey) s.share from (
         select i.item_id, i.received_at,
           coalesce((i.received #>> '{survey,caseReference}') || coalesce('/' || (i.received #>> '{survey,epoch}'), ''), i.item_id::text) as survey,
           (i.received #>> '{survey,score}')::numeric / (i.received #>> '{survey,scale}')::numeric as share
         from intake.items i join cases.intake_outcomes o using (item_id) join cases.cases c on c.case_id = o.case_id
         where i.channel = 'survey' and i.received_at >= $3 and c.opened_at >= $3 and c.opened_at < $4 and ${scoped}) s
       where s.share is not null
       order by s.survey, s.received_at desc, s.item_id desc) x`,
    [...scopeOf(scope), scope.range.from, scope.range.until],
    { prepare: false },
  );
  return row ?? { answers: 0, mean: null };
}
