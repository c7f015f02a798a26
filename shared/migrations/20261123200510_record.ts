// The record of cases: a head a day over all chains, who read what about whom, and what erasing needs to find.
import type { Knex } from 'knex';

const appendOnly = (more: string) => `
  create or replace function cases.timeline_is_append_only() returns trigger language plpgsql as $$
  begin
    if tg_op = 'UPDATE' and new.data is null and new.salt is null
      and (new.case_id, new.version, new.type, new.at, new.actor, new.policy_version, new.digest, new.chain${more.replaceAll('?', 'new')})
        is not distinct from (old.case_id, old.version, old.type, old.at, old.actor, old.policy_version, old.digest, old.chain${more.replaceAll('?', 'old')})
    then return new; end if;
    raise exception 'a timeline entry is never changed';
  end $$;`;

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- When an entry was written: what it tells of may be older (an imported case).
    alter table cases.case_timeline add column recorded_at timestamptz not null default '-infinity';
    create index case_timeline_recorded on cases.case_timeline (recorded_at);
    ${appendOnly(', ?.recorded_at')}

    -- One row a day (UTC): a digest over the newest link of each chain that grew on it, chained to the day before (R70).
    create table cases.day_heads (
      day date primary key,
      cases int not null,
      entries int not null,
      digest text not null,
      chain text not null,
      made_at timestamptz not null
    );
    create function cases.day_head_is_never_changed() returns trigger language plpgsql as $$
    begin raise exception 'the head of a day is never changed'; end $$;
    create trigger day_heads_append_only before update or delete on cases.day_heads
      for each row execute function cases.day_head_is_never_changed();

    -- Who read personal data of which case (R72). Within an hour the same person, case and part is one row.
    create table cases.reads (
      staff_id text not null,
      case_id uuid not null,
      part text not null,
      hour timestamptz not null,
      times int not null,
      first_at timestamptz not null,
      last_at timestamptz not null,
      primary key (case_id, hour, staff_id, part)
    );
    create index reads_staff on cases.reads (staff_id, hour desc);
    create index reads_hour on cases.reads (hour);

    -- Whose bytes a blob is: it goes when the last item that needs it is erased.
    create index items_original on intake.items (original_sha256);
    create index items_attachments on intake.items using gin ((received -> 'attachments') jsonb_path_ops)
      where received -> 'attachments' <> '[]'::jsonb;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index intake.items_original, intake.items_attachments;
    drop table cases.reads;
    drop table cases.day_heads;
    drop function cases.day_head_is_never_changed();
    ${appendOnly('')}
    alter table cases.case_timeline drop column recorded_at;
  `);
}
