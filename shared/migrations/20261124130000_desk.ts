// What those who take calls, answer on platforms and share out the work need beside cases: none of it is part of the record.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- A call that is being written down and was not logged yet: one a person, so that a closed tab loses nothing.
    create table cases.call_drafts (
      staff_id text primary key,
      draft jsonb not null,
      saved_at timestamptz not null
    );
    create index call_drafts_saved on cases.call_drafts (saved_at);

    -- Who answers on a platform just now: until a time, so that two do not, and nobody blocks it by going home.
    create table cases.answer_claims (
      case_id uuid primary key references cases.cases deferrable initially deferred,
      staff_id text not null,
      until timestamptz not null
    );

    -- The board: open cases of each person, the next due first, without reading the cases.
    create index cases_open_assignee_due on cases.cases (assignee, resolve_by, case_id) include (escalation_level)
      where status in ('new', 'assigned', 'investigating', 'waiting');
    -- What waits for an answer of a responder.
    create index tasks_answer_open on cases.tasks (due_at, case_id)
      where state = 'open' and kind in ('answer_social', 'tell_by_direct_message', 'read_reply');
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index cases.tasks_answer_open, cases.cases_open_assignee_due;
    drop table cases.answer_claims;
    drop table cases.call_drafts;
  `);
}
