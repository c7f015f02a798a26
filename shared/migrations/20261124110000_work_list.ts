// Indexes of the work list: what is to be done next in each case, by due time.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- By owner in the order of lists; it serves what the one without an order served.
    create index tasks_owner_due on cases.tasks (owner_staff, due_at, task_id) where state = 'open';
    drop index cases.tasks_owner_open;
    -- Whether a case has an earlier open task: asked for each row of the work list.
    create index tasks_case_due on cases.tasks (case_id, due_at, task_id) where state = 'open' and case_id is not null;
    create index tasks_due on cases.tasks (due_at, task_id) where state = 'open';
    create index cases_assignee_open on cases.cases (assignee, resolve_by) where
      status in ('new', 'assigned', 'investigating', 'waiting');
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index cases.cases_assignee_open, cases.tasks_due, cases.tasks_case_due, cases.tasks_owner_due;
    create index tasks_owner_open on cases.tasks (owner_staff) where state = 'open';
  `);
}
