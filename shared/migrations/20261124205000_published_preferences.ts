// What other services may know of what staff set for themselves: when they want which mail, what they are notified of.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create view people.published_preferences as
      select p.staff_id,
        -- Kinds of notifications; null: nothing was chosen, so all.
        case when jsonb_typeof(p.preferences -> 'notifications') = 'array'
          then array(select jsonb_array_elements_text(p.preferences -> 'notifications')) end as notifications,
        -- The hour of the daily mail, 0 to 23; null: none is wanted.
        case when jsonb_typeof(p.preferences -> 'digest' -> 'hour') = 'number' then (p.preferences -> 'digest' ->> 'hour')::int end
          as digest_hour,
        -- An IANA name: the one they chose, else that of the browser in which they wanted the mail.
        coalesce(p.preferences ->> 'timeZone', p.preferences -> 'digest' ->> 'timeZone') as time_zone
      from people.preferences p;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop view people.published_preferences');
}
