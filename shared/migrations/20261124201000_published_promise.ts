// The customer's view of a case says until when its acknowledgement is promised, so that nobody works it out a second time.
import type { Knex } from 'knex';

const columns = `c.case_id, c.reference, c.status, c.kind, c.subject, c.channel, c.language, c.opened_at, c.acknowledged_at,
        c.resolve_by, c.epoch, c.contact_email, c.resolved_at, c.closed_at,
        case when c.status in ('resolved', 'closed') then c.state -> 'resolution' ->> 'summary' end as outcome_summary,
        coalesce(c.state -> 'updates', '[]'::jsonb) as updates`;

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create or replace view cases.published_status as
      select ${columns},
        (c.state -> 'acknowledgement' ->> 'dueAt')::timestamptz as acknowledge_by
      from cases.cases c;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop view cases.published_status;
    create view cases.published_status as select ${columns} from cases.cases c;
  `);
}
