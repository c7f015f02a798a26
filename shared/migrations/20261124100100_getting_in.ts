// Getting in, further: links of invitations and resets, second factors, passkeys, what is under way while somebody signs in, and
// the record of who changed what about whom.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table people.sessions
      -- When they last showed who they are: changing how to get in needs it to be recent.
      add column confirmed_at timestamptz;
    alter table people.staff add column version integer not null default 1;
    create function people.staff_version_rises() returns trigger language plpgsql as $$
    begin
      new.version := old.version + 1;
      return new;
    end $$;
    create trigger staff_version_rises before update on people.staff for each row
      when (old.* is distinct from new.*) execute function people.staff_version_rises();
    create table people.sign_in_links (
      link_id uuid primary key,
      token_sha256 text not null unique,
      kind text not null check (kind in ('first_administrator', 'invitation', 'password_reset')),
      -- Null: whoever opens the link of the first administrator says who they are.
      staff_id text references people.staff on delete cascade check ((kind = 'first_administrator') = (staff_id is null)),
      created_at timestamptz not null,
      expires_at timestamptz not null,
      used_at timestamptz
    );
    create index sign_in_links_of_staff on people.sign_in_links (staff_id);
    create table people.totp (
      staff_id text primary key references people.staff on delete cascade,
      -- Sealed under SECRET_KEY.
      sealed_secret text not null,
      confirmed_at timestamptz,
      -- The last time step that was used: each counts once (RFC 6238 §5.2).
      last_step bigint not null default 0
    );
    create table people.recovery_codes (
      staff_id text not null references people.staff on delete cascade,
      -- HMAC under SECRET_KEY.
      digest text not null,
      used_at timestamptz,
      primary key (staff_id, digest)
    );
    create table people.passkeys (
      credential_id text primary key,
      staff_id text not null references people.staff on delete cascade,
      label text not null,
      public_key bytea not null,
      -- Signatures so far; 0 for authenticators that do not count.
      counter bigint not null,
      transports text[] not null default '{}',
      created_at timestamptz not null,
      last_used_at timestamptz
    );
    create index passkeys_of_staff on people.passkeys (staff_id);
    -- Between two steps of signing in or of adding a passkey.
    create table people.sign_in_steps (
      token_sha256 text primary key,
      kind text not null check (kind in ('second_factor', 'passkey', 'new_passkey', 'provider')),
      staff_id text references people.staff on delete cascade,
      data jsonb not null default '{}',
      expires_at timestamptz not null
    );
    create index sign_in_steps_by_end on people.sign_in_steps (expires_at);
    create table people.audit (
      entry_id bigint generated always as identity primary key,
      at timestamptz not null,
      -- Null: the command line, or the program itself.
      by_staff_id text,
      about_staff_id text,
      what text not null,
      details jsonb not null default '{}'
    );
    create index audit_about on people.audit (about_staff_id, entry_id desc);
    create function people.audit_is_append_only() returns trigger language plpgsql as $$
    begin
      raise exception 'the record of people is never changed';
    end $$;
    create trigger audit_is_append_only before update or delete on people.audit
      for each statement execute function people.audit_is_append_only();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table people.audit, people.sign_in_steps, people.passkeys, people.recovery_codes, people.totp, people.sign_in_links;
    drop function people.audit_is_append_only;
    drop trigger staff_version_rises on people.staff;
    drop function people.staff_version_rises;
    alter table people.staff drop column version;
    alter table people.sessions drop column confirmed_at;
  `);
}
