// What people decide of suspected threats teaches the classifier as their other corrections do (R15, R17). Such a decision is about
// the item that was suspected, which need not be the one that opened the case.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create or replace view cases.published_corrections as
      select t.case_id, t.version as entry_version, t.at, t.actor,
        coalesce((t.data ->> 'itemId')::uuid, o.item_id) as item_id,
        t.data ->> 'kind' as kind, t.data ->> 'category' as category, t.data ->> 'severity' as severity,
        (t.data ->> 'threat')::boolean as threat
      from cases.case_timeline t
      join cases.intake_outcomes o on o.case_id = t.case_id and o.outcome = 'case'
      where t.type in ('case.corrected', 'threat.decided') and t.data is not null;
    alter table classifier.corrections add column threat boolean;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table classifier.corrections drop column threat;
    drop view cases.published_corrections;
    create view cases.published_corrections as
      select t.case_id, t.version as entry_version, t.at, t.actor, o.item_id,
        t.data ->> 'kind' as kind, t.data ->> 'category' as category, t.data ->> 'severity' as severity
      from cases.case_timeline t
      join cases.intake_outcomes o on o.case_id = t.case_id and o.outcome = 'case'
      where t.type = 'case.corrected' and t.data is not null;
  `);
}
