// What came in: blobs (originals, attachments) and the intake ledger's first half (its other half is cases.intake_outcomes).
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create schema blobs;
    create table blobs.blobs (
      sha256 text primary key,
      bytes bigint not null,
      created_at timestamptz not null default now()
    );
    create table blobs.chunks (
      sha256 text not null references blobs.blobs on delete cascade,
      n int not null,
      content bytea not null,
      primary key (sha256, n)
    );
    alter table blobs.chunks alter column content set storage external;

    create schema intake;
    create table intake.items (
      item_id uuid primary key,
      dedup_key text not null unique,
      reference text not null unique,
      channel text not null,
      connector text not null,
      received_at timestamptz not null,
      accepted_at timestamptz not null default now(),
      trace text not null,
      original_sha256 text not null references blobs.blobs,
      received jsonb not null
    );
    create index items_connector_received on intake.items (connector, received_at);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop schema intake cascade; drop schema blobs cascade');
}
