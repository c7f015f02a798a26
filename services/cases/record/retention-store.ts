// The SQL of retention: what is past its period, with what may keep it all the same. Nothing is decided here.
import type { Query } from '#shared/db.ts';
import type { StoredCase } from '../stores/cases-store.ts';

/** Where a walk stands: the oldest go first. */
export type Place = { at: Date; id: string };

/** A closed case with what may keep it. */
export type AgedCase = {
  caseId: string;
  reference: string;
  closedAt: Date;
  legalHold: boolean;
  openTasks: number;
  payoutsUnderWay: number;
  itemIds: string[];
};

const payoutsUnderWay = `((select count(*)::int from cases.payouts p where p.case_id = c.case_id
  and (p.state in ('requested', 'in_doubt') or (p.state = 'failed' and exists (select from cases.tasks t
    where t.case_id = c.case_id and t.kind = 'payout_trouble' and t.state = 'open'))))
  + (select count(*)::int from cases.remedies r where r.case_id = c.case_id and r.state = 'approved'))`;
const itemIds = `array(select o.item_id::text from cases.intake_outcomes o where o.case_id = c.case_id)`;
const openTasks = `(select count(*)::int from cases.tasks t where t.state = 'open' and (t.case_id = c.case_id
  or t.item_id in (select o.item_id from cases.intake_outcomes o where o.case_id = c.case_id)))`;
const columns = `c.case_id as "caseId", c.reference, c.closed_at as "closedAt",
  coalesce((c.state ->> 'legalHold')::boolean, false) as "legalHold", ${openTasks} as "openTasks",
  ${payoutsUnderWay} as "payoutsUnderWay", ${itemIds} as "itemIds"`;
// As the index has it: with personal data, once an end.
const unerased = `c.status = 'closed' and (c.state ->> 'erasedAt' is null or c.state ->> 'erasedAt' < c.state ->> 'closedAt')`;

/** Closed cases that ended at or before a time and hold personal data, from after a place on, the oldest first. */
export async function agedCases(
  query: Query,
  which: { before: Date; after?: Place | undefined; limit: number },
): Promise<AgedCase[]> {
  const { before, after, limit } = which;
  return query<AgedCase>(
    `select ${columns} from cases.cases c where ${unerased} and c.closed_at <= $1
       and ($2::timestamptz is null or (c.closed_at, c.case_id) > ($2, $3::uuid))
     order by c.closed_at, c.case_id limit $4`,
    [before, after?.at ?? null, after?.id ?? null, limit],
    { prepare: false },
  );
}

/** How many of them there are. */
export async function countAged(
  query: Query,
  before: { cases: Date; suppressed: Date; quarantined: Date },
): Promise<{ cases: number; items: number }> {
  const [row] = await query<{ cases: number; items: number }>(
    `select (select count(*)::int from cases.cases c where ${unerased} and c.closed_at <= $1) as cases,
       (select count(*)::int from cases.intake_outcomes o where ${asideBefore('$2', '$3')}) as items`,
    [before.cases, before.suppressed, before.quarantined],
  );
  return row ?? { cases: 0, items: 0 };
}

/** Locks those of some cases that nobody else holds. Another run has the others. */
export async function claimCases(query: Query, caseIds: string[]): Promise<StoredCase[]> {
  return query<StoredCase>(
    `select c.state, c.chain, c.trace from cases.cases c where c.case_id = any($1::uuid[])
     order by c.case_id for update skip locked`,
    [caseIds],
  );
}

/** What may keep some cases, whatever their age and whether they are closed. */
export async function factsOfCases(query: Query, caseIds: string[]): Promise<AgedCase[]> {
  return query<AgedCase>(`select ${columns} from cases.cases c where c.case_id = any($1::uuid[])`, [
    caseIds,
  ]);
}

/** The same of one case; read once it is locked. */
export async function factsOfCase(query: Query, caseId: string): Promise<AgedCase | undefined> {
  const [row] = await factsOfCases(query, [caseId]);
  return row;
}

