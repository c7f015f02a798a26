// What the classifier learns: models, which of them is current, trainings, corrections, and what it decided.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Corrections as the timeline keeps them, for whoever learns from them. One that was erased is gone here too.
    create view cases.published_corrections as
      select t.case_id, t.version as entry_version, t.at, t.actor, o.item_id,
        t.data ->> 'kind' as kind, t.data ->> 'category' as category, t.data ->> 'severity' as severity
      from cases.case_timeline t
      join cases.intake_outcomes o on o.case_id = t.case_id and o.outcome = 'case'
      where t.type = 'case.corrected' and t.data is not null;

    create schema classifier;
    create table classifier.models (
      version text primary key,
      -- 'starter': of the examples and the policy's words. 'training': of corrections besides.
      origin text not null check (origin in ('starter', 'training')),
      -- What a starter was made from: the same again needs no second training.
      fingerprint text,
      policy_version text not null,
      categories text[] not null,
      texts int not null,
      corrections int not null,
      -- How it compared with the current model of then.
      comparison jsonb,
      created_at timestamptz not null default now()
    );
    create unique index models_fingerprint on classifier.models (fingerprint) where fingerprint is not null;
    create index models_created on classifier.models (created_at desc, version);
    create table classifier.model_heads (
      version text not null references classifier.models on delete cascade,
      head text not null,
      -- A model file: format, checksum, content.
      file bytea not null,
      primary key (version, head)
    );
    alter table classifier.model_heads alter column file set storage external;

    -- Which model is current: the last row. Going back is a new row.
    create table classifier.activations (
      activation_id bigint generated always as identity primary key,
      version text not null,
      replaced text,
      how text not null check (how in ('starter', 'training', 'person', 'rollback')),
      by_whom text not null,
      reason text,
      at timestamptz not null default now()
    );

    create table classifier.trainings (
      training_id uuid primary key,
      state text not null check (state in ('running', 'done', 'failed', 'cancelled')),
      requested_by text not null,
      started_at timestamptz not null default now(),
      -- A running one that has not been heard of for a while died with its process.
      heard_at timestamptz not null default now(),
      finished_at timestamptz,
      progress real not null default 0,
      cancel_asked boolean not null default false,
      corrections int not null default 0,
      version text,
      took_over boolean not null default false,
      reason text
    );
    create unique index trainings_one_runs on classifier.trainings ((true)) where state = 'running';
    create index trainings_started on classifier.trainings (started_at desc);

    -- What was decided of each item: what accuracy and drift are counted from. No text, no person.
    create table classifier.decisions (
      item_id uuid primary key,
      decided_at timestamptz not null,
      model_version text,
      policy_version text not null,
      kind text not null,
      category text not null,
      severity text not null,
      language text not null,
      decided boolean not null,
      confidence real,
      -- When a person resolved or corrected the case: then they have seen it.
      reviewed_at timestamptz
    );
    create index decisions_decided on classifier.decisions (decided_at);
    create index decisions_reviewed on classifier.decisions (reviewed_at) where reviewed_at is not null;

    -- What people said instead. The text stays where the item is: erased there, it is learnt from no more.
    create table classifier.corrections (
      case_id uuid not null,
      entry_version int not null,
      item_id uuid not null,
      at timestamptz not null,
      person text not null,
      kind text,
      category text,
      severity text,
      -- By the database's clock, as trainings are.
      kept_at timestamptz not null default now(),
      primary key (case_id, entry_version)
    );
    create index corrections_at on classifier.corrections (at, case_id, entry_version);
    create index corrections_kept on classifier.corrections (kept_at);
    create index corrections_item on classifier.corrections (item_id);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop schema classifier cascade; drop view cases.published_corrections');
}
