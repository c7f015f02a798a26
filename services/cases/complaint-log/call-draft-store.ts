// The SQL of calls that are being written down: one a person, kept until it is logged. No part of the record.
import type { Query } from '#shared/db.ts';

/** What somebody has written down of a call. */
export type CallDraft = Record<string, unknown>;
export type KeptCall = { draft: CallDraft; savedAt: Date };

/** The call that somebody is writing down. */
export async function readCallDraft(query: Query, staffId: string): Promise<KeptCall | undefined> {
  const [row] = await query<KeptCall>(
    `select d.draft, d.saved_at as "savedAt" from cases.call_drafts d where d.staff_id = $1`,
    [staffId],
  );
  return row;
}

/** Keeps it in place of what was kept before. */
export async function putCallDraft(
  query: Query,
  kept: { staffId: string; draft: CallDraft; now: Date },
): Promise<void> {
  await query(
    `insert into cases.call_drafts (staff_id, draft, saved_at) values ($1, $2, $3)
     on conflict (staff_id) do update set draft = excluded.draft, saved_at = excluded.saved_at`,
    [kept.staffId, JSON.stringify(kept.draft), kept.now],
  );
}

/** Forgets it, if there is one. */
export async function dropCallDraft(query: Query, staffId: string): Promise<void> {
  await query('delete from cases.call_drafts where staff_id = $1', [staffId]);
}

/** Forgets those that nobody touched since a time: what was said by a customer does not lie about. */
export async function dropOldCallDrafts(query: Query, before: Date): Promise<void> {
  await query('delete from cases.call_drafts where saved_at < $1', [before]);
}
