// Corrective actions (R24) as rows, so that they can be listed over all cases: projected from the timelines of their cases.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table cases.corrective_actions (
      case_id uuid not null references cases.cases deferrable initially deferred,
      action_id text not null,
      state text not null check (state in ('requested', 'approved', 'refused', 'done', 'effective')),
      problem text not null,
      owner_staff text not null,
      due_at timestamptz not null,
      requested_by text not null,
      approved_by text,
      done_at timestamptz,
      verified_by text,
      reworks int not null,
      -- The case that asked for it and the further ones that it refers to (R61).
      case_references text[] not null,
      primary key (case_id, action_id),
      -- R24: nothing is done before a manager has approved it.
      constraint corrective_actions_approved check (state in ('requested', 'refused') or approved_by is not null)
    );
    create index corrective_actions_due on cases.corrective_actions (state, due_at, case_id, action_id);
    create index corrective_actions_owner on cases.corrective_actions (owner_staff, state, due_at);

    create view cases.published_corrective_actions as
      select a.case_id, a.action_id, a.state, a.problem, a.owner_staff, a.due_at, a.requested_by, a.approved_by, a.done_at,
        a.verified_by, a.reworks, a.case_references
      from cases.corrective_actions a;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop view cases.published_corrective_actions;
    drop table cases.corrective_actions;
  `);
}
