// What a customer is to be told by a person waits while contact is suspended, as all that speaks with them does (R17): tasks that a
// suspension cancelled are paused where it still lasts.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    update cases.tasks t set state = 'paused', closed_at = null, closed_by = null
    from cases.cases c
    where c.case_id = t.case_id and t.state = 'cancelled' and t.kind in ('tell_customer', 'tell_by_direct_message')
      and c.status not in ('closed', 'merged') and (c.state ->> 'contactSuspended')::boolean
      and t.closed_at = (c.state ->> 'suspendedAt')::timestamptz;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    update cases.tasks set state = 'cancelled', closed_at = now(), closed_by = 'system'
    where state = 'paused' and kind in ('tell_customer', 'tell_by_direct_message')`);
}
