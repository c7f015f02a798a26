// An overdue task goes up rung by rung (R22, R32): how many it has gone up, and when the clock looks at it next.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table cases.tasks add column raised_steps int not null default 0;
    -- Those that went up once until now go on from there, unless they are at the top.
    update cases.tasks set raised_steps = 1,
      claim_at = case when state = 'open' and raised_role is distinct from 'senior_management'
        then greatest(raised_at, due_at) + interval '24 hours' end
    where raised_at is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table cases.tasks drop column raised_steps');
}
