// An entry of a timeline is emptied only when a later one says that the case was erased (R70, R71).
import type { Knex } from 'knex';

const trigger = (also: string): string => `
  create or replace function cases.timeline_is_append_only() returns trigger language plpgsql as $$
  begin
    if tg_op = 'UPDATE' and new.data is null and new.salt is null
      and (new.case_id, new.version, new.type, new.at, new.actor, new.policy_version, new.digest, new.chain)
        is not distinct from (old.case_id, old.version, old.type, old.at, old.actor, old.policy_version, old.digest, old.chain)
      ${also}
    then return new; end if;
    raise exception 'a timeline entry is never changed';
  end $$;`;

export async function up(knex: Knex): Promise<void> {
  await knex.raw(
    trigger(`and old.type <> 'case.erased' and exists (select 1 from cases.case_timeline erased
        where erased.case_id = old.case_id and erased.version > old.version and erased.type = 'case.erased')`),
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(trigger(''));
}
