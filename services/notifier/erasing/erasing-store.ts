// The SQL of erasing at the notifier: messages are emptied, their rows stay, so that counts still add up. No decisions.
import type { Query } from '#shared/db.ts';

/** A case whose messages are to be empty, up to a time; and mails to staff about it and others. */
export type ErasedCase = { caseId: string; at: Date; staffMails: string[]; looks: number };

/** Remembers cases, to be looked at from a time on. One that was erased again counts from the later time on. */
export async function putErasedCases(
  query: Query,
  cases: { caseId: string; at: string; staffMails: string[] }[],
  lookAt: Date,
): Promise<void> {
  await query(
    `insert into notifier.erased_cases as e (case_id, erased_at, staff_mails, look_at)
     select r."caseId", r.at, array(select jsonb_array_elements_text(r."staffMails"))::uuid[], $2
     from jsonb_to_recordset($1::jsonb) as r("caseId" uuid, at timestamptz, "staffMails" jsonb)
     on conflict (case_id) do update set erased_at = greatest(e.erased_at, excluded.erased_at), looks = 0,
       staff_mails = array(select distinct unnest(e.staff_mails || excluded.staff_mails)), look_at = excluded.look_at`,
    [JSON.stringify(cases), lookAt],
  );
}

/** Locks cases that are to be looked at, or those of some ids. Those that another process holds are left to it. */
export async function claimErasedCases(
  query: Query,
  now: Date,
  limit: number,
): Promise<ErasedCase[]> {
  return query<ErasedCase>(
    `select e.case_id as "caseId", e.erased_at as at, e.staff_mails as "staffMails", e.looks from notifier.erased_cases e
     where e.look_at <= $1 order by e.look_at limit $2 for update skip locked`,
    [now, limit],
  );
}

/** Says when cases are to be looked at next; null: never. */
export async function setLooks(
  query: Query,
  looks: { caseId: string; looks: number; lookAt: Date | null }[],
): Promise<void> {
  await query(
    `update notifier.erased_cases e set looks = r.looks, look_at = r."lookAt"
     from jsonb_to_recordset($1::jsonb) as r("caseId" uuid, looks int, "lookAt" timestamptz) where e.case_id = r."caseId"`,
    [JSON.stringify(looks)],
  );
}

// What is being sent ends first; a mail to staff about several cases goes out first. What waits for a person, or to be sent
// to the customer, is suppressed: it would be empty.
const ended = `m.state in ('sent', 'failed', 'suppressed', 'bounced')`;
const waits = `m.state in ('queued', 'delayed', 'in_doubt')`;

/** Empties messages of cases that were asked for until each was erased, and what was caught of them. Gives how many. */
export async function emptyMessages(
  query: Query,
  cases: readonly { caseId: string; at: Date | string; staffMails: string[] }[],
  now: Date,
): Promise<number> {
  const emptied = await query<{ messageId: string }>(
    `with gone as (
       select r."caseId" as case_id, r.at, r."staffMails" as staff_mails
       from jsonb_to_recordset($1::jsonb) as r("caseId" uuid, at timestamptz, "staffMails" jsonb)
     ), wanted as (
       select m.message_id from gone join notifier.messages m on m.case_id = gone.case_id
       where m.erased_at is null and (${ended} or ${waits}) and (m.request ->> 'requestedAt')::timestamptz <= gone.at
       union
       select m.message_id from gone cross join lateral jsonb_array_elements_text(gone.staff_mails) as s(id)
       join notifier.messages m on m.message_id = s.id::uuid where m.erased_at is null and ${ended}
     )
     update notifier.messages m set erased_at = $2, address = null, domain = null, subject_key = null,
       request = (m.request::jsonb || jsonb_build_object('values', '{}'::jsonb, 'answers', '[]'::jsonb,
         'recipient', jsonb_build_object('party', m.party)))::json,
       state = case when ${waits} then 'suppressed' else m.state end,
       reason = case when ${waits} then 'erased' else m.reason end,
       wake_at = case when ${waits} then null else m.wake_at end, updated_at = $2
     from wanted where m.message_id = wanted.message_id returning m.message_id as "messageId"`,
    [JSON.stringify(cases), now],
  );
  await query('delete from notifier.caught_mail where message_id = any($1::uuid[])', [
    emptied.map(({ messageId }) => messageId),
  ]);
  return emptied.length;
}
