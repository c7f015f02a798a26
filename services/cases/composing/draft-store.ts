// The SQL of drafts and presence: what one person has typed about a case, and who else is there. No part of the record.
import type { Query } from '#shared/db.ts';
import type { Draft } from './draft.ts';

/** A draft as it was kept. */
export type KeptDraft = { draft: Draft; savedAt: Date };

/** What somebody has typed about a case. */
export async function readDraft(
  query: Query,
  caseId: string,
  staffId: string,
): Promise<KeptDraft | undefined> {
  const [row] = await query<KeptDraft>(
    `select d.draft, d.saved_at as "savedAt" from cases.drafts d where d.case_id = $1 and d.staff_id = $2`,
    [caseId, staffId],
  );
  return row;
}

/** Keeps a draft in place of the one before. Beyond `max` of them, a person's oldest are dropped. */
export async function putDraft(
  query: Query,
  kept: { caseId: string; staffId: string; draft: Draft; now: Date; max: number },
): Promise<void> {
  const { caseId, staffId, draft, now, max } = kept;
  await query(
    `insert into cases.drafts (case_id, staff_id, draft, saved_at) values ($1, $2, $3, $4)
     on conflict (case_id, staff_id) do update set draft = excluded.draft, saved_at = excluded.saved_at`,
    [caseId, staffId, JSON.stringify(draft), now],
  );
  await query(
    `delete from cases.drafts where (case_id, staff_id) in (select d.case_id, d.staff_id from cases.drafts d
       where d.staff_id = $1 and d.case_id <> $3 order by d.saved_at desc offset $2)`,
    [staffId, max - 1, caseId],
  );
}

/** Forgets a draft, if there is one. */
export async function dropDraft(query: Query, caseId: string, staffId: string): Promise<void> {
  await query('delete from cases.drafts where case_id = $1 and staff_id = $2', [caseId, staffId]);
}

/** Drops some drafts and presences from before a time. Gives how many drafts. */
export async function dropOldDrafts(
  query: Query,
  { drafts, presence, max }: { drafts: Date; presence: Date; max: number },
): Promise<number> {
  await query('delete from cases.presence where seen_at < $1', [presence]);
  const dropped = await query(
    `delete from cases.drafts where (case_id, staff_id) in (select d.case_id, d.staff_id from cases.drafts d
       where d.saved_at < $1 order by d.saved_at limit $2) returning 1`,
    [drafts, max],
  );
  return dropped.length;
}

/** What somebody does at a case. */
export type Doing = 'viewing' | 'answering';
export type Present = { staffId: string; name: string; doing: Doing; seenAt: Date };

/** Says that somebody is at a case. */
export async function putPresence(
  query: Query,
  { caseId, staffId, doing, now }: { caseId: string; staffId: string; doing: Doing; now: Date },
): Promise<void> {
  await query(
    `insert into cases.presence (case_id, staff_id, doing, seen_at) values ($1, $2, $3, $4)
     on conflict (case_id, staff_id) do update set doing = excluded.doing, seen_at = excluded.seen_at`,
    [caseId, staffId, doing, now],
  );
}

/** Says that somebody has left. */
export async function dropPresence(query: Query, caseId: string, staffId: string): Promise<void> {
  await query('delete from cases.presence where case_id = $1 and staff_id = $2', [caseId, staffId]);
}

/** Who else was at a case since a time. */
export async function othersPresent(
  query: Query,
  { caseId, staffId, since }: { caseId: string; staffId: string; since: Date },
): Promise<Present[]> {
  return query<Present>(
    `select p.staff_id as "staffId", d.name, p.doing, p.seen_at as "seenAt" from cases.presence p
     join people.staff_directory d using (staff_id)
     where p.case_id = $1 and p.staff_id <> $2 and p.seen_at > $3 and d.active order by p.seen_at desc limit 20`,
    [caseId, staffId, since],
  );
}
