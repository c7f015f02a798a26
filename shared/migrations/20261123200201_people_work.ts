// What staff speak and can do, when they work, when they are away and who stands in (R20, R21).
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table people.staff
      add column languages text[] not null default '{}',
      add column skills text[] not null default '{}',
      add column reports_to text,
      -- Hours by weekday, as in the calendars of the policy: {"monday": ["09:00-17:00"]}. Null: those of the calendar.
      add column shift jsonb,
      -- The calendar of the policy that they work by; the default one when null.
      add column calendar text,
      -- Half-open: away from one instant until the other.
      add column away_from timestamptz,
      add column away_until timestamptz,
      add column deputy text,
      add constraint staff_away check ((away_from is null) = (away_until is null) and (away_from is null or away_from < away_until));
    create or replace view people.staff_directory as
      select s.staff_id, s.name, s.email, s.role, s.team, s.locale, s.active,
        coalesce((select array_agg(g.platform order by g.platform) from people.responder_grants g where g.staff_id = s.staff_id), '{}') as responder_for,
        s.languages, s.skills, s.reports_to, s.shift, s.calendar, s.away_from, s.away_until, s.deputy
      from people.staff s;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop view people.staff_directory;
    create view people.staff_directory as
      select s.staff_id, s.name, s.email, s.role, s.team, s.locale, s.active,
        coalesce((select array_agg(g.platform order by g.platform) from people.responder_grants g where g.staff_id = s.staff_id), '{}') as responder_for
      from people.staff s;
    alter table people.staff drop constraint staff_away, drop column languages, drop column skills, drop column reports_to,
      drop column shift, drop column calendar, drop column away_from, drop column away_until, drop column deputy;
  `);
}
