// Which refresh tokens of the configuration file were taken before the one that is used now: none of them begins anew.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`alter table social.tokens add column past_seeds text[] not null default '{}'`);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table social.tokens drop column past_seeds');
}
