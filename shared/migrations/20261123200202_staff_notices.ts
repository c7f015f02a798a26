// What staff are to be mailed, gathered a person and period (R31): the record is the case's timeline, this is the mail.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table cases.staff_notices (
      notice_id uuid primary key,
      case_id uuid not null,
      reference text not null,
      staff_id text not null,
      title text not null,
      due_at timestamptz not null,
      -- When it may go out: the end of its period, and of the quiet hours.
      send_at timestamptz not null,
      -- The mail that it went out with; null: it is still to go.
      message_id uuid,
      sent_at timestamptz
    );
    create index staff_notices_open on cases.staff_notices (send_at) where sent_at is null;
    create index staff_notices_person on cases.staff_notices (staff_id, send_at) where sent_at is null;
    create index staff_notices_case on cases.staff_notices (case_id);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table cases.staff_notices');
}
