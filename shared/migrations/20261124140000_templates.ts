// Templates that people edited, in versions; each message records the one it is rendered with. Who read what was caught.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table notifier.template_versions (
      version_id bigint generated always as identity primary key,
      purpose text not null,
      locale text not null,
      -- default: from here on the template that comes with the program holds again. test: only ever sent to its author.
      kind text not null check (kind in ('published', 'default', 'test')),
      -- 1, 2, 3 … of its purpose and language; the highest is in force.
      number int,
      sources json,
      note text not null,
      made_by text not null,
      made_at timestamptz not null,
      check ((kind = 'test') = (number is null)),
      check ((kind = 'default') = (sources is null))
    );
    create unique index template_versions_number on notifier.template_versions (purpose, locale, number)
      where number is not null;
    create index template_versions_tests on notifier.template_versions (made_by, made_at) where kind = 'test';
    create function notifier.template_version_is_never_changed() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' and old.kind = 'test' then return old; end if;
      raise exception 'a version of a template is never changed';
    end $$;
    create trigger template_versions_append_only before update or delete on notifier.template_versions
      for each row execute function notifier.template_version_is_never_changed();

    -- Null: the template that came with the program.
    alter table notifier.messages add column template_version bigint;
    -- Not known for messages of before.
    create or replace view notifier.published_messages as
      select m.message_id, m.case_id, m.purpose, m.via, m.state, m.reason, m.rfc_message_id, m.attempts, m.updated_at,
        m.template_version
      from notifier.messages m;

    -- Who was shown a message that was caught (R72). Within an hour the same person and message is one row.
    create table notifier.mail_reads (
      staff_id text not null,
      message_id uuid not null,
      hour timestamptz not null,
      times int not null,
      first_at timestamptz not null,
      last_at timestamptz not null,
      primary key (message_id, hour, staff_id)
    );
    create index mail_reads_hour on notifier.mail_reads (hour);
    create view notifier.published_mail_reads as
      select r.staff_id, coalesce(m.case_id, r.message_id) as case_id, m.reference, r.message_id, r.hour, r.times,
        r.first_at, r.last_at
      from notifier.mail_reads r left join notifier.messages m using (message_id);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop view notifier.published_mail_reads;
    drop table notifier.mail_reads;
    drop view notifier.published_messages;
    create view notifier.published_messages as
      select m.message_id, m.case_id, m.purpose, m.via, m.state, m.reason, m.rfc_message_id, m.attempts, m.updated_at
      from notifier.messages m;
    alter table notifier.messages drop column template_version;
    drop table notifier.template_versions;
    drop function notifier.template_version_is_never_changed();
  `);
}
