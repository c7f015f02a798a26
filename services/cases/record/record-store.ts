// The SQL of the record: heads of days, and who read what.
import type { Query } from '#shared/db.ts';

/** The head of a day. `day` is a date in UTC, `chain` holds it and all days before it. */
export type DayHead = {
  day: string;
  cases: number;
  entries: number;
  digest: string;
  chain: string;
};

const headColumns = `to_char(h.day, 'YYYY-MM-DD') as day, h.cases, h.entries, h.digest, h.chain`;

/** All heads, or those after a day, oldest first. */
export async function dayHeads(
  query: Query,
  after = '-infinity',
  limit = 1000,
): Promise<DayHead[]> {
  return query<DayHead>(
    `select ${headColumns} from cases.day_heads h where h.day > $1::date order by h.day limit $2`,
    [after, limit],
  );
}

/** The newest head. */
export async function lastDayHead(query: Query): Promise<DayHead | undefined> {
  const [row] = await query<DayHead>(
    `select ${headColumns} from cases.day_heads h order by h.day desc limit 1`,
    [],
  );
  return row;
}

/** The first day on which anything was written, as a date in UTC. */
export async function firstDay(query: Query): Promise<string | undefined> {
  const [row] = await query<{ day: string | null }>(
    `select to_char(min(t.recorded_at) at time zone 'UTC', 'YYYY-MM-DD') as day from cases.case_timeline t
     where t.recorded_at > '-infinity'`,
    [],
  );
  return row?.day ?? undefined;
}

/** The newest link of each chain that grew on a day, and how many entries it grew by; by case. */
export async function linksOfDay(
  query: Query,
  day: string,
  after: string,
  limit: number,
): Promise<{ caseId: string; version: number; chain: string; entries: number }[]> {
  return query(
    `select distinct on (t.case_id) t.case_id as "caseId", t.version, t.chain,
       count(*) over (partition by t.case_id)::int as entries
     from cases.case_timeline t
     where t.recorded_at >= $1::date at time zone 'UTC' and t.recorded_at < ($1::date + 1) at time zone 'UTC'
       and t.case_id > $2::uuid
     order by t.case_id, t.version desc limit $3`,
    [day, after, limit],
  );
}

/** Writes the head of a day, unless another process did. */
export async function putDayHead(query: Query, head: DayHead, now: Date): Promise<void> {
  await query(
    `insert into cases.day_heads (day, cases, entries, digest, chain, made_at) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing`,
    [head.day, head.cases, head.entries, head.digest, head.chain, now],
  );
}

/** Somebody read a part of a case. */
export type Reading = { staffId: string; caseId: string; part: string; at: Date };

/** Writes readings. The same person, case and part within an hour are counted in one row. */
export async function putReads(query: Query, readings: Reading[]): Promise<void> {
  await query(
    `insert into cases.reads as r (staff_id, case_id, part, hour, times, first_at, last_at)
     select x."staffId", x."caseId", x.part, date_trunc('hour', x.at, 'UTC'), count(*), min(x.at), max(x.at)
     from jsonb_to_recordset($1::jsonb) as x("staffId" text, "caseId" uuid, part text, at timestamptz)
     group by x."staffId", x."caseId", x.part, date_trunc('hour', x.at, 'UTC')
     order by x."caseId", date_trunc('hour', x.at, 'UTC'), x."staffId", x.part
     on conflict (case_id, hour, staff_id, part) do update set times = r.times + excluded.times,
       last_at = greatest(r.last_at, excluded.last_at)`,
    [JSON.stringify(readings)],
  );
}

/** Readings as they are shown. */
export type ReadLine = {
  staffId: string;
  name: string | null;
  reference: string | null;
  part: string;
  times: number;
  firstAt: Date;
  lastAt: Date;
};

