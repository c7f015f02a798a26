// The SQL of daily mails: who wants one, whose day is done, what is theirs to do.
import type { Query } from '#shared/db.ts';

/** Somebody who wants a daily mail. */
export type DigestReader = {
  staffId: string;
  name: string;
  email: string;
  locale: string;
  hour: number;
  timeZone: string | null;
  isAway: boolean;
  /** The last day that was done for them, "2026-11-24"; null: none yet. */
  lastDay: string | null;
};

/** All who want one. */
export async function digestReaders(query: Query, now: Date): Promise<DigestReader[]> {
  return query<DigestReader>(
    `select d.staff_id as "staffId", d.name, d.email, d.locale, p.digest_hour as hour, p.time_zone as "timeZone",
       (d.away_from is not null and d.away_from <= $1 and $1 < d.away_until) as "isAway", l.day::text as "lastDay"
     from people.published_preferences p join people.staff_directory d using (staff_id)
       left join lateral (select g.day from cases.daily_digests g where g.staff_id = d.staff_id order by g.day desc limit 1) l on true
     where p.digest_hour is not null and d.active order by d.staff_id`,
    [now],
  );
}

export type DigestMark = {
  staffId: string;
  day: string;
  messageId: string | null;
  /** References of the cases that were told of: with one of them, the mail is erased. */
  cases: string[];
};

/** Takes days for done, each once: gives whose were not yet. Another process that takes the same waits, and gets none. */
export async function takeDays(
  query: Query,
  rows: Pick<DigestMark, 'staffId' | 'day'>[],
  now: Date,
): Promise<string[]> {
  const taken = await query<{ staffId: string }>(
    `insert into cases.daily_digests (staff_id, day, made_at)
     select r."staffId", r.day, $2 from jsonb_to_recordset($1::jsonb) as r("staffId" text, day date) order by r."staffId"
     on conflict do nothing returning staff_id as "staffId"`,
    [JSON.stringify(rows), now],
  );
  return taken.map(({ staffId }) => staffId);
}

/** Says by which mail days were told. */
export async function markDays(query: Query, rows: DigestMark[]): Promise<void> {
  if (rows.length === 0) return;
  await query(
    `update cases.daily_digests g set message_id = r."messageId", case_references = r.cases
     from jsonb_to_recordset($1::jsonb) as r("staffId" text, day date, "messageId" uuid, cases text[])
     where g.staff_id = r."staffId" and g.day = r.day`,
    [JSON.stringify(rows)],
  );
}

export type OwnTask = {
  staffId: string;
  reference: string | null;
  kind: string;
  title: string;
  dueAt: Date;
};

/** Open tasks that people own or that went up to them, those due first, at most `max` each. */
export async function tasksOf(query: Query, staffIds: string[], max: number): Promise<OwnTask[]> {
  return query<OwnTask>(
    `select s.staff_id as "staffId", c.reference, t.kind, t.title, t.due_at as "dueAt"
     from unnest($1::text[]) as s(staff_id) cross join lateral (
       select o.* from (
         select k.task_id, k.case_id, k.kind, k.title, k.due_at from cases.tasks k where k.owner_staff = s.staff_id and k.state = 'open'
         union select k.task_id, k.case_id, k.kind, k.title, k.due_at from cases.tasks k
           where k.raised_staff = s.staff_id and k.state = 'open') o
       order by o.due_at, o.task_id limit $2) t
     left join cases.cases c on c.case_id = t.case_id
     order by s.staff_id, t.due_at, t.task_id`,
    [staffIds, max],
  );
}

/** Forgets days that were done before a time, at most `max`. Gives how many. */
export async function dropOldDays(query: Query, before: Date, max: number): Promise<number> {
  const dropped = await query(
    `delete from cases.daily_digests g using (
       select o.staff_id, o.day from cases.daily_digests o where o.made_at < $1 order by o.made_at limit $2) old
     where g.staff_id = old.staff_id and g.day = old.day returning 1`,
    [before, max],
  );
  return dropped.length;
}
