// What people write before it is sent, and who is at a case just now. Neither is part of the record.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- What somebody has typed about a case and not sent: theirs alone, one a person and case.
    create table cases.drafts (
      case_id uuid not null references cases.cases deferrable initially deferred,
      staff_id text not null,
      draft jsonb not null,
      saved_at timestamptz not null,
      primary key (case_id, staff_id)
    );
    create index drafts_of_person on cases.drafts (staff_id, saved_at);
    create index drafts_saved on cases.drafts (saved_at);

    -- Who looks at a case or answers it, for some seconds. It says nothing after a crash, so it need not survive one.
    create unlogged table cases.presence (
      case_id uuid not null,
      staff_id text not null,
      doing text not null check (doing in ('viewing', 'answering')),
      seen_at timestamptz not null,
      primary key (case_id, staff_id)
    );
    create index presence_seen on cases.presence (seen_at);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table cases.presence; drop table cases.drafts;');
}
