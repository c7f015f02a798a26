// Staff, their roles, grants and API tokens.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create schema people;
    create table people.staff (
      staff_id text primary key,
      name text not null,
      email text not null unique,
      role text not null check (role in ('frontline', 'supervisor', 'department_manager', 'senior_management', 'admin', 'auditor')),
      team text,
      locale text not null default 'en',
      active boolean not null default true,
      created_at timestamptz not null default now()
    );
    -- Platforms on which a staff member is a designated responder (R45).
    create table people.responder_grants (
      staff_id text not null references people.staff on delete cascade,
      platform text not null,
      granted_at timestamptz not null default now(),
      primary key (staff_id, platform)
    );
    create table people.api_tokens (
      token_id uuid primary key,
      staff_id text not null references people.staff on delete cascade,
      label text not null,
      token_sha256 text not null unique,
      created_at timestamptz not null default now(),
      expires_at timestamptz,
      revoked_at timestamptz
    );
    create view people.staff_directory as
      select s.staff_id, s.name, s.email, s.role, s.team, s.locale, s.active,
        coalesce((select array_agg(g.platform order by g.platform) from people.responder_grants g where g.staff_id = s.staff_id), '{}') as responder_for
      from people.staff s;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop schema people cascade');
}
