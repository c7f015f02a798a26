// What staff set for themselves in the console: saved filters, look, language.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table people.preferences (
      staff_id text primary key references people.staff on delete cascade,
      -- As the API's Preferences; bounded there to less than this.
      preferences jsonb not null check (jsonb_typeof(preferences) = 'object' and octet_length(preferences::text) <= 300000),
      updated_at timestamptz not null
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table people.preferences');
}
