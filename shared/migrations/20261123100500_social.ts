// How far each watched account has come, and the outage it may be in.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create schema social;
    create table social.cursors (
      -- The connector's name, e.g. x:ourbrand.
      connector text primary key,
      -- The platform's own text; null until something was stored.
      cursor text,
      polled_at timestamptz not null,
      -- Nothing is asked of the platform before this time.
      retry_at timestamptz,
      failing_since timestamptz,
      failure text,
      -- The alert that is out, when one is: its events derive from it.
      alert_id uuid
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop schema social cascade');
}
