// The clock of tasks: when their owner is warned, when they go up a rung, and to whom they went (R22).
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table cases.tasks
      -- Of a role: whose team it is for.
      add column owner_team text,
      add column warn_at timestamptz,
      add column warned_at timestamptz,
      add column raised_at timestamptz,
      add column raised_staff text,
      add column raised_role text,
      -- When the clock looks at it next: its warning, its due time, or later after a failed try; null once it has gone up.
      add column claim_at timestamptz;
    update cases.tasks set claim_at = due_at where state = 'open';
    create index tasks_clock on cases.tasks (claim_at) where state = 'open' and claim_at is not null;
    create index tasks_raised_open on cases.tasks (raised_staff) where state = 'open' and raised_staff is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table cases.tasks drop column owner_team, drop column warn_at, drop column warned_at, drop column raised_at, drop column raised_staff,
      drop column raised_role, drop column claim_at;
  `);
}
