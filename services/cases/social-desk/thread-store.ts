// The SQL of social threads: what waits for an answer, due first, and what there was, newest first.
import type { Query } from '#shared/db.ts';
import type { IntakeReceived } from '#shared/events/intake.ts';
import type { Case } from '../domain/case.ts';
import type { Place } from '../stores/list-store.ts';

/** A social case with what its last customer said and who answers it. */
export type ThreadRow = {
  state: Case;
  dueAt: Date | null;
  last: IntakeReceived | null;
  claim: { staffId: string; name: string; until: Date } | null;
  place: string[];
};

type Asked = { platforms: string[]; after?: Place | undefined; limit: number; now: Date };

const details = `c.state,
  (select i.received from cases.intake_outcomes o join intake.items i using (item_id)
    where o.case_id = c.case_id and o.outcome in ('case', 'joined') order by i.accepted_at desc limit 1) as last,
  (select a.staff_id from cases.answer_claims a where a.case_id = c.case_id and a.until > $2) as "claimStaff",
  (select a.until from cases.answer_claims a where a.case_id = c.case_id and a.until > $2) as "claimUntil",
  (select d.name from cases.answer_claims a join people.staff_directory d using (staff_id)
    where a.case_id = c.case_id and a.until > $2) as "claimName"`;

type Row = Omit<ThreadRow, 'claim'> & {
  claimStaff: string | null;
  claimUntil: Date | null;
  claimName: string | null;
};
const toThread = ({ claimStaff, claimUntil, claimName, ...row }: Row): ThreadRow => ({
  ...row,
  claim:
    claimStaff && claimUntil
      ? { staffId: claimStaff, until: claimUntil, name: claimName ?? claimStaff }
      : null,
});

/** Threads that wait for an answer. */
export async function waitingThreads(query: Query, asked: Asked): Promise<ThreadRow[]> {
  const rows = await query<Row>(
    `with due as (
       select t.case_id, min(t.due_at) as due_at from cases.tasks t join cases.cases c using (case_id)
       where t.state = 'open' and t.kind in ('answer_social', 'tell_by_direct_message', 'read_reply')
         and c.channel = any($1::text[])
       group by t.case_id)
     select ${details}, d.due_at as "dueAt", array[d.due_at::text, d.case_id::text] as place
     from (select * from due d where $3::timestamptz is null or (d.due_at, d.case_id) > ($3, $4::uuid)
       order by d.due_at, d.case_id limit $5) d join cases.cases c using (case_id)
     order by d.due_at, d.case_id`,
    [asked.platforms, asked.now, asked.after?.[0] ?? null, asked.after?.[1] ?? null, asked.limit],
    { prepare: false },
  );
  return rows.map(toThread);
}

/** All threads, the newest first. */
export async function allThreads(query: Query, asked: Asked): Promise<ThreadRow[]> {
  const rows = await query<Row>(
    `select ${details}, null::timestamptz as "dueAt", array[c.opened_at::text, c.case_id::text] as place
     from cases.cases c where c.channel = any($1::text[]) and c.status <> 'merged'
       and ($3::timestamptz is null or (c.opened_at, c.case_id) < ($3, $4::uuid))
     order by c.opened_at desc, c.case_id desc limit $5`,
    [asked.platforms, asked.now, asked.after?.[0] ?? null, asked.after?.[1] ?? null, asked.limit],
    { prepare: false },
  );
  return rows.map(toThread);
}

/** When the first open task of a case that asks for an answer is due. */
export async function answerDue(query: Query, caseId: string): Promise<Date | undefined> {
  const [row] = await query<{ dueAt: Date | null }>(
    `select min(t.due_at) as "dueAt" from cases.tasks t where t.case_id = $1 and t.state = 'open'
       and t.kind in ('answer_social', 'tell_by_direct_message', 'read_reply')`,
    [caseId],
  );
  return row?.dueAt ?? undefined;
}
