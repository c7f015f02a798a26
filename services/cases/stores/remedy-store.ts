// The SQL of remedies: their rows, what was given so far (under locks), the ledger and its sums.
import type { Query } from '#shared/db.ts';
import type { Remedy } from '../domain/case.ts';
import type { OtherRemedy, RemedyFacts, RemedySum } from '../domain/remedies/facts.ts';

export type RemedyRow = Omit<Remedy, 'cost'> & {
  caseId: string;
  estimatedCost: string;
  actualCost: string | undefined;
  /** Digests: the store never sees an address. */
  customerKeys: string[];
};

/** Writes remedies as rows, where the database itself holds to the four eyes (R37). */
export async function putRemedies(query: Query, rows: RemedyRow[]): Promise<void> {
  await query(
    `insert into cases.remedies (case_id, remedy_id, proposal_version, state, option, amount, currency, four_eyes,
       proposed_by, proposed_at, approved_by, approved_at, delivered_at, confirmed_at, severity, approval, appeasement,
       delivery, estimated_cost, actual_cost, payout_state, customer_keys)
     select r."caseId", r."remedyId", r."proposalVersion", r.state, r.option, r.amount, r.currency, r."fourEyes",
       r."proposedBy", r."proposedAt", r."approvedBy", r."approvedAt", r."deliveredAt", r."confirmedAt", r.severity,
       r.approval, coalesce(r.appeasement, false), r.delivery, r."estimatedCost", r."actualCost", r.payout,
       r."customerKeys"
     from jsonb_to_recordset($1::jsonb) as r("caseId" uuid, "remedyId" text, "proposalVersion" int, state text,
       option text, amount numeric, currency text, "fourEyes" boolean, "proposedBy" text, "proposedAt" timestamptz,
       "approvedBy" text, "approvedAt" timestamptz, "deliveredAt" timestamptz, "confirmedAt" timestamptz,
       severity text, approval text, appeasement boolean, delivery text, "estimatedCost" numeric, "actualCost" numeric,
       payout text, "customerKeys" text[])
     on conflict (case_id, remedy_id) do update set state = excluded.state, approved_by = excluded.approved_by,
       approved_at = excluded.approved_at, delivered_at = excluded.delivered_at, confirmed_at = excluded.confirmed_at,
       actual_cost = excluded.actual_cost, payout_state = excluded.payout_state`,
    [JSON.stringify(rows)],
  );
}

/** Whose caps a decision counts: the acting person, the customer of a case, the month. */
export type FactsWanted = {
  caseId: string;
  actor: string;
  customerKeys: string[];
  dayStart: Date;
  monthStart: Date;
  windowStart: Date;
};

/**
 * Holds what a decision about compensation counts until the end of the transaction: two at once cannot both fit under a
 * cap. Always after the case is locked, in this order; whoever holds these takes no further case.
 */
export async function lockCaps(query: Query, wanted: FactsWanted): Promise<void> {
  const names = [
    `given/${wanted.actor}`,
    ...wanted.customerKeys.map((key) => `customer/${key}`).sort(),
    'month',
  ];
  for (const name of names)
    await query(`select pg_advisory_xact_lock(hashtextextended('cases.remedies/' || $1, 0))`, [
      name,
    ]);
}

type SumsRow = {
  n: number;
  agentCents: number;
  agentCount: number;
  customerCents: number;
  customerCount: number;
  monthCents: number;
  monthCount: number;
  monthCostCents: number;
};
type OtherRow = Omit<OtherRemedy, 'proposedAt' | 'amount'> & {
  n: number;
  amount: string | null;
  proposedAt: Date;
};

const OTHERS_MAX = 50;
const wantedRows = `jsonb_to_recordset($1::jsonb) as w(n int, "caseId" uuid, actor text, "customerKeys" text[],
  "dayStart" timestamptz, "monthStart" timestamptz, "windowStart" timestamptz)`;

const sum = (cents = 0, count = 0): RemedySum => ({ cents: Number(cents), count });

