// What others may read of the watched accounts: whether they can be read, and since when not. No cursor, no alert.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create view social.published_watches as
      select c.connector, c.polled_at, c.failing_since, c.failure from social.cursors c;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop view social.published_watches');
}
