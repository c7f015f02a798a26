// The SQL that loads cases and writes what was decided: rows, timelines, deadlines, tasks, remedies. In sets, never one by one.
import type { Query } from '#shared/db.ts';
import type { Case } from '../domain/case.ts';
import type { Deadline } from '../domain/escalation.ts';
import type { ChainedEntry } from '../domain/timeline/digest.ts';

/** A case as it is stored, with what its next entry needs. */
export type StoredCase = { state: Case; chain: string; trace: string };

/**
 * Cases by id, locked until the end of the transaction. Always in order of id, so that two transactions that need the
 * same cases never wait for each other in a circle.
 */
export async function lockCases(query: Query, caseIds: string[]): Promise<StoredCase[]> {
  if (caseIds.length === 0) return [];
  return query<StoredCase>(
    `select c.state, c.chain, c.trace from cases.cases c where c.case_id = any($1::uuid[])
     order by c.case_id for update`,
    [caseIds],
  );
}

/** The case that a reference (its own, or of an item that joined it) leads to. */
export async function caseIdByReference(
  query: Query,
  reference: string,
): Promise<string | undefined> {
  const [row] = await query<{ case_id: string }>(
    'select r.case_id from cases.case_references r where r.reference = $1',
    [reference],
  );
  return row?.case_id;
}

/** A case row to write. */
export type CaseRow = StoredCase & { resolveBy: string; updatedAt: string };

/** Writes the newest state of cases. */
export async function putCases(query: Query, rows: CaseRow[]): Promise<void> {
  await query(
    `insert into cases.cases as c (case_id, reference, version, chain, status, kind, category, severity, channel, language,
       epoch, escalation_level, assignee, subject, contact_email, opened_at, acknowledged_at, resolve_by, resolved_at,
       closed_at, updated_at, trace, state)
     select (s ->> 'caseId')::uuid, s ->> 'reference', (s ->> 'version')::int, r.chain, s ->> 'status', s ->> 'kind',
       s ->> 'category', s ->> 'severity', s ->> 'channel', s ->> 'language', (s ->> 'epoch')::int,
       (s ->> 'escalationLevel')::int, s ->> 'assignee', s ->> 'subject', s #>> '{customer,email}',
       (s ->> 'openedAt')::timestamptz, (s #>> '{acknowledgement,at}')::timestamptz, r."resolveBy"::timestamptz,
       (s #>> '{resolution,at}')::timestamptz, (s ->> 'closedAt')::timestamptz, r."updatedAt"::timestamptz, r.trace, s
     from jsonb_to_recordset($1::jsonb) as r(state jsonb, chain text, trace text, "resolveBy" text, "updatedAt" text),
       lateral (select r.state as s) x
     on conflict (case_id) do update set version = excluded.version, chain = excluded.chain, status = excluded.status,
       kind = excluded.kind, category = excluded.category, severity = excluded.severity, language = excluded.language,
       epoch = excluded.epoch, escalation_level = excluded.escalation_level, assignee = excluded.assignee,
       acknowledged_at = excluded.acknowledged_at, resolve_by = excluded.resolve_by, resolved_at = excluded.resolved_at,
       closed_at = excluded.closed_at, updated_at = excluded.updated_at, state = excluded.state`,
    [JSON.stringify(rows)],
  );
}

/** The ids of the cases that have these references as their own. */
export async function idsOfReferences(query: Query, references: string[]): Promise<string[]> {
  const rows = await query<{ caseId: string }>(
    `select c.case_id as "caseId" from cases.cases c where c.reference = any($1::text[])`,
    [references],
  );
  return rows.map(({ caseId }) => caseId);
}

/** An entry with its case, as a row. */
export type TimelineRow = ChainedEntry & { caseId: string };

