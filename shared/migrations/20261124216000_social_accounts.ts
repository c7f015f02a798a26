// Accounts on platforms that administrators add in the console, the record of who changed what about them, and the tokens that
// are renewed (of these accounts and of those of the configuration file).
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table social.accounts (
      account_id text primary key,
      platform text not null check (platform in ('x')),
      -- The connector is <platform>:<name>, and the cursor is kept under it.
      name text not null,
      user_id text not null,
      -- As the platform showed it when the account was looked up.
      handle text,
      -- Of the app that renews the token; null: nobody renews it.
      client_id text,
      poll_seconds int not null check (poll_seconds between 5 and 900),
      since date,
      state text not null check (state in ('active', 'paused', 'removed')),
      -- Rises with each change: whoever watches it by another one begins anew.
      version int not null default 1,
      created_at timestamptz not null,
      created_by text not null,
      changed_at timestamptz not null,
      changed_by text not null
    );
    create unique index accounts_name on social.accounts (platform, name) where state <> 'removed';

    create table social.account_changes (
      entry_id bigint generated always as identity primary key,
      at timestamptz not null,
      by_staff_id text not null,
      -- Null: a test of an account that was not saved.
      account_id text references social.accounts,
      what text not null check (what in ('added', 'changed', 'paused', 'resumed', 'removed', 'tested')),
      -- Fields with what they were and are; never a secret.
      details jsonb not null default '{}'
    );
    create index account_changes_tests on social.account_changes (by_staff_id, at) where what = 'tested';

    create table social.tokens (
      -- The account's id, or the connector of an account of the configuration file.
      owner text primary key,
      -- Sealed for this owner and its user id.
      sealed_access text,
      -- Client id, client secret and refresh token, sealed alike; null: nobody renews it.
      sealed_renewal text,
      -- Null: not known, so that it is renewed at once where it can be.
      expires_at timestamptz,
      -- What X said that the token permits; null: X says so with a renewal only.
      scopes text[],
      -- A renewal began and its end is not on record.
      renewing_since timestamptz,
      -- No renewal before this time.
      retry_at timestamptz,
      -- Why nobody uses it any more, until somebody authorises the account again.
      failure text check (failure in ('refused', 'interrupted', 'can_post')),
      failure_said text,
      -- Of which refresh token of the configuration file this came: another one there begins anew.
      seed text
    );

    create view social.published_accounts as
      select a.account_id, a.platform, a.platform || ':' || a.name as connector, a.name, a.user_id, a.handle, a.state, a.version
      from social.accounts a where a.state <> 'removed';
    -- What services/notifier needs to answer with: the token alone, sealed.
    create view social.published_tokens as
      select t.owner, t.sealed_access, t.expires_at, t.failure from social.tokens t;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(
    'drop view social.published_tokens; drop view social.published_accounts; drop table social.tokens; drop table social.account_changes; drop table social.accounts',
  );
}
