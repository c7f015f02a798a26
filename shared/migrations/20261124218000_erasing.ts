// What the console asks about erasing (R71): which cases are held, and which data of customers was given out as a file.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index cases_held on cases.cases (opened_at desc, case_id desc) where state ->> 'legalHold' = 'true';

    -- Whose data was given out: by its cases, never by name or address. Rows are only added.
    create table cases.exports (
      export_id uuid primary key,
      by_whom text not null,
      reason text not null,
      case_references text[] not null,
      -- Of items that never became cases.
      items int not null,
      bytes int not null,
      sha256 text not null,
      at timestamptz not null
    );
    create index exports_at on cases.exports (at desc, export_id desc);
    create function cases.export_is_never_changed() returns trigger language plpgsql as $$
    begin raise exception 'the record of exports is never changed'; end $$;
    create trigger exports_append_only before update or delete on cases.exports
      for each row execute function cases.export_is_never_changed();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table cases.exports;
    drop function cases.export_is_never_changed();
    drop index cases.cases_held;
  `);
}