/** Appends to timelines. A version that is there already fails the transaction: nobody writes over another. */
export async function appendTimeline(query: Query, rows: TimelineRow[], now: Date): Promise<void> {
  await query(
    `insert into cases.case_timeline (case_id, version, type, at, actor, policy_version, data, salt, digest, chain,
       recorded_at)
     select r."caseId", r.version, r.type, r.at, r.actor, r."policyVersion", r.data, r.salt, r.digest, r.chain, $2
     from jsonb_to_recordset($1::jsonb) as r("caseId" uuid, version int, type text, at timestamptz, actor text,
       "policyVersion" text, data jsonb, salt text, digest text, chain text)`,
    [JSON.stringify(rows), now],
  );
}

/** References that lead to cases. */
export async function putReferences(
  query: Query,
  rows: { reference: string; caseId: string }[],
): Promise<void> {
  await query(
    `insert into cases.case_references (reference, case_id)
     select r.reference, r."caseId" from jsonb_to_recordset($1::jsonb) as r(reference text, "caseId" uuid)
     on conflict do nothing`,
    [JSON.stringify(rows)],
  );
}

export type MessageRow = {
  messageId: string;
  caseId: string;
  key: string;
  purpose: string;
  via: string;
  party: string;
  requestedAt: string;
};

/** Messages that were asked for. The same key of a case twice fails: one acknowledgement is a key, not a habit. */
export async function putMessages(query: Query, rows: MessageRow[]): Promise<void> {
  await query(
    `insert into cases.messages (message_id, case_id, message_key, purpose, via, party, requested_at)
     select r."messageId", r."caseId", r.key, r.purpose, r.via, r.party, r."requestedAt"
     from jsonb_to_recordset($1::jsonb) as r("messageId" uuid, "caseId" uuid, key text, purpose text, via text,
       party text, "requestedAt" timestamptz)`,
    [JSON.stringify(rows)],
  );
}

export type DeadlineSync = { caseId: string; open: Deadline[]; fired: string[]; isNew: boolean };

/**
 * Brings the stored deadlines of cases in line with the derived ones. A fired one never opens again; one that is no longer
 * derived goes, so that a closed case keeps few rows.
 */
export async function syncDeadlines(query: Query, syncs: DeadlineSync[], now: Date): Promise<void> {
  const known = syncs.filter((sync) => !sync.isNew);
  const open = syncs.flatMap((sync) =>
    sync.open.map((deadline) => ({ caseId: sync.caseId, ...deadline })),
  );
  if (known.length > 0) {
    const fired = known.flatMap(({ caseId, fired: keys }) => keys.map((key) => ({ caseId, key })));
    await query(
      `update cases.deadlines d set state = 'fired', fired_at = $2 from jsonb_to_recordset($1::jsonb)
         as r("caseId" uuid, key text)
       where d.case_id = r."caseId" and d.kind || '/' || d.level || '/' || d.epoch = r.key and d.state = 'open'`,
      [JSON.stringify(fired), now],
    );
    await query(
      `delete from cases.deadlines d
       where d.state = 'open' and d.case_id = any($1::uuid[]) and not exists (
         select from jsonb_to_recordset($2::jsonb) as r("caseId" uuid, kind text, level int, epoch int)
         where r."caseId" = d.case_id and r.kind = d.kind and r.level = d.level and r.epoch = d.epoch)`,
      [known.map((sync) => sync.caseId), JSON.stringify(open)],
    );
  }
  if (open.length === 0) return;
  await query(
    `insert into cases.deadlines as d (case_id, kind, level, epoch, due_at, claim_at, state)
     select r."caseId", r.kind, r.level, r.epoch, r."dueAt", r."dueAt", 'open'
     from jsonb_to_recordset($1::jsonb) as r("caseId" uuid, kind text, level int, epoch int, "dueAt" timestamptz)
     on conflict (case_id, kind, level, epoch) do update set due_at = excluded.due_at, claim_at = excluded.claim_at
       where d.state = 'open' and (d.due_at <> excluded.due_at or d.claim_at < excluded.due_at)`,
    [JSON.stringify(open)],
  );
}