/** An item that never became a case, with what may keep it. */
export type AgedItem = {
  itemId: string;
  outcome: 'suppressed' | 'quarantined';
  reference: string;
  decidedAt: Date;
  deadLetter: boolean;
  openTasks: number;
};

const asideColumns = `o.item_id as "itemId", o.outcome, i.reference, o.decided_at as "decidedAt",
  o.reason is not distinct from 'dead_letter' as "deadLetter",
  (select count(*)::int from cases.tasks t where t.item_id = o.item_id and t.state = 'open') as "openTasks"`;
const asideNow = `o.outcome in ('suppressed', 'quarantined') and o.erased_at is null and o.released_at is null`;
const asideBefore = (suppressed: string, quarantined: string): string => `
  ${asideNow} and o.decided_at <= case o.outcome when 'suppressed' then ${suppressed}::timestamptz else ${quarantined}::timestamptz end`;

/** Items that were set aside at or before a time and are not empty, from after a place on; locked, if asked for. */
export async function agedItems(
  query: Query,
  which: {
    suppressed: Date;
    quarantined: Date;
    after?: Place | undefined;
    limit: number;
    lock: boolean;
  },
): Promise<AgedItem[]> {
  const { suppressed, quarantined, after, limit } = which;
  return query<AgedItem>(
    `select ${asideColumns} from cases.intake_outcomes o join intake.items i using (item_id)
     where ${asideBefore('$1', '$2')} and ($3::timestamptz is null or (o.decided_at, o.item_id) > ($3, $4::uuid))
     order by o.decided_at, o.item_id limit $5 ${which.lock ? 'for update of o skip locked' : ''}`,
    [suppressed, quarantined, after?.at ?? null, after?.id ?? null, limit],
    { prepare: false },
  );
}

/** Items that never became cases and that a customer sent: by their address, the person on a platform, a number. The oldest first. */
export async function itemsOfSender(
  query: Query,
  customer: string,
  limit: number,
): Promise<AgedItem[]> {
  return query<AgedItem>(
    `select ${asideColumns} from cases.intake_outcomes o join intake.items i using (item_id)
     where ${asideNow} and (lower(i.received #>> '{sender,email}') = $1
       or (i.received ->> 'channel') || ':' || (i.received #>> '{sender,platformUserId}') = $1
       or i.received #>> '{sender,phone}' = $1)
     order by o.decided_at, o.item_id limit $2`,
    [customer, limit],
    { prepare: false },
  );
}

/** Locks those of some items that never became cases and are not empty. */
export async function lockItems(query: Query, itemIds: string[]): Promise<AgedItem[]> {
  return query<AgedItem>(
    `select ${asideColumns} from cases.intake_outcomes o join intake.items i using (item_id)
     where ${asideNow} and o.item_id = any($1::uuid[]) order by o.item_id for update of o`,
    [itemIds],
  );
}

/** Marks items that never became cases as erased: they are let on no more. */
export async function markItemsErased(query: Query, itemIds: string[], at: Date): Promise<void> {
  await query('update cases.intake_outcomes set erased_at = $2 where item_id = any($1::uuid[])', [
    itemIds,
    at,
  ]);
}

/** A row of the record of erasures, as it is shown. */
export type ErasureLine = {
  erasureId: number;
  what: 'case' | 'items';
  why: 'retention' | 'request';
  reference: string | null;
  by: string;
  reason: string;
  keptDays: number | null;
  policyVersion: string;
  entries: number;
  items: number;
  files: number;
  at: Date;
  logUntil: Date;
};

/** Some rows of the record of erasures, the newest first, from before one on. */
export async function pageErasures(
  query: Query,
  page: { before?: number | undefined; limit: number },
): Promise<ErasureLine[]> {
  return query<ErasureLine>(
    `select e.erasure_id as "erasureId", e.what, e.why, e.reference, e.by_whom as by, e.reason, e.kept_days as "keptDays",
       e.policy_version as "policyVersion", e.entries, e.items, e.files, e.at, e.log_until as "logUntil"
     from cases.erasures e where $1::bigint is null or e.erasure_id < $1 order by e.erasure_id desc limit $2`,
    [page.before ?? null, page.limit],
  );
}
