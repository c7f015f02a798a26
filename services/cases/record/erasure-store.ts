// The SQL of erasing: what a case, its items and their bytes leave behind. Rows stay, so that counts and chains still add up.
import type { Query } from '#shared/db.ts';
import type { Case } from '../domain/case.ts';
import type { TaskKind } from '../domain/draft.ts';

const wordyTasks: TaskKind[] = ['approve_action', 'do_action', 'call_back'];

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
    `update cases.tasks set note = null, title = case when kind = any($2::text[]) then kind else title end where case_id = $1`,
    [caseId, wordyTasks],
  );
  await query(`update cases.corrective_actions set problem = '' where case_id = $1`, [caseId]);
  await query(`update cases.remedies set customer_keys = '{}' where case_id = $1`, [caseId]);
  await query(
    `update cases.payouts set payee = '', reason = null where case_id = $1 and state in ('paid', 'failed')`,
    [caseId],
  );
  await query(`delete from cases.command_keys where response ->> 'reference' = $1`, [reference]);
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

/**
 * Empties the items of a case and its files of evidence. An item keeps its id, its channel, its times: the ledger still adds up. Bytes go when no other
 * item needs them.
 */
export async function eraseItems(
  query: Query,
  caseId: string,
  files: string[],
): Promise<{ items: number; blobs: number }> {
  const items = await query<{ itemId: string; blobs: string[] }>(
    `select i.item_id as "itemId", array[i.original_sha256]
       || array(select a ->> 'sha256' from jsonb_array_elements(i.received -> 'attachments') a) as blobs
     from cases.intake_outcomes o join intake.items i using (item_id) where o.case_id = $1 order by i.item_id`,
    [caseId],
  );
  const ids = items.map(({ itemId }) => itemId);
  await query(
    `update intake.items i set received = jsonb_strip_nulls(jsonb_build_object(
       'itemId', i.received -> 'itemId', 'reference', i.received -> 'reference', 'channel', i.received -> 'channel',
       'connector', i.received -> 'connector', 'receivedAt', i.received -> 'receivedAt', 'loggedBy', i.received -> 'loggedBy',
       'originalSha256', i.received -> 'originalSha256', 'sender', '{}'::jsonb, 'subject', '', 'text', '',
       'textCut', false, 'attachments', '[]'::jsonb))
     where i.item_id = any($1::uuid[])`,
    [ids],
  );
  const dropped = await query(
    `delete from blobs.chunks b where b.sha256 = any($1::text[])
       and not exists (select from intake.items i where i.original_sha256 = b.sha256 and i.item_id <> all($2::uuid[]))
       and not exists (select from intake.items i where i.received -> 'attachments' <> '[]'::jsonb
         and i.received -> 'attachments' @> jsonb_build_array(jsonb_build_object('sha256', b.sha256)))
       and not exists (select from cases.cases c where c.case_id <> $3 and c.state -> 'evidence'
         @> jsonb_build_array(jsonb_build_object('file', jsonb_build_object('sha256', b.sha256))))
     returning b.sha256`,
    [[...new Set([...files, ...items.flatMap(({ blobs }) => blobs)])], ids, caseId],
  );
  return { items: items.length, blobs: new Set(dropped.map((row) => row.sha256)).size };
}
