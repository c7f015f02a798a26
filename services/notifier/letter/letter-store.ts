// The SQL of letters: what cases publish of a remedy that goes as a letter, and who was shown it.
import type { Query } from '#shared/db.ts';

/** A remedy as its letter needs it. */
export type LetterRow = {
  caseId: string;
  reference: string;
  language: string;
  customerName: string | null;
  option: string;
  amount: string | null;
  currency: string | null;
  approvedAt: string;
};

/** The approved letter of a remedy, by the case's own reference. */
export async function readLetter(
  query: Query,
  reference: string,
  remedyId: string,
): Promise<LetterRow | undefined> {
  const [row] = await query<LetterRow>(
    `select l.case_id as "caseId", l.reference, l.language, l.customer_name as "customerName", l.option, l.amount, l.currency,
       l.approved_at as "approvedAt"
     from cases.published_letters l where l.reference = $1 and l.remedy_id = $2`,
    [reference, remedyId],
  );
  return row;
}

/** By which template, and in which language, the mail with a letter went out; the newest of those with this approval. */
export async function sentLetter(
  query: Query,
  reference: string,
  approvedAt: string,
): Promise<{ locale: string; templateVersion: number | null } | undefined> {
  const [row] = await query<{ locale: string; templateVersion: number | null }>(
    `select m.locale, m.template_version as "templateVersion" from notifier.messages m
     where m.reference = $1 and m.purpose = 'compensation' and m.request #>> '{values,letterDate}' = $2
     order by m.created_at desc limit 1`,
    [reference, approvedAt],
  );
  return row;
}

/** Somebody is shown a letter (R72). Within an hour the same person and letter is one row. */
export async function putLetterRead(
  query: Query,
  {
    staffId,
    caseId,
    remedyId,
    at,
  }: { staffId: string; caseId: string; remedyId: string; at: Date },
): Promise<void> {
  await query(
    `insert into notifier.letter_reads as r (staff_id, case_id, remedy_id, hour, times, first_at, last_at)
     values ($1, $2, $3, date_trunc('hour', $4::timestamptz, 'UTC'), 1, $4, $4)
     on conflict (case_id, hour, staff_id, remedy_id) do update set times = r.times + 1,
       last_at = greatest(r.last_at, excluded.last_at)`,
    [staffId, caseId, remedyId, at],
  );
}
