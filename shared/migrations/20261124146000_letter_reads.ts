// Who was shown a letter (R72), and one view of all that people read at the notifier.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Within an hour the same person and letter is one row.
    create table notifier.letter_reads (
      staff_id text not null,
      case_id uuid not null,
      remedy_id text not null,
      hour timestamptz not null,
      times int not null,
      first_at timestamptz not null,
      last_at timestamptz not null,
      primary key (case_id, hour, staff_id, remedy_id)
    );
    create index letter_reads_hour on notifier.letter_reads (hour);
    drop view notifier.published_mail_reads;
    create view notifier.published_reads as
      select r.staff_id, coalesce(m.case_id, r.message_id) as case_id, m.reference, 'mail ' || r.message_id as part, r.hour,
        r.times, r.first_at, r.last_at
      from notifier.mail_reads r left join notifier.messages m using (message_id)
      union all
      select r.staff_id, r.case_id, null, 'letter ' || r.remedy_id, r.hour, r.times, r.first_at, r.last_at
      from notifier.letter_reads r;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop view notifier.published_reads;
    create view notifier.published_mail_reads as
      select r.staff_id, coalesce(m.case_id, r.message_id) as case_id, m.reference, r.message_id, r.hour, r.times,
        r.first_at, r.last_at
      from notifier.mail_reads r left join notifier.messages m using (message_id);
    drop table notifier.letter_reads;
  `);
}
