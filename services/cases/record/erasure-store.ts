// The SQL of erasing: what a case, its items and their bytes leave behind. Rows stay, so that counts and chains still add up.
import type { Query } from '#shared/db.ts';
import type { Case } from '../domain/case.ts';
import type { TaskKind } from '../domain/draft.ts';

const wordyTasks: TaskKind[] = ['approve_action', 'do_action', 'call_back', 'payout_trouble'];

/** Writes the case without personal data, and takes what stands of it elsewhere in this schema. */
export async function eraseCaseRows(query: Query, left: Case): Promise<void> {
  const { caseId, reference } = left;
  await query(
    `update cases.cases set state = $2, subject = '', contact_email = null where case_id = $1`,
    [caseId, JSON.stringify(left)],
  );
  await query('delete from cases.case_search where case_id = $1', [caseId]);
  await query('delete from cases.thread_keys where case_id = $1', [caseId]);
  await query('delete from cases.drafts where case_id = $1', [caseId]);
  await query('delete from cases.answer_claims where case_id = $1', [caseId]);
  await query('delete from cases.presence where case_id = $1', [caseId]);
  // A title says in words what is to be done, for kinds whose words somebody wrote; the rest are ours.
  await query(
    `update cases.tasks set note = null, title = case when kind = any($2::text[]) then kind else title end,
       titles = case when kind = any($2::text[]) then '{}'::jsonb else titles end where case_id = $1`,
    [caseId, wordyTasks],
  );
  await query('delete from cases.notifications where case_id = $1', [caseId]);
  await query(`update cases.corrective_actions set problem = '' where case_id = $1`, [caseId]);
  await query(`update cases.remedies set customer_keys = '{}' where case_id = $1`, [caseId]);
  await query(
    `update cases.payouts set payee = '', reason = null where case_id = $1 and state in ('paid', 'failed')`,
    [caseId],
  );
  await query(`delete from cases.command_keys where response ->> 'reference' = $1`, [reference]);
}

/** Takes the notices to staff about a case. Gives the mails that they went out with, and the daily mails that told of it. */
export async function dropNotices(
  query: Query,
  { caseId, reference }: { caseId: string; reference: string },
): Promise<string[]> {
  const rows = await query<{ messageId: string | null }>(
    'delete from cases.staff_notices where case_id = $1 returning message_id as "messageId"',
    [caseId],
  );
  const daily = await query<{ messageId: string }>(
    `select g.message_id as "messageId" from cases.daily_digests g
     where g.message_id is not null and $1 = any(g.case_references)`,
    [reference],
  );
  return [...new Set([...rows, ...daily].flatMap(({ messageId }) => messageId ?? []))];
}

/** Empties entries of a timeline; digest and chain stay. Gives how many. */
export async function eraseEntries(
  query: Query,
  caseId: string,
  versions: number[],
): Promise<number> {
  const erased = await query(
    `update cases.case_timeline set data = null, salt = null
     where case_id = $1 and version = any($2::int[]) and data is not null returning 1`,
    [caseId, versions],
  );
  return erased.length;
}

/** The items of a case, whatever became of them. */
export async function itemIdsOf(query: Query, caseId: string): Promise<string[]> {
  const rows = await query<{ itemId: string }>(
    'select o.item_id as "itemId" from cases.intake_outcomes o where o.case_id = $1 order by o.item_id',
    [caseId],
  );
  return rows.map(({ itemId }) => itemId);
}

/**
 * Empties items. An item keeps its id, its channel, its times: the ledger still adds up. Gives how many were not empty, and
 * the digests of what they came with.
 */
export async function emptyItems(
  query: Query,
  itemIds: string[],
  now: Date,
): Promise<{ items: number; files: string[] }> {
  const items = await query<{ files: string[] }>(
    `update intake.items i set erased_at = $2, received = jsonb_strip_nulls(jsonb_build_object(
       'itemId', i.received -> 'itemId', 'reference', i.received -> 'reference', 'channel', i.received -> 'channel',
       'connector', i.received -> 'connector', 'receivedAt', i.received -> 'receivedAt', 'loggedBy', i.received -> 'loggedBy',
       'originalSha256', i.received -> 'originalSha256', 'sender', '{}'::jsonb, 'subject', '', 'text', '',
       'textCut', false, 'attachments', '[]'::jsonb))
     from (select f.item_id, array[f.original_sha256]
         || array(select a ->> 'sha256' from jsonb_array_elements(f.received -> 'attachments') a) as files
       from intake.items f where f.item_id = any($1::uuid[]) and f.erased_at is null order by f.item_id for update) had
     where i.item_id = had.item_id returning had.files`,
    [itemIds, now],
  );
  await query(
    `update cases.triage_decisions set reason = '', was = null where item_id = any($1::uuid[])`,
    [itemIds],
  );
  await query('update cases.tasks set note = null where item_id = any($1::uuid[])', [itemIds]);
  return { items: items.length, files: [...new Set(items.flatMap(({ files }) => files))] };
}

/**
 * Drops bytes that no item and no case needs any more. Locked first, then looked at: whoever stores them again meanwhile has
 * committed by then, or waits and stores them anew. Gives how many.
 */
export async function dropFiles(query: Query, files: string[]): Promise<number> {
  await query(
    'select from blobs.blobs b where b.sha256 = any($1::text[]) order by b.sha256 for no key update',
    [files],
  );
  const unneeded = await query<{ sha256: string }>(
    `update blobs.blobs b set erased = true where b.sha256 = any($1::text[]) and not b.erased
       and not exists (select from intake.items i where i.original_sha256 = b.sha256 and i.erased_at is null)
       and not exists (select from intake.items i where i.received -> 'attachments' <> '[]'::jsonb
         and i.received -> 'attachments' @> jsonb_build_array(jsonb_build_object('sha256', b.sha256)))
       and not exists (select from cases.cases c where c.state -> 'evidence' <> '[]'::jsonb and c.state -> 'evidence'
         @> jsonb_build_array(jsonb_build_object('file', jsonb_build_object('sha256', b.sha256))))
     returning b.sha256`,
    [files],
  );
  const gone = unneeded.map(({ sha256 }) => sha256);
  await query('delete from blobs.chunks where sha256 = any($1::text[])', [gone]);
  return gone.length;
}

/** A row of the record of erasures. */
export type ErasureRow = {
  what: 'case' | 'items';
  why: 'retention' | 'request';
  caseId?: string;
  reference?: string;
  version?: number;
  by: string;
  reason: string;
  policyVersion: string;
  keptDays?: number | undefined;
  entries: number;
  items: number;
  files: number;
  at: Date;
  logUntil: Date;
};

/** Adds to the record of erasures. A case's entry that stands there already is an error: nothing is erased twice. */
export async function putErasure(query: Query, row: ErasureRow): Promise<void> {
  await query(
    `insert into cases.erasures (what, why, case_id, reference, version, by_whom, reason, policy_version, kept_days,
       entries, items, files, at, log_until)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      ...[row.what, row.why, row.caseId ?? null, row.reference ?? null, row.version ?? null],
      ...[row.by, row.reason, row.policyVersion, row.keptDays ?? null],
      ...[row.entries, row.items, row.files, row.at, row.logUntil],
    ],
  );
}
