// The versions of the recovery policy: what was published when, by whom; cases and other services follow them (R32).
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table cases.policy_versions (
      -- 1, 2, 3 … without gaps; the highest is in force for new cases.
      number int primary key,
      -- What decisions record. Two versions that say the same have the same.
      digest text not null,
      -- What was written down, with its comments; laid over the defaults.
      yaml text not null,
      -- With the defaults of the time filled in: a version keeps its meaning when the defaults change.
      effective jsonb not null,
      -- 'config': applied at a start; 'person': published by somebody.
      origin text not null check (origin in ('config', 'person')),
      published_by text not null,
      published_at timestamptz not null,
      note text not null
    );
    create index policy_versions_digest on cases.policy_versions (digest, number);

    create function cases.policy_version_stays() returns trigger language plpgsql as $$
    begin
      raise exception 'a published policy version is never changed';
    end $$;
    create trigger policy_version_stays before update or delete on cases.policy_versions
      for each row execute function cases.policy_version_stays();

    -- For other services, which follow the newest version.
    create view cases.published_policy as
      select v.number, v.digest, v.effective, v.published_at from cases.policy_versions v;

    alter table cases.cases add column policy_version text generated always as (state ->> 'policyVersion') stored;
    -- Which open cases follow which version: for moving them.
    create index cases_open_policy on cases.cases (policy_version, case_id) where status not in ('closed', 'merged');
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop view cases.published_policy;
    alter table cases.cases drop column policy_version;
    drop table cases.policy_versions;
    drop function cases.policy_version_stays();
  `);
}
