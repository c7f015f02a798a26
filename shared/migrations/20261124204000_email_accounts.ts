// Mailboxes that administrators add in the console, and the record of who changed what about them. Those of the configuration
// file are not here.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table email.accounts (
      account_id text primary key,
      -- The connector is imap:<name>, and the position of the mailbox is kept under it.
      name text not null,
      -- Where customers write to.
      address text not null,
      host text not null,
      port int not null check (port between 1 and 65535),
      tls text not null check (tls in ('tls', 'starttls', 'none')),
      user_name text not null,
      -- The password, sealed for this row, host, port and user.
      sealed_secret text,
      folder text not null,
      after text not null check (after in ('flag', 'move', 'none')),
      flag text not null,
      move_to text,
      since date,
      -- Whose Authentication-Results are believed.
      trusted_authserv_id text,
      poll_seconds int not null check (poll_seconds between 1 and 3600),
      state text not null check (state in ('active', 'paused', 'removed')),
      -- Rises with each change: whoever watches it by another one begins anew.
      version int not null default 1,
      created_at timestamptz not null,
      created_by text not null,
      changed_at timestamptz not null,
      changed_by text not null,
      -- What is removed keeps no secret.
      check ((sealed_secret is null) = (state = 'removed'))
    );
    create unique index accounts_name on email.accounts (name) where state <> 'removed';

    create table email.account_changes (
      entry_id bigint generated always as identity primary key,
      at timestamptz not null,
      by_staff_id text not null,
      -- Null: a test of a mailbox that was not saved.
      account_id text references email.accounts,
      what text not null check (what in ('added', 'changed', 'paused', 'resumed', 'removed', 'tested')),
      -- Fields with what they were and are; never a secret.
      details jsonb not null default '{}'
    );
    create index account_changes_tests on email.account_changes (by_staff_id, at) where what = 'tested';

    create view email.published_accounts as
      select a.account_id, a.name, a.address, a.user_name, a.state from email.accounts a where a.state <> 'removed';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(
    'drop view email.published_accounts; drop table email.account_changes; drop table email.accounts',
  );
}
