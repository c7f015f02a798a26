// Folding words for searching without the cost of Unicode where there is nothing to fold: the same words as before.
import type { Knex } from 'knex';

const full = `translate(replace(replace(replace(
        regexp_replace(normalize(lower(given), NFKD), '[\\u0300-\\u036f]', '', 'g'),
        'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'øłđı', 'oldi')`;

export async function up(knex: Knex): Promise<void> {
  // As many bytes as letters in UTF-8: ASCII only, which has no accents. Normalising was a quarter of writing a search text.
  await knex.raw(`
    create or replace function cases.folded(given text) returns text language sql immutable strict parallel safe as $$
      select case when octet_length(given) = length(given) then lower(given) else ${full} end
    $$
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    create or replace function cases.folded(given text) returns text language sql immutable strict parallel safe as $$
      select ${full}
    $$
  `);
}
