// The SQL of absence: who is away or gone and still has something, and which cases that concerns.
import type { Query } from '#shared/db.ts';
import type { StoredCase } from '../stores/cases-store.ts';

/** Who is not there now and has open tasks or cases. */
export async function absentWithWork(
  query: Query,
  now: Date,
): Promise<{ staffId: string; role: string; deputy: string | null }[]> {
  return query<{ staffId: string; role: string; deputy: string | null }>(
    `select d.staff_id as "staffId", d.role, d.deputy from people.staff_directory d
     where (not d.active or (d.away_from <= $1 and d.away_until > $1)) and (
       exists (select from cases.tasks t where t.owner_staff = d.staff_id and t.state = 'open' and t.case_id is not null)
       or exists (select from cases.cases c where c.assignee = d.staff_id
         and c.status in ('assigned', 'investigating', 'waiting')))`,
    [now],
  );
}

/** Locks some cases of absent people; those that another worker holds are skipped. */
export async function claimCasesOfAbsent(
  query: Query,
  staffIds: string[],
  max: number,
): Promise<StoredCase[]> {
  return query<StoredCase>(
    `select c.state, c.chain, c.trace from cases.cases c
     where c.case_id in (
       (select t.case_id from cases.tasks t
         where t.owner_staff = any($1::text[]) and t.state = 'open' and t.case_id is not null limit $2)
       union
       (select a.case_id from cases.cases a
         where a.assignee = any($1::text[]) and a.status in ('assigned', 'investigating', 'waiting') limit $2))
     order by c.case_id limit $2 for update skip locked`,
    [staffIds, max],
  );
}
