// Tasks that are paused: while contact is suspended, or while their case is merged into another (R17). They come back as
// they were. Those that were cancelled for it until now are paused where it still lasts.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table cases.tasks drop constraint tasks_state_check;
    alter table cases.tasks add constraint tasks_state_check check (state in ('open', 'paused', 'done', 'cancelled'));
    update cases.tasks t set state = 'paused', closed_at = null, closed_by = null
    from cases.cases c
    where c.case_id = t.case_id and t.state = 'cancelled'
      and t.kind in ('call_back', 'check_in', 'follow_up')
      and (c.state ->> 'contactSuspended')::boolean and t.closed_at = (c.state ->> 'suspendedAt')::timestamptz;
    update cases.tasks t set state = 'paused', closed_at = null, closed_by = null
    from cases.cases c, cases.case_timeline e
    where c.status = 'merged' and c.case_id = t.case_id and e.case_id = t.case_id and e.type = 'case.merged'
      and t.state = 'cancelled' and t.closed_at = e.at
      and t.kind not in ('assign', 'answer_inquiry', 'resolve', 'next_update');
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    update cases.tasks set state = 'cancelled', closed_at = now(), closed_by = 'system' where state = 'paused';
    alter table cases.tasks drop constraint tasks_state_check;
    alter table cases.tasks add constraint tasks_state_check check (state in ('open', 'done', 'cancelled'));
  `);
}
