// Getting in: passwords, sessions of browsers, tries that are counted. Of a token only its digest is kept.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- argon2id in the form of a PHC string; who has no row signs in some other way, or not at all.
    create table people.passwords (
      staff_id text primary key references people.staff on delete cascade,
      phc text not null,
      changed_at timestamptz not null
    );
    create table people.sessions (
      session_id uuid primary key,
      token_sha256 text not null unique,
      staff_id text not null references people.staff on delete cascade,
      created_at timestamptz not null,
      last_seen_at timestamptz not null,
      -- It ends this long after it was last seen, and at expires_at in any case.
      idle_seconds integer not null check (idle_seconds > 0),
      expires_at timestamptz not null,
      -- Made by https: its cookie has the prefix __Host-, and no other is taken for it.
      secure boolean not null,
      -- How they signed in: password, passkey, provider, invitation.
      way text not null,
      second_factor boolean not null default false,
      -- Good for setting up a second factor and for nothing else.
      restricted boolean not null default false,
      user_agent text not null default '',
      address text not null default ''
    );
    create index sessions_of_staff on people.sessions (staff_id);
    create index sessions_by_end on people.sessions (expires_at);
    -- Tries in the running window, by a digest of what is guessed at or of who guesses.
    create table people.sign_in_tries (
      subject text primary key,
      window_ends_at timestamptz not null,
      tries integer not null
    );
    create index sign_in_tries_by_end on people.sign_in_tries (window_ends_at);
    -- Whichever way somebody's role changes or they are let go: no session outlives it (S25).
    create function people.sessions_end_with_the_role() returns trigger language plpgsql as $$
    begin
      delete from people.sessions where staff_id = new.staff_id;
      return null;
    end $$;
    create trigger sessions_end_with_the_role after update on people.staff for each row
      when (old.role is distinct from new.role or (old.active and not new.active))
      execute function people.sessions_end_with_the_role();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger sessions_end_with_the_role on people.staff;
    drop function people.sessions_end_with_the_role;
    drop table people.sign_in_tries, people.sessions, people.passwords;
  `);
}
