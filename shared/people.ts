// Who works here: staff, roles, responder grants, API tokens. What a role may do is decided where it is done; who asks is in
// authenticate.ts.
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Query, Tx } from './db.ts';
import { newId } from './ids.ts';
import type { Shift } from './people-work.ts';

/** Roles in rising order of authority; auditor and admin stand beside the ladder. */
export const roles = [
  'frontline',
  'supervisor',
  'department_manager',
  'senior_management',
  'admin',
  'auditor',
] as const;
export const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;

/** A member of staff as commands see them; read from the database on each request, so a demotion works at once. */
export type Staff = {
  staffId: string;
  name: string;
  email: string;
  role: Role;
  team: string | undefined;
  locale: string;
  active: boolean;
  /** Social platforms on which they are a designated responder. */
  responderFor: string[];
  /** Languages they write to customers in, besides their own. */
  languages: string[];
  skills: string[];
  /** The id of whom they report to. */
  reportsTo: string | undefined;
  shift: Shift | undefined;
  /** The calendar of the policy that they work by. */
  calendar: string | undefined;
  /** When they are away, and the id of who stands in. */
  away: { from: Date; until: Date; deputy: string | undefined } | undefined;
};

/** A row of people.staff_directory. */
export type StaffRow = {
  staff_id: string;
  name: string;
  email: string;
  role: Role;
  team: string | null;
  locale: string;
  active: boolean;
  responder_for: string[];
  languages: string[];
  skills: string[];
  reports_to: string | null;
  shift: Shift | null;
  calendar: string | null;
  away_from: Date | null;
  away_until: Date | null;
  deputy: string | null;
};

/** A row as commands see it. */
export const toStaff = (row: StaffRow): Staff => ({
  staffId: row.staff_id,
  name: row.name,
  email: row.email,
  role: row.role,
  team: row.team ?? undefined,
  locale: row.locale,
  active: row.active,
  responderFor: row.responder_for,
  languages: row.languages,
  skills: row.skills,
  reportsTo: row.reports_to ?? undefined,
  shift: row.shift ?? undefined,
  calendar: row.calendar ?? undefined,
  away:
    row.away_from && row.away_until
      ? { from: row.away_from, until: row.away_until, deputy: row.deputy ?? undefined }
      : undefined,
});

/** All staff, or those with one of the given roles; active ones only. */
export async function listStaff(query: Query, among?: Role[]): Promise<Staff[]> {
  const rows = await query<StaffRow>(
    'select * from people.staff_directory where active and ($1::text[] is null or role = any($1)) order by staff_id',
    [among ?? null],
  );
  return rows.map(toStaff);
}

/** One member of staff by id or e-mail address, active or not. */
export async function findStaff(query: Query, idOrEmail: string): Promise<Staff | undefined> {
  const [row] = await query<StaffRow>(
    'select * from people.staff_directory where staff_id = $1 or lower(email) = lower($1)',
    [idOrEmail],
  );
  return row && toStaff(row);
}

export type NewStaff = {
  staffId?: string | undefined;
  name: string;
  email: string;
  role: Role;
  team?: string | undefined;
  locale?: string | undefined;
  responderFor?: string[] | undefined;
};

/**
 * Adds a member of staff, or brings one with the same e-mail address up to date. Gives their id. Whoever was deactivated
 * stays so unless `reactivate` says otherwise: a file that is applied at each start does not bring back who was let go.
 */
export async function putStaff(
  tx: Tx,
  staff: NewStaff,
  { reactivate = false }: { reactivate?: boolean } = {},
): Promise<string> {
  const [row] = await tx.query<{ staff_id: string }>(
    `insert into people.staff as staff (staff_id, name, email, role, team, locale) values ($1, $2, lower($3), $4, $5, $6)
     on conflict (email) do update set name = excluded.name, role = excluded.role, team = excluded.team,
       locale = excluded.locale, active = staff.active or $7 returning staff_id`,
    [
      staff.staffId ?? newId(),
      staff.name,
      staff.email,
      staff.role,
      staff.team ?? null,
      staff.locale ?? 'en',
      reactivate,
    ],
  );
  if (!row) throw new Error('adding a member of staff: the database gave no row back');
  await tx.query('delete from people.responder_grants where staff_id = $1', [row.staff_id]);
  for (const platform of new Set(staff.responderFor)) {
    await tx.query('insert into people.responder_grants (staff_id, platform) values ($1, $2)', [
      row.staff_id,
      platform,
    ]);
  }
  return row.staff_id;
}

const tokenDigest = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Makes an API token (`rdr_` and 256 random bits). Only its digest is kept: the text is shown once. */
export async function createApiToken(
  tx: Tx,
  staffId: string,
  label: string,
  expiresAt?: Date,
): Promise<{ tokenId: string; token: string }> {
  const token = `rdr_${randomBytes(32).toString('base64url')}`;
  const tokenId = newId();
  await tx.query(
    'insert into people.api_tokens (token_id, staff_id, label, token_sha256, expires_at) values ($1, $2, $3, $4, $5)',
    [tokenId, staffId, label, tokenDigest(token), expiresAt ?? null],
  );
  return { tokenId, token };
}

/** Whose token a text is, or undefined when it is unknown, revoked, expired or its owner is not active. */
export async function staffByToken(
  query: Query,
  token: string,
  now: Date,
): Promise<Staff | undefined> {
  const [row] = await query<StaffRow>(
    `select d.* from people.api_tokens t join people.staff_directory d using (staff_id)
     where t.token_sha256 = $1 and t.revoked_at is null and (t.expires_at is null or t.expires_at > $2) and d.active`,
    [tokenDigest(token), now],
  );
  return row && toStaff(row);
}

/**
 * Takes all access from a member of staff: whoever is made active again needs new tokens (S25). Their name stays on what
 * they did.
 */
export async function deactivateStaff(tx: Tx, staffId: string, now: Date): Promise<void> {
  await tx.query('update people.staff set active = false where staff_id = $1', [staffId]);
  await tx.query(
    'update people.api_tokens set revoked_at = $2 where staff_id = $1 and revoked_at is null',
    [staffId, now],
  );
}

/** A token as an operator sees it: never its text. */
export type ApiToken = {
  tokenId: string;
  staffId: string;
  email: string;
  label: string;
  createdAt: Date;
  expiresAt: Date | null;
};

/** The tokens that are good at `now`. */
export async function listApiTokens(query: Query, now: Date): Promise<ApiToken[]> {
  return query<ApiToken>(
    `select t.token_id as "tokenId", t.staff_id as "staffId", s.email, t.label, t.created_at as "createdAt",
       t.expires_at as "expiresAt"
     from people.api_tokens t join people.staff s using (staff_id)
     where t.revoked_at is null and s.active and (t.expires_at is null or t.expires_at > $1) order by t.created_at`,
    [now],
  );
}

/** Ends a token; false when there is no such good token. */
export async function revokeApiToken(tx: Tx, tokenId: string, now: Date): Promise<boolean> {
  const rows = await tx.query(
    'update people.api_tokens set revoked_at = $2 where token_id = $1 and revoked_at is null returning 1',
    [tokenId, now],
  );
  return rows.length > 0;
}