/** What was read here and at the notifier (mails, letters), the first of each in an order: both are never sorted whole. */
const readsWhere = (condition: string, order: string, limit: string): string => `
  (select r.staff_id, r.case_id, null as reference, r.part, r.hour, r.times, r.first_at, r.last_at from cases.reads r
   where ${condition} order by ${order} limit ${limit})
  union all
  (select r.staff_id, r.case_id, r.reference, r.part, r.hour, r.times, r.first_at, r.last_at
   from notifier.published_reads r where ${condition} order by ${order} limit ${limit})`;

/** Who read what, newest first. */
export async function listReads(
  query: Query,
  filter: { caseId?: string | undefined; staffId?: string | undefined; limit: number },
): Promise<ReadLine[]> {
  const condition =
    '($1::uuid is null or r.case_id = $1) and ($2::text is null or r.staff_id = $2)';
  const order = 'r.hour desc, r.last_at desc';
  return query<ReadLine>(
    `select r.staff_id as "staffId", d.name, coalesce(c.reference, r.reference) as reference, r.part, r.times,
       r.first_at as "firstAt", r.last_at as "lastAt"
     from (${readsWhere(condition, order, '$3')}) r
     left join cases.cases c using (case_id) left join people.staff_directory d using (staff_id)
     order by ${order} limit $3`,
    [filter.caseId ?? null, filter.staffId ?? null, filter.limit],
    { prepare: false },
  );
}

/** Where a page of all readings ended. */
export type ReadPlace = { hour: string; caseId: string; staffId: string; part: string };

const pageCondition = `($1::text is null or r.staff_id = $1) and ($2::uuid is null or r.case_id = $2)
  and ($3::text is null or r.part = $3 or starts_with(r.part, $3 || ' '))
  and ($4::timestamptz is null or (r.last_at >= $4 and r.hour >= date_trunc('hour', $4::timestamptz, 'UTC')))
  and ($5::timestamptz is null or r.hour < $5)
  and ($6::timestamptz is null or (r.hour, r.case_id, r.staff_id, r.part) < ($6, $7::uuid, $8, $9))`;

const pageOrder = 'r.hour desc, r.case_id desc, r.staff_id desc, r.part desc';

/**
 * Who read what over all cases, the newest hour first. Within an hour in the order of its key, so that a page ends at one
 * place although counts go on.
 */
export async function pageReads(
  query: Query,
  filter: {
    staffId?: string | undefined;
    caseId?: string | undefined;
    part?: string | undefined;
    from?: string | undefined;
    until?: string | undefined;
    after?: ReadPlace | undefined;
    limit: number;
  },
): Promise<(ReadLine & { place: ReadPlace })[]> {
  const { after, limit } = filter;
  const rows = await query<ReadLine & { hour: Date; caseId: string }>(
    `select r.staff_id as "staffId", d.name, coalesce(c.reference, r.reference) as reference, r.part, r.times,
       r.first_at as "firstAt", r.last_at as "lastAt", r.hour, r.case_id as "caseId"
     from (${readsWhere(pageCondition, pageOrder, '$10')}) r
     left join cases.cases c using (case_id) left join people.staff_directory d using (staff_id)
     order by ${pageOrder} limit $10`,
    [
      ...[filter.staffId ?? null, filter.caseId ?? null, filter.part ?? null],
      ...[filter.from ?? null, filter.until ?? null],
      ...[after?.hour ?? null, after?.caseId ?? null, after?.staffId ?? null, after?.part ?? null],
      limit,
    ],
    { prepare: false },
  );
  return rows.map(({ hour, caseId, ...line }) => {
    const { staffId, part } = line;
    return { ...line, place: { hour: hour.toISOString(), caseId, staffId, part } };
  });
}

/** Forgets some readings from before a time. Gives how many. */
export async function dropReads(query: Query, before: Date, max: number): Promise<number> {
  const dropped = await query(
    `delete from cases.reads where ctid in (select r.ctid from cases.reads r where r.hour < $1 order by r.hour limit $2)
     returning 1`,
    [before, max],
  );
  return dropped.length;
}
