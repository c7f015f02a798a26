// Staff as administrators see and change them. What may be changed, and by whom: staff-changes.ts.
import type { Query, Tx } from '#shared/db.ts';
import type { Role } from '#shared/people.ts';

/** Somebody in the directory, and how they get in. */
export type StaffAccount = {
  staffId: string;
  name: string;
  email: string;
  role: Role;
  team: string | null;
  locale: string;
  active: boolean;
  languages: string[];
  skills: string[];
  reportsTo: string | null;
  shift: Record<string, string[]> | null;
  calendar: string | null;
  responderFor: string[];
  away: { from: Date; until: Date; deputy: string | null } | null;
  version: number;
  password: boolean;
  app: boolean;
  passkeys: number;
  sessions: number;
  lastSeenAt: Date | null;
  /** An invitation that was not used is good until then. */
  invitedUntil: Date | null;
};

type Row = Omit<StaffAccount, 'away'> & {
  away_from: Date | null;
  away_until: Date | null;
  deputy: string | null;
};

const columns = `s.staff_id as "staffId", s.name, s.email, s.role, s.team, s.locale, s.active, s.languages, s.skills,
  s.reports_to as "reportsTo", s.shift, s.calendar, s.version, s.away_from, s.away_until, s.deputy,
  coalesce((select array_agg(g.platform order by g.platform) from people.responder_grants g where g.staff_id = s.staff_id), '{}') as "responderFor",
  exists (select 1 from people.passwords p where p.staff_id = s.staff_id) as password,
  exists (select 1 from people.totp t where t.staff_id = s.staff_id and t.confirmed_at is not null) as app,
  (select count(*)::int from people.passkeys k where k.staff_id = s.staff_id) as passkeys,
  (select count(*)::int from people.sessions e where e.staff_id = s.staff_id and e.expires_at > $1) as sessions,
  (select max(e.last_seen_at) from people.sessions e where e.staff_id = s.staff_id) as "lastSeenAt",
  (select max(l.expires_at) from people.sign_in_links l where l.staff_id = s.staff_id and l.kind = 'invitation'
     and l.used_at is null and l.expires_at > $1) as "invitedUntil"`;

const toAccount = ({ away_from, away_until, deputy, ...rest }: Row): StaffAccount => ({
  ...rest,
  away: away_from && away_until ? { from: away_from, until: away_until, deputy } : null,
});

/** All staff, active or not, by name. */
export async function listAccounts(query: Query, now: Date): Promise<StaffAccount[]> {
  const rows = await query<Row>(
    `select ${columns} from people.staff s order by s.active desc, lower(s.name), s.staff_id limit 5000`,
    [now],
  );
  return rows.map(toAccount);
}

/** One of them; `lock`: nobody else changes them until the transaction ends. */
export async function findStaffAccount(
  query: Query,
  staffId: string,
  now: Date,
  { lock = false }: { lock?: boolean } = {},
): Promise<StaffAccount | undefined> {
  if (lock) await query('select 1 from people.staff where staff_id = $1 for update', [staffId]);
  const [row] = await query<Row>(`select ${columns} from people.staff s where s.staff_id = $2`, [
    now,
    staffId,
  ]);
  return row && toAccount(row);
}

/** Whether there is another active administrator. Changes of administrators wait for each other. */
export async function isLastAdministrator(tx: Tx, staffId: string): Promise<boolean> {
  await tx.query("select pg_advisory_xact_lock(hashtext('redress administrators'))");
  const rows = await tx.query(
    "select 1 from people.staff where role = 'admin' and active and staff_id <> $1 limit 1",
    [staffId],
  );
  return rows.length === 0;
}

/** Sets what is named of somebody. */
export async function updateStaff(
  tx: Tx,
  staffId: string,
  set: {
    name?: string | undefined;
    role?: Role | undefined;
    team?: string | null | undefined;
    locale?: string | undefined;
    active?: boolean | undefined;
  },
): Promise<void> {
  await tx.query(
    `update people.staff set name = coalesce($2, name), role = coalesce($3, role),
       team = case when $4 then $5 else team end, locale = coalesce($6, locale), active = coalesce($7, active)
     where staff_id = $1`,
    [
      staffId,
      set.name ?? null,
      set.role ?? null,
      set.team !== undefined,
      set.team ?? null,
      set.locale ?? null,
      set.active ?? null,
    ],
  );
}

/** Sets on which platforms somebody is a designated responder (R45), and no others. */
export async function setGrants(tx: Tx, staffId: string, platforms: string[]): Promise<void> {
  await tx.query(
    'delete from people.responder_grants where staff_id = $1 and platform <> all($2::text[])',
    [staffId, platforms],
  );
  await tx.query(
    `insert into people.responder_grants (staff_id, platform) select $1, unnest($2::text[]) on conflict do nothing`,
    [staffId, platforms],
  );
  // Grants are rows of their own: whoever changes somebody at the same time must hear of it.
  await tx.query('update people.staff set version = version + 1 where staff_id = $1', [staffId]);
}

/** Removes the second factor and the passkeys of somebody who lost them. */
export async function removeSecondFactors(tx: Tx, staffId: string): Promise<void> {
  await tx.query('delete from people.totp where staff_id = $1', [staffId]);
  await tx.query('delete from people.recovery_codes where staff_id = $1', [staffId]);
  await tx.query('delete from people.passkeys where staff_id = $1', [staffId]);
}

/** An entry of the record of people. */
export type AuditEntry = {
  entryId: number;
  at: Date;
  by: string | null;
  byName: string | null;
  about: string | null;
  aboutName: string | null;
  what: string;
  details: Record<string, unknown>;
};

/** The record, newest first, from before an entry on. */
export async function listAudit(
  query: Query,
  {
    about,
    before,
    limit,
  }: { about: string | undefined; before: number | undefined; limit: number },
): Promise<AuditEntry[]> {
  return query<AuditEntry>(
    `select a.entry_id as "entryId", a.at, a.by_staff_id as by, b.name as "byName", a.about_staff_id as about,
       o.name as "aboutName", a.what, a.details
     from people.audit a left join people.staff b on b.staff_id = a.by_staff_id
       left join people.staff o on o.staff_id = a.about_staff_id
     where ($1::text is null or a.about_staff_id = $1) and ($2::bigint is null or a.entry_id < $2)
     order by a.entry_id desc limit $3`,
    [about ?? null, before ?? null, limit],
    { prepare: false },
  );
}
