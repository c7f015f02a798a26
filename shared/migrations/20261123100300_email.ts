// Where each mailbox was read up to, and whether the connectors can do their work. The mails themselves are intake.items.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create schema email;
    create table email.mailboxes (
      name text primary key,
      -- Account and folder: another one under the same name begins anew.
      source text not null,
      uid_validity bigint not null,
      -- All mails up to here are accepted.
      last_uid bigint not null,
      -- All mails up to here are flagged or moved as well.
      settled_uid bigint not null,
      -- How often the server's numbering began anew.
      rescans int not null default 0,
      updated_at timestamptz not null default now()
    );
    create table email.connector_health (
      connector text primary key,
      healthy boolean not null,
      -- When the last outage began: its identity.
      since timestamptz not null,
      reason text not null
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop schema email cascade');
}
