// Which cases a daily mail told of, whoever has their tasks by now: with a case, the mail is erased (R71).
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(
    "alter table cases.daily_digests add column case_references text[] not null default '{}'",
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table cases.daily_digests drop column case_references');
}