function factsFrom(sums: SumsRow | undefined, others: readonly OtherRow[]): RemedyFacts {
  return {
    agentToday: sum(sums?.agentCents, sums?.agentCount),
    customerElsewhere: sum(sums?.customerCents, sums?.customerCount),
    monthAlone: sum(sums?.monthCents, sums?.monthCount),
    monthCostCents: Number(sums?.monthCostCents ?? 0),
    others: others.map(({ n: _n, proposedAt, amount, ...other }) => ({
      ...other,
      ...(amount ? { amount } : {}),
      proposedAt: proposedAt.toISOString(),
    })),
  };
}

/** What was given so far for several decisions, in their order, as the transaction sees it. */
export async function readFactsOf(query: Query, wanted: FactsWanted[]): Promise<RemedyFacts[]> {
  if (wanted.length === 0) return [];
  const asked = JSON.stringify(wanted.map((one, n) => ({ n, ...one })));
  const sums = await query<SumsRow>(
    `select w.n, a.cents as "agentCents", a.count as "agentCount", c.cents as "customerCents",
       c.count as "customerCount", m.cents as "monthCents", m.count as "monthCount", b.cents as "monthCostCents"
     from ${wantedRows},
       lateral (select coalesce(sum(r.amount) * 100, 0)::bigint as cents, count(*)::int as count from cases.remedies r
         where r.approved_by = w.actor and r.approved_at >= w."dayStart" and not r.four_eyes) a,
       lateral (select coalesce(sum(r.amount) * 100, 0)::bigint as cents, count(*)::int as count from cases.remedies r
         where r.customer_keys && w."customerKeys" and r.case_id <> w."caseId" and r.approved_at >= w."windowStart"
           and not r.four_eyes) c,
       lateral (select coalesce(sum(r.amount) * 100, 0)::bigint as cents, count(*)::int as count from cases.remedies r
         where r.approved_at >= w."monthStart" and not r.four_eyes) m,
       lateral (select coalesce(sum(coalesce(r.actual_cost, r.estimated_cost)) * 100, 0)::bigint as cents
         from cases.remedies r where r.approved_at >= w."monthStart") b`,
    [asked],
  );
  const others = await query<OtherRow>(
    `select w.n, o.* from ${wantedRows}, lateral (
       select c.reference, r.remedy_id as "remedyId", r.state, r.amount::text, r.proposed_by as "proposedBy",
         r.proposed_at as "proposedAt"
       from cases.remedies r join cases.cases c using (case_id)
       where r.customer_keys && w."customerKeys" and r.case_id <> w."caseId" and r.proposed_at >= w."windowStart"
         and r.state not in ('rejected', 'withdrawn')
       order by r.proposed_at desc, r.case_id, r.remedy_id limit $2) o
     order by w.n, o."proposedAt" desc`,
    [asked, OTHERS_MAX],
  );
  const sumsByN = new Map(sums.map((row) => [row.n, row]));
  const othersByN = Map.groupBy(others, ({ n }) => n);
  return wanted.map((_, n) => factsFrom(sumsByN.get(n), othersByN.get(n) ?? []));
}

/** What the remedies that were approved since cost, in whole cents. */
export async function costSince(query: Query, since: Date): Promise<number> {
  const [row] = await query<{ cents: number }>(
    `select coalesce(sum(coalesce(r.actual_cost, r.estimated_cost)) * 100, 0)::bigint as cents
     from cases.remedies r where r.approved_at >= $1`,
    [since],
  );
  return Number(row?.cents ?? 0);
}

/** Filters of the ledger; times are of the proposal, `from` within, `to` without. */
export type LedgerFilter = {
  state?: string | undefined;
  option?: string | undefined;
  severity?: string | undefined;
  category?: string | undefined;
  payout?: string | undefined;
  proposedBy?: string | undefined;
  approvedBy?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
};

/** A line of the ledger. No payee, no customer: the case has them (S22, R72). */
export type LedgerLine = {
  caseId: string;
  reference: string;
  remedyId: string;
  state: string;
  option: string;
  appeasement: boolean;
  severity: string;
  category: string;
  amount: string | null;
  currency: string | null;
  estimatedCost: string;
  actualCost: string | null;
  delivery: string;
  payout: string | null;
  proposedBy: string;
  proposedAt: Date;
  approvedBy: string | null;
  approvedAt: Date | null;
  deliveredAt: Date | null;
  confirmedAt: Date | null;
};

