// The SQL of notices to staff: what is to go out with the next mail to a person.
import type { Query } from '#shared/db.ts';

export type NoticeRow = {
  noticeId: string;
  caseId: string;
  reference: string;
  staffId: string;
  title: string;
  dueAt: string;
  sendAt: string;
};

/** Keeps notices for the next mails. One that is known is not told twice. */
export async function putNotices(query: Query, rows: NoticeRow[]): Promise<void> {
  if (rows.length === 0) return;
  await query(
    `insert into cases.staff_notices (notice_id, case_id, reference, staff_id, title, due_at, send_at)
     select r."noticeId", r."caseId", r.reference, r."staffId", r.title, r."dueAt", r."sendAt"
     from jsonb_to_recordset($1::jsonb) as r("noticeId" uuid, "caseId" uuid, reference text, "staffId" text, title text,
       "dueAt" timestamptz, "sendAt" timestamptz)
     on conflict (notice_id) do nothing`,
    [JSON.stringify(rows)],
  );
}

/**
 * Some people who are to be mailed now, each locked until the end of the transaction: two clocks never write two mails to one
 * person for one period.
 */
export async function claimReaders(query: Query, now: Date, max: number): Promise<string[]> {
  const rows = await query<{ staffId: string; mine: boolean }>(
    `select p.staff_id as "staffId", pg_try_advisory_xact_lock(hashtextextended('cases.notices/' || p.staff_id, 0)) as mine
     from (select distinct n.staff_id from cases.staff_notices n where n.sent_at is null and n.send_at <= $1 limit $2) p`,
    [now, max],
  );
  return rows.filter(({ mine }) => mine).map(({ staffId }) => staffId);
}

export type DueNotice = Omit<NoticeRow, 'dueAt' | 'sendAt'> & { dueAt: Date };

/** The notices of locked people that may go out, the most urgent first. */
export async function dueNotices(
  query: Query,
  staffIds: string[],
  now: Date,
): Promise<DueNotice[]> {
  return query<DueNotice>(
    `select n.notice_id as "noticeId", n.case_id as "caseId", n.reference, n.staff_id as "staffId", n.title,
       n.due_at as "dueAt"
     from cases.staff_notices n
     where n.staff_id = any($1::text[]) and n.sent_at is null and n.send_at <= $2
     order by n.staff_id, n.due_at, n.notice_id`,
    [staffIds, now],
  );
}

/** Marks notices as gone out with a mail; without one, as told to nobody: their reader left. */
export async function markNotices(
  query: Query,
  rows: { noticeId: string; messageId: string | null }[],
  now: Date,
): Promise<void> {
  await query(
    `update cases.staff_notices n set sent_at = $2, message_id = r."messageId"
     from jsonb_to_recordset($1::jsonb) as r("noticeId" uuid, "messageId" uuid) where n.notice_id = r."noticeId"`,
    [JSON.stringify(rows), now],
  );
}
