// Triage: what people decided about items that the rules set aside, and the indexes that its lists need.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Released: a person lets it on; it keeps its outcome until it comes through as a case.
    alter table cases.intake_outcomes add column released_at timestamptz;
    create index intake_outcomes_aside on cases.intake_outcomes (outcome, decided_at desc)
      where outcome in ('suppressed', 'quarantined') and released_at is null;

    -- Who let an item on, turned it down or gave a dead letter back, when and why. Rows are only added.
    create table cases.triage_decisions (
      decision_id uuid primary key,
      decision text not null check (decision in ('released', 'rejected', 'replayed')),
      item_id uuid,
      -- GROUP/TOPIC/PARTITION/OFFSET of a dead letter.
      letter_id text,
      -- The outcome's reason until then.
      was text,
      reason text not null,
      by_staff text not null,
      role text not null,
      at timestamptz not null,
      check (letter_id is not null or (item_id is not null and decision <> 'replayed'))
    );
    create unique index triage_decisions_once on cases.triage_decisions (item_id, decision) where decision <> 'replayed';
    create index triage_decisions_letter on cases.triage_decisions (letter_id, at) where letter_id is not null;

    create index tasks_triage on cases.tasks (created_at desc) where kind = 'triage' and state = 'open';
    create index tasks_dead_letter on cases.tasks (task_key) where kind = 'dead_letter';
    create index items_received on intake.items (received_at);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index intake.items_received;
    drop index cases.tasks_dead_letter, cases.tasks_triage, cases.intake_outcomes_aside;
    drop table cases.triage_decisions;
    alter table cases.intake_outcomes drop column released_at;
  `);
}
