// What management is shown at a glance: columns that say how promises were kept, and one narrow index over a period's cases.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Times of a case's state are RFC 3339 in UTC: the setting of the session never changes what they mean.
    create function cases.instant(given text) returns timestamptz language sql immutable strict parallel safe as $$
      select given::timestamptz
    $$;
    alter table cases.cases
      add column acknowledge_by timestamptz generated always as
        (cases.instant(state #>> '{acknowledgement,dueAt}')) stored,
      -- The promise of resolve_by, kept: an inquiry by its answer, all else by its resolution.
      add column responded_at timestamptz generated always as (cases.instant(coalesce(
        case when kind = 'inquiry' then state ->> 'answeredAt' end, state #>> '{resolution,at}'))) stored,
      add column satisfaction text generated always as (case
        when (state ->> 'dissatisfied')::boolean then 'low'
        when state ->> 'closedHow' = 'satisfied' then 'satisfied' end) stored;
    create index cases_figures on cases.cases (opened_at) include (channel, category, severity_rank, kind,
      escalation_level, acknowledged_at, acknowledge_by, responded_at, resolve_by, satisfaction);
    -- What is open now, by all that is shown of it.
    create index cases_open_figures on cases.cases (status, channel, category)
      include (escalation_level, resolve_by, assignee) where status in ('new', 'assigned', 'investigating', 'waiting');
    create index tasks_updates_due on cases.tasks (due_at) include (case_id) where kind = 'next_update' and state = 'open';
    create index items_surveys on intake.items (received_at) where channel = 'survey';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index intake.items_surveys;
    drop index cases.tasks_updates_due, cases.cases_open_figures, cases.cases_figures;
    alter table cases.cases drop column satisfaction, drop column responded_at, drop column acknowledge_by;
    drop function cases.instant(text);
  `);
}
