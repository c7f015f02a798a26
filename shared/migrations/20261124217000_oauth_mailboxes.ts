// Mailboxes that are opened by access tokens which Redress renews (OAuth 2.0), and codes for known failures of connectors.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Who gives the tokens and by which grant; null: a password. Its secrets stand in sealed_secret.
    alter table email.accounts add column oauth jsonb;
    -- The row of email.oauth_grants that its refresh token goes by.
    alter table email.accounts add column grant_id text;

    -- Refresh tokens that were exchanged for newer ones. Mailboxes that were given the same one share a row.
    create table email.oauth_grants (
      -- A keyed fingerprint of end point, client and the refresh token as it was given.
      grant_id text primary key,
      -- The newest one, sealed for this row; null: still the one that was given.
      sealed_refresh_token text,
      used_at timestamptz not null
    );
    create index oauth_grants_used on email.oauth_grants (used_at);

    -- What an outage is about, where that is known.
    alter table email.connector_health add column code text;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table email.connector_health drop column code;
    drop table email.oauth_grants;
    alter table email.accounts drop column grant_id, drop column oauth;
  `);
}
