// Tasks are called what they are called in every language, for whoever reads in another than the policy's first.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`alter table cases.tasks add column titles jsonb not null default '{}'`);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table cases.tasks drop column titles');
}
