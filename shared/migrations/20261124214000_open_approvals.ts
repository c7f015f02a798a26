// Open approvals that lie with a person, in turn: the clock of approvers looks whether they may still give them (R37).
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index tasks_approvals_open on cases.tasks (task_id)
      where kind = 'approve_remedy' and state = 'open' and owner_staff is not null`);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index cases.tasks_approvals_open');
}
