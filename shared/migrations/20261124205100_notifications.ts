// What staff are notified of in the console: one row a person and what happened, however often it is told.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table cases.notifications (
      -- From the case and the key of what happened: the same happening has the same id, whenever it is written.
      notification_id uuid not null,
      staff_id text not null,
      case_id uuid not null,
      reference text not null,
      kind text not null check (kind in ('assigned', 'due_soon', 'overdue', 'escalated', 'approval', 'social', 'other')),
      title text not null,
      due_at timestamptz not null,
      created_at timestamptz not null,
      read_at timestamptz,
      primary key (notification_id, staff_id)
    );
    create index notifications_person on cases.notifications (staff_id, created_at desc, notification_id desc);
    create index notifications_unread on cases.notifications (staff_id, case_id) where read_at is null;
    create index notifications_case on cases.notifications (case_id);
    create index notifications_age on cases.notifications (created_at);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table cases.notifications');
}
