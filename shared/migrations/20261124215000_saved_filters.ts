// When each saved filter was last saved: those with words of somebody's own lapse after the period of retention (R71).
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- By the filter's name: RFC 3339. One that is not named here is as old as the row.
    alter table people.preferences add column filters_saved_at jsonb not null default '{}'
      check (jsonb_typeof(filters_saved_at) = 'object');
  `);
  // "to_jsonb" writes an instant with its displacement, whatever the zone of the session.
  await knex.raw(`
    update people.preferences p set filters_saved_at = coalesce(
      (select jsonb_object_agg(f ->> 'name', to_jsonb(p.updated_at)) from jsonb_array_elements(p.preferences -> 'savedFilters') f), '{}')
    where jsonb_typeof(p.preferences -> 'savedFilters') = 'array';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table people.preferences drop column filters_saved_at');
}
