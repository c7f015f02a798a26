// An index for what waits for approval over all cases, those that wait longest first.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index remedies_waiting on cases.remedies (proposed_at, case_id, remedy_id) where state = 'proposed';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`drop index cases.remedies_waiting;`);
}
