// Tasks by the item that they are about: found when somebody decides about it, and listed with it in triage.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw('create index tasks_item on cases.tasks (item_id) where item_id is not null');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index cases.tasks_item');
}
