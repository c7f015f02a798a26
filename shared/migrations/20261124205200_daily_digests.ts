// The daily mails of what is due, by choice: one a person and day of theirs, whatever restarts.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table cases.daily_digests (
      staff_id text not null,
      -- Of the reader's own calendar.
      day date not null,
      -- Null: there was nothing to tell, or they were away.
      message_id uuid,
      made_at timestamptz not null,
      primary key (staff_id, day)
    );
    create index daily_digests_age on cases.daily_digests (made_at);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table cases.daily_digests');
}
