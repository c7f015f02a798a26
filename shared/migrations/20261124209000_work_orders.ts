// The orders of the work list: cases that are not over by how bad they are, by age, by their last change.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index cases_todo_rank on cases.cases (severity_rank desc, opened_at desc) where status not in ('closed', 'merged');
    create index cases_todo_opened on cases.cases (opened_at desc) where status not in ('closed', 'merged');
    create index cases_todo_updated on cases.cases (updated_at desc) where status not in ('closed', 'merged');
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(
    'drop index cases.cases_todo_rank, cases.cases_todo_opened, cases.cases_todo_updated',
  );
}
