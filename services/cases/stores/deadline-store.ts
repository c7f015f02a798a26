// The SQL of due deadlines: claiming the cases that have some, putting off one that failed, counting.
import type { Query } from '#shared/db.ts';
import type { DeadlineId } from '../domain/timeline/entries.ts';
import type { StoredCase } from './cases-store.ts';

/**
 * Locks some cases with due deadlines; those that another worker holds are skipped. The case is claimed, not the deadline:
 * commands lock the case too, so nothing ever waits in a circle.
 */
export async function claimDueCases(query: Query, now: Date, max: number): Promise<StoredCase[]> {
  return query<StoredCase>(
    `select c.state, c.chain, c.trace from cases.cases c
     where c.case_id in (select d.case_id from cases.deadlines d where d.state = 'open' and d.claim_at <= $1
       order by d.claim_at limit $2)
     order by c.case_id for update skip locked`,
    [now, max],
  );
}

/** The due deadlines of cases, oldest first. */
export async function dueDeadlines(
  query: Query,
  caseIds: string[],
  now: Date,
): Promise<(DeadlineId & { caseId: string })[]> {
  return query<DeadlineId & { caseId: string }>(
    `select d.case_id as "caseId", d.kind, d.level, d.epoch from cases.deadlines d
     where d.case_id = any($1::uuid[]) and d.state = 'open' and d.claim_at <= $2
     order by d.due_at, d.kind desc, d.level`,
    [caseIds, now],
  );
}

/** Puts off the due deadlines of a case whose handling failed; their due time stays on record. */
export async function putOff(query: Query, caseId: string, now: Date, until: Date): Promise<void> {
  await query(
    `update cases.deadlines set claim_at = $3 where case_id = $1 and state = 'open' and claim_at <= $2`,
    [caseId, now, until],
  );
}

/** How long a failed try puts a deadline off. */
export const PUT_OFF_MS = 60_000;

/**
 * Open deadlines by kind, and how many of them are due. Both counts come from partial indexes: what is due lies at the
 * beginning of that of claims, also when it was put off.
 */
export async function countDeadlines(
  query: Query,
  now: Date,
): Promise<{ kind: string; open: number; due: number }[]> {
  return query<{ kind: string; open: number; due: number }>(
    `select o.kind, o.open, coalesce(l.due, 0) as due
     from (select d.kind, count(*)::int as open from cases.deadlines d where d.state = 'open' group by d.kind) o
     left join (select d.kind, count(*)::int as due from cases.deadlines d
       where d.state = 'open' and d.claim_at <= $2 and d.due_at <= $1 group by d.kind) l using (kind)`,
    [now, new Date(now.getTime() + PUT_OFF_MS)],
  );
}
