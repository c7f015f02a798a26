// Retention that erases (R71): what was erased when and why, and what is found by its age.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- The bytes are gone; the same ones may come again and are kept again then.
    alter table blobs.blobs add column erased boolean not null default false;
    alter table intake.items add column erased_at timestamptz;
    update intake.items i set erased_at = now() where i.received -> 'sender' = '{}' and i.received ->> 'text' = ''
      and not exists (select from blobs.chunks c where c.sha256 = i.original_sha256);
    update blobs.blobs b set erased = true where b.bytes > 0
      and not exists (select from blobs.chunks c where c.sha256 = b.sha256);
    alter table cases.intake_outcomes add column erased_at timestamptz;
    create index intake_outcomes_kept on cases.intake_outcomes (decided_at, item_id)
      where outcome in ('suppressed', 'quarantined') and erased_at is null;

    -- Closed cases that hold personal data, by the age of their end. Closed again after an erasure: once more.
    create index cases_retention on cases.cases (closed_at, case_id) where status = 'closed'
      and (state ->> 'erasedAt' is null or state ->> 'erasedAt' < state ->> 'closedAt');
    create index cases_evidence_files on cases.cases using gin ((state -> 'evidence') jsonb_path_ops)
      where state -> 'evidence' <> '[]'::jsonb;

    -- One row an erased case, one a batch of items that never became cases. Rows are only added.
    create table cases.erasures (
      erasure_id bigint generated always as identity primary key,
      what text not null check (what in ('case', 'items')),
      why text not null check (why in ('retention', 'request')),
      case_id uuid,
      reference text,
      -- Of the case's timeline entry: each stands here once.
      version int,
      -- staff:<id>, or clock.
      by_whom text not null,
      reason text not null,
      policy_version text not null,
      -- The period that was over; null when it was asked for.
      kept_days int,
      entries int not null,
      items int not null,
      files int not null,
      at timestamptz not null,
      -- Until then copies may stand in the log of events.
      log_until timestamptz not null,
      check ((what = 'case') = (case_id is not null and reference is not null and version is not null))
    );
    create unique index erasures_case on cases.erasures (case_id, version) where case_id is not null;
    create function cases.erasure_is_never_changed() returns trigger language plpgsql as $$
    begin raise exception 'the record of erasures is never changed'; end $$;
    create trigger erasures_append_only before update or delete on cases.erasures
      for each row execute function cases.erasure_is_never_changed();

    alter table notifier.messages add column erased_at timestamptz;
    -- Cases whose messages are to be empty. Looked at again for what was on its way: in the log, or being sent.
    create table notifier.erased_cases (
      case_id uuid primary key,
      erased_at timestamptz not null,
      -- Mails to staff about several cases, this one among them.
      staff_mails uuid[] not null,
      looks int not null default 0,
      -- Null: nothing can come any more.
      look_at timestamptz
    );
    create index erased_cases_look on notifier.erased_cases (look_at) where look_at is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table notifier.erased_cases;
    alter table notifier.messages drop column erased_at;
    drop table cases.erasures;
    drop function cases.erasure_is_never_changed();
    drop index cases.cases_evidence_files, cases.cases_retention, cases.intake_outcomes_kept;
    alter table cases.intake_outcomes drop column erased_at;
    alter table intake.items drop column erased_at;
    alter table blobs.blobs drop column erased;
  `);
}
