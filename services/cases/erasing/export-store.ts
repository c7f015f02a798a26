// The SQL of giving out what is kept of a customer: what came in, what was written, and the record of each file that left.
import type { Query } from '#shared/db.ts';
import type { IntakeReceived } from '#shared/events/intake.ts';

/** What was received in a case, or never became one. */
export type ReceivedRow = { caseId: string | null; itemId: string; received: IntakeReceived };

/** What was received in some cases, in the order in which it came. */
export async function receivedIn(query: Query, caseIds: string[]): Promise<ReceivedRow[]> {
  return query<ReceivedRow>(
    `select o.case_id as "caseId", o.item_id as "itemId", i.received
     from cases.intake_outcomes o join intake.items i using (item_id)
     where o.case_id = any($1::uuid[]) order by i.accepted_at, i.item_id`,
    [caseIds],
  );
}

/** How many bytes of words some cases hold, received and in their timelines. */
export async function wordBytesIn(query: Query, caseIds: string[]): Promise<number> {
  const [row] = await query<{ bytes: number }>(
    `select ((select coalesce(sum(octet_length(i.received::text)), 0)
         from cases.intake_outcomes o join intake.items i using (item_id) where o.case_id = any($1::uuid[]))
       + (select coalesce(sum(octet_length(t.data::text)), 0)
         from cases.case_timeline t where t.case_id = any($1::uuid[])))::float8 as bytes`,
    [caseIds],
  );
  return row?.bytes ?? 0;
}

/** Items by their ids. */
export async function receivedAside(query: Query, itemIds: string[]): Promise<ReceivedRow[]> {
  return query<ReceivedRow>(
    `select null::uuid as "caseId", i.item_id as "itemId", i.received from intake.items i
     where i.item_id = any($1::uuid[]) order by i.accepted_at, i.item_id`,
    [itemIds],
  );
}

/** An entry of a timeline, as it stands. */
export type SaidRow = { caseId: string; at: Date; actor: string; type: string; data: unknown };

/** What the timelines of some cases say, in order. */
export async function saidIn(query: Query, caseIds: string[]): Promise<SaidRow[]> {
  return query<SaidRow>(
    `select t.case_id as "caseId", t.at, t.actor, t.type, t.data from cases.case_timeline t
     where t.case_id = any($1::uuid[]) order by t.case_id, t.version`,
    [caseIds],
  );
}

/** A file that left, as it stands on record. */
export type ExportRow = {
  exportId: string;
  by: string;
  reason: string;
  references: string[];
  items: number;
  bytes: number;
  sha256: string;
  at: Date;
};

/** Puts a file on record. */
export async function putExport(query: Query, row: ExportRow): Promise<void> {
  await query(
    `insert into cases.exports (export_id, by_whom, reason, case_references, items, bytes, sha256, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      ...[row.exportId, row.by, row.reason, row.references],
      ...[row.items, row.bytes, row.sha256, row.at],
    ],
  );
}

/** Files that left, the newest first, from after a place on. */
export async function pageExports(
  query: Query,
  page: { after?: { at: string; exportId: string } | undefined; limit: number },
): Promise<ExportRow[]> {
  const { after, limit } = page;
  return query<ExportRow>(
    `select e.export_id as "exportId", e.by_whom as by, e.reason, e.case_references as references, e.items, e.bytes,
       e.sha256, e.at
     from cases.exports e where $1::timestamptz is null or (e.at, e.export_id) < ($1, $2::uuid)
     order by e.at desc, e.export_id desc limit $3`,
    [after?.at ?? null, after?.exportId ?? null, limit],
    { prepare: false },
  );
}
