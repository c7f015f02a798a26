// The portal's own: idempotency keys of its forms and API. Keys are hashed; what they stand for is in intake.items.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create schema portal;
    -- dedup_key is that of the item (intake.items) and covers the content: the same key with another one is a conflict.
    create table portal.idempotency_keys (
      key text primary key,
      dedup_key text not null,
      claimed_at timestamptz not null
    );
    create index idempotency_keys_claimed on portal.idempotency_keys (claimed_at);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop schema portal cascade');
}
