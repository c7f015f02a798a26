// The SQL of what is to be erased next and what is held: counts up to a bound, pages of holds. Nothing is decided here.
import type { Query } from '#shared/db.ts';
import type { Cutoffs } from '../domain/retention.ts';

// As the indexes have them.
const unerased = `c.status = 'closed' and (c.state ->> 'erasedAt' is null or c.state ->> 'erasedAt' < c.state ->> 'closedAt')`;
const aside = (outcome: string, parameter: string): string =>
  `select 1 from cases.intake_outcomes o where o.outcome = '${outcome}' and o.erased_at is null and o.released_at is null
     and o.decided_at <= ${parameter} limit $4`;

/** How many cases and items end before the given times, each counted up to a bound. */
export async function countDue(
  query: Query,
  cutoffs: Cutoffs,
  max: number,
): Promise<{ cases: number; items: number }> {
  const [row] = await query<{ cases: number; items: number }>(
    `select (select count(*)::int from (
         select 1 from cases.cases c where ${unerased} and c.closed_at <= $1 limit $4) n) as cases,
       (select count(*)::int from ((${aside('suppressed', '$2')}) union all (${aside('quarantined', '$3')})) n) as items`,
    [cutoffs.cases, cutoffs.suppressed, cutoffs.quarantined, max],
    { prepare: false },
  );
  return row ?? { cases: 0, items: 0 };
}

const held = `c.state ->> 'legalHold' = 'true'`;

/** How many cases are held, up to a bound. */
export async function countHeld(query: Query, max: number): Promise<number> {
  const [row] = await query<{ cases: number }>(
    `select count(*)::int as cases from (select 1 from cases.cases c where ${held} limit $1) n`,
    [max],
  );
  return row?.cases ?? 0;
}

/** A case on legal hold: since when, by whom, why. */
export type Hold = {
  caseId: string;
  reference: string;
  status: string;
  openedAt: Date;
  closedAt: Date | null;
  /** `staff:<id>`. */
  by: string;
  heldAt: Date;
  reason: string;
};

/** Cases on legal hold from after a place on, those opened last first. */
export async function pageHolds(
  query: Query,
  page: { after?: { openedAt: string; caseId: string } | undefined; limit: number },
): Promise<Hold[]> {
  const { after, limit } = page;
  return query<Hold>(
    `select c.case_id as "caseId", c.reference, c.status, c.opened_at as "openedAt", c.closed_at as "closedAt",
       h.actor as by, h.at as "heldAt", coalesce(h.data ->> 'reason', '') as reason
     from cases.cases c cross join lateral (select t.actor, t.at, t.data from cases.case_timeline t
       where t.case_id = c.case_id and t.type = 'legal_hold.set' order by t.version desc limit 1) h
     where ${held} and ($1::timestamptz is null or (c.opened_at, c.case_id) < ($1, $2::uuid))
     order by c.opened_at desc, c.case_id desc limit $3`,
    [after?.openedAt ?? null, after?.caseId ?? null, limit],
    { prepare: false },
  );
}