const columnOf: Record<Exclude<keyof LedgerFilter, 'from' | 'to'>, string> = {
  state: 'p.state',
  option: 'p.option',
  severity: 'p.severity',
  category: 'p.category',
  payout: 'p.payout_state',
  proposedBy: 'p.proposed_by',
  approvedBy: 'p.approved_by',
};

/** Conditions of a filter. Column names come from the fixed table above, values are parameters (S22). */
function conditionsOf(filter: LedgerFilter, at: string): { where: string[]; values: unknown[] } {
  const values: unknown[] = [];
  const where: string[] = [];
  for (const [name, column] of Object.entries(columnOf)) {
    const value = filter[name as keyof typeof columnOf];
    if (value === undefined) continue;
    values.push(value);
    where.push(`${column} = $${values.length}`);
  }
  if (filter.from) where.push(`${at} >= $${values.push(filter.from)}::timestamptz`);
  if (filter.to) where.push(`${at} < $${values.push(filter.to)}::timestamptz`);
  return { where, values };
}

/** The place of a line in the ledger. */
export type LedgerPlace = { proposedAt: string; caseId: string; remedyId: string };

/** A page of the ledger, newest proposals first. */
export async function listRemedies(
  query: Query,
  filter: LedgerFilter,
  page: { after?: LedgerPlace | undefined; limit: number },
): Promise<LedgerLine[]> {
  const { where, values } = conditionsOf(filter, 'p.proposed_at');
  if (page.after) {
    const { proposedAt, caseId, remedyId } = page.after;
    const last = values.push(proposedAt, caseId, remedyId);
    where.push(
      `(p.proposed_at, p.case_id, p.remedy_id) < ($${last - 2}::timestamptz, $${last - 1}::uuid, $${last})`,
    );
  }
  const limit = values.push(page.limit);
  return query<LedgerLine>(
    `select p.case_id as "caseId", p.reference, p.remedy_id as "remedyId", p.state, p.option, p.appeasement, p.severity,
       p.category, p.amount::text, p.currency, p.estimated_cost::text as "estimatedCost",
       p.actual_cost::text as "actualCost", p.delivery, p.payout_state as payout, p.proposed_by as "proposedBy",
       p.proposed_at as "proposedAt", p.approved_by as "approvedBy", p.approved_at as "approvedAt",
       p.delivered_at as "deliveredAt", p.confirmed_at as "confirmedAt"
     from cases.published_remedies p ${where.length > 0 ? `where ${where.join(' and ')}` : ''}
     order by p.proposed_at desc, p.case_id desc, p.remedy_id desc limit $${limit}`,
    values,
  );
}

const groupings = {
  category: 'p.category',
  severity: 'p.severity',
  option: 'p.option',
  month: `to_char(p.approved_at at time zone $1, 'YYYY-MM')`,
} as const;
export const ledgerGroups = Object.keys(groupings) as (keyof typeof groupings)[];
export type LedgerGroup = keyof typeof groupings;

/** What the approved remedies of a group come to; amounts are decimal texts in the policy's currency. */
export type LedgerSum = {
  group: string;
  count: number;
  amount: string;
  estimatedCost: string;
  actualCost: string;
  cost: string;
};

/** The cost of approved remedies by group, by the time of their approval; months begin in the given time zone. */
export async function sumRemedies(
  query: Query,
  filter: LedgerFilter,
  by: LedgerGroup,
  timeZone: string,
): Promise<LedgerSum[]> {
  const { where, values } = conditionsOf(filter, 'p.approved_at');
  // The zone is the first parameter, used or not: PostgreSQL must know its type either way.
  const shifted = where.map((condition) =>
    condition.replace(/\$(\d+)/g, (_, number: string) => `$${Number(number) + 1}`),
  );
  const group = groupings[by];
  return query<LedgerSum>(
    `select ${group} as "group", count(*)::int as count, coalesce(sum(p.amount), 0)::numeric(14, 2)::text as amount,
       sum(p.estimated_cost)::text as "estimatedCost", coalesce(sum(p.actual_cost), 0)::numeric(14, 2)::text as "actualCost",
       sum(p.cost)::text as cost
     from cases.published_remedies p
     where p.approved_at is not null and $1::text is not null ${shifted.map((condition) => `and ${condition}`).join(' ')}
     group by 1 order by 1`,
    [timeZone, ...values],
  );
}
