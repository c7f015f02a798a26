// The SQL of the way in: which cases an item may belong to, and what became of each item (the ledger's second half).
import type { Query } from '#shared/db.ts';
import type { IntakeReceived } from '#shared/events/intake.ts';

/** What leads to a case: a message of ours, a thread key, a reference. */
export type Lead = {
  source: 'message' | 'thread' | 'reference';
  key: string;
  caseId: string;
  messageKey: string | null;
  /** It leads there by way of a case that was merged into that one. */
  isMerged?: boolean;
};

/**
 * The cases that message ids, thread keys and references lead to: of a merged case, the one that its story goes on in. One query for a
 * whole batch.
 */
export async function findLeads(
  query: Query,
  wanted: { messageIds: string[]; threadKeys: string[]; references: string[] },
): Promise<Lead[]> {
  const { messageIds, threadKeys, references } = wanted;
  if (messageIds.length + threadKeys.length + references.length === 0) return [];
  return query<Lead>(
    `select l.source, l.key, coalesce((c.state #>> '{mergedInto,caseId}')::uuid, l.case_id) as "caseId", l."messageKey",
       c.state ? 'mergedInto' as "isMerged"
     from (
       select 'message' as source, m.message_id::text as key, m.case_id, m.message_key as "messageKey"
       from cases.messages m where m.message_id = any($1::uuid[])
       union all
       select 'thread', t.thread_key, t.case_id, null from cases.thread_keys t where t.thread_key = any($2::text[])
       union all
       select 'reference', r.reference, r.case_id, null from cases.case_references r where r.reference = any($3::text[])
     ) l left join cases.cases c using (case_id)`,
    [messageIds, threadKeys, references],
  );
}

/** Remembers by what later items are led to a case. */
export async function putThreadKeys(
  query: Query,
  rows: { threadKey: string; caseId: string; itemId: string }[],
): Promise<void> {
  if (rows.length === 0) return;
  await query(
    `insert into cases.thread_keys (thread_key, case_id, item_id)
     select r."threadKey", r."caseId", r."itemId"
     from jsonb_to_recordset($1::jsonb) as r("threadKey" text, "caseId" uuid, "itemId" uuid) on conflict do nothing`,
    [JSON.stringify(rows)],
  );
}

export type OutcomeRow = {
  itemId: string;
  outcome: 'case' | 'joined' | 'suppressed' | 'quarantined';
  caseId: string | null;
  caseReference: string | null;
  reason: string | null;
  owner: string | null;
  decidedAt: string;
};

/** A dead letter's item is decided for good only once it comes through. */
const DEAD_LETTER = 'dead_letter';

const ASIDE = `o.outcome in ('suppressed', 'quarantined')`;

type Decided = { decided: Set<string>; deadLetters: Set<string>; released: Set<string> };

/** Which of some items are decided; which only as dead letters; which were let on by a person and are on their way. */
export async function decidedItems(query: Query, itemIds: string[]): Promise<Decided> {
  const rows = await query<{ item_id: string; how: keyof Decided }>(
    `select o.item_id, case when o.reason is not distinct from '${DEAD_LETTER}' then 'deadLetters'
       when ${ASIDE} and o.released_at is not null then 'released' else 'decided' end as how
     from cases.intake_outcomes o where o.item_id = any($1::uuid[])`,
    [itemIds],
  );
  const ids = (wanted: keyof Decided) =>
    new Set(rows.filter(({ how }) => how === wanted).map((row) => row.item_id));
  return { decided: ids('decided'), deadLetters: ids('deadLetters'), released: ids('released') };
}

/**
 * Writes what became of items. Each has one outcome: a second one fails the transaction, but for a dead letter that came
 * through at last, and for what a person let on.
 */
export async function putOutcomes(query: Query, rows: OutcomeRow[]): Promise<void> {
  const written = await query(
    `insert into cases.intake_outcomes as o (item_id, outcome, case_id, case_reference, reason, owner, decided_at)
     select r."itemId", r.outcome, r."caseId", r."caseReference", r.reason, r.owner, r."decidedAt"
     from jsonb_to_recordset($1::jsonb) as r("itemId" uuid, outcome text, "caseId" uuid, "caseReference" text,
       reason text, owner text, "decidedAt" timestamptz)
     on conflict (item_id) do update set outcome = excluded.outcome, case_id = excluded.case_id,
       case_reference = excluded.case_reference, reason = excluded.reason, owner = excluded.owner,
       decided_at = excluded.decided_at where o.reason = '${DEAD_LETTER}'
         or (${ASIDE} and o.released_at is not null) returning 1`,
    [JSON.stringify(rows)],
  );
  if (written.length !== rows.length)
    throw new Error('deciding items: one of them was decided by another process meanwhile');
}

/** Marks an item as quarantined because its event is a dead letter; a decided one stays as it is. */
export async function putDeadLetterOutcome(
  query: Query,
  itemId: string,
  owner: string,
  at: Date,
): Promise<void> {
  await query(
    `insert into cases.intake_outcomes (item_id, outcome, reason, owner, decided_at)
     values ($1, 'quarantined', '${DEAD_LETTER}', $2, $3) on conflict do nothing`,
    [itemId, owner, at],
  );
}

/** The cases and keys of messages that cases asked for. */
export async function findMessages(
  query: Query,
  messageIds: string[],
): Promise<Map<string, { caseId: string; key: string }>> {
  const rows = await query<{ messageId: string; caseId: string; key: string }>(
    `select m.message_id as "messageId", m.case_id as "caseId", m.message_key as key from cases.messages m
     where m.message_id = any($1::uuid[])`,
    [messageIds],
  );
  return new Map(rows.map(({ messageId, caseId, key }) => [messageId, { caseId, key }]));
}

/** An item as it was received; its event. */
export async function receivedOf(query: Query, itemId: string): Promise<IntakeReceived> {
  const [row] = await query<{ received: IntakeReceived }>(
    'select i.received from intake.items i where i.item_id = $1',
    [itemId],
  );
  if (!row) throw new Error('reading a received item: it is not there');
  return row.received;
}

/** The digest of what an item's source gave. */
export async function originalOf(query: Query, itemId: string): Promise<string | undefined> {
  const [row] = await query<{ sha256: string }>(
    'select i.original_sha256 as sha256 from intake.items i where i.item_id = $1',
    [itemId],
  );
  return row?.sha256;
}
