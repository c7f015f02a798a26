// Sessions of browsers: a random token in a cookie, its digest in PostgreSQL. Who signs in, and how, is the console's; what
// a request must carry besides the cookie is in authenticate.ts.
import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Query, Tx } from './db.ts';
import { newId } from './ids.ts';
import { type Staff, type StaffRow, toStaff } from './people.ts';

/** How somebody signed in. */
export const signInWays = ['password', 'passkey', 'provider', 'invitation'] as const;
export type SignInWay = (typeof signInWays)[number];

/** A session that is good. */
export type Session = {
  sessionId: string;
  staffId: string;
  createdAt: Date;
  lastSeenAt: Date;
  /** When it ends at the latest; sooner when it is not used. */
  expiresAt: Date;
  /** When it ends if it is not used again. */
  idleEndsAt: Date;
  secure: boolean;
  way: SignInWay;
  /** They showed a second factor, or what counts as one. */
  secondFactor: boolean;
  /** Only good for setting up a second factor. */
  restricted: boolean;
  /** When they last showed who they are. */
  confirmedAt: Date;
  userAgent: string;
  address: string;
};

export type NewSession = {
  staffId: string;
  way: SignInWay;
  secondFactor?: boolean;
  restricted?: boolean;
  /** This instance is reached by https. */
  secure: boolean;
  userAgent?: string;
  address?: string;
  idleSeconds: number;
  absoluteSeconds: number;
  now: Date;
};

/** A session just made: the only time that its token is known here. */
export type MadeSession = { sessionId: string; token: string; csrfToken: string; expiresAt: Date };

const USER_AGENT_MAX = 300;
/** `last_seen_at` is written at most this often, in ms. */
const SEEN_EVERY_MS = 60_000;

const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** The name of the cookie; by https with the prefix that keeps neighbouring hosts from setting it (RFC 6265bis). */
export const sessionCookieName = (secure: boolean): string =>
  secure ? '__Host-redress_session' : 'redress_session';

/** The text of a Set-Cookie header that hands out a session until `expiresAt`; no token: takes it back. */
export function sessionCookie(secure: boolean, made?: { token: string; expiresAt: Date }): string {
  const rest = `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
  const expires = made?.expiresAt ?? new Date(0);
  return `${sessionCookieName(secure)}=${made?.token ?? ''}; ${rest}; Expires=${expires.toUTCString()}`;
}

/** The token that a Cookie header carries, and by which of the two names. */
export function sessionTokenOf(
  cookies: string | undefined,
): { token: string; secure: boolean } | undefined {
  const pairs = (cookies ?? '').slice(0, 16_384).split(';');
  for (const secure of [true, false]) {
    const start = `${sessionCookieName(secure)}=`;
    const found = pairs.map((pair) => pair.trim()).find((pair) => pair.startsWith(start));
    const token = found?.slice(start.length) ?? '';
    if (/^[\w-]{43}$/.test(token)) return { token, secure };
  }
  return undefined;
}

/** What requests that change something must carry: derived from the token, so whoever has only the digest cannot make it. */
export const csrfTokenOf = (token: string): string =>
  createHmac('sha256', token).update('redress csrf').digest('base64url');

/** Makes a session, always with a fresh token (S25). */
export async function createSession(tx: Tx, session: NewSession): Promise<MadeSession> {
  const token = randomBytes(32).toString('base64url');
  const sessionId = newId();
  const { now, secure, staffId, way, idleSeconds } = session;
  const expiresAt = new Date(now.getTime() + session.absoluteSeconds * 1000);
  await tx.query(
    `insert into people.sessions (session_id, token_sha256, staff_id, created_at, last_seen_at, idle_seconds, expires_at,
       secure, way, second_factor, restricted, user_agent, address)
     values ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      sessionId,
      digestOf(token),
      staffId,
      now,
      idleSeconds,
      expiresAt,
      secure,
      way,
      session.secondFactor ?? false,
      session.restricted ?? false,
      (session.userAgent ?? '').replaceAll('\u0000', '').slice(0, USER_AGENT_MAX),
      (session.address ?? '').slice(0, 100),
    ],
  );
  return { sessionId, token, csrfToken: csrfTokenOf(token), expiresAt };
}

const sessionColumns = `e.session_id as "sessionId", e.staff_id as "staffId", e.created_at as "createdAt",
  e.last_seen_at as "lastSeenAt", e.expires_at as "expiresAt",
  e.last_seen_at + make_interval(secs => e.idle_seconds) as "idleEndsAt", e.secure, e.way, e.second_factor as "secondFactor",
  e.restricted, coalesce(e.confirmed_at, e.created_at) as "confirmedAt", e.user_agent as "userAgent", e.address`;
const isGood = `e.expires_at > $2 and e.last_seen_at + make_interval(secs => e.idle_seconds) > $2`;

/**
 * Whose session a token is, as they are now; undefined when it is unknown or over, came by the wrong cookie, or its owner
 * is not active. Counts as use.
 */
export async function findSession(
  query: Query,
  { token, secure }: { token: string; secure: boolean },
  now: Date,
): Promise<{ session: Session; staff: Staff } | undefined> {
  const [row] = await query<Session & StaffRow>(
    `select ${sessionColumns}, d.* from people.sessions e join people.staff_directory d using (staff_id)
     where e.token_sha256 = $1 and ${isGood} and e.secure = $3 and d.active`,
    [digestOf(token), now, secure],
  );
  if (!row) return undefined;
  if (now.getTime() - row.lastSeenAt.getTime() >= SEEN_EVERY_MS)
    await query(
      'update people.sessions set last_seen_at = $2 where session_id = $1 and last_seen_at < $2',
      [row.sessionId, now],
    );
  return { session: toSession(row), staff: toStaff(row) };
}

const toSession = (row: Session): Session => ({
  sessionId: row.sessionId,
  staffId: row.staffId,
  createdAt: row.createdAt,
  lastSeenAt: row.lastSeenAt,
  expiresAt: row.expiresAt,
  idleEndsAt: row.idleEndsAt,
  secure: row.secure,
  way: row.way,
  secondFactor: row.secondFactor,
  restricted: row.restricted,
  confirmedAt: row.confirmedAt,
  userAgent: row.userAgent,
  address: row.address,
});

/** The good sessions of somebody, the one used last first. */
export async function listSessions(query: Query, staffId: string, now: Date): Promise<Session[]> {
  return query<Session>(
    `select ${sessionColumns} from people.sessions e where e.staff_id = $1 and ${isGood} order by e.last_seen_at desc, e.session_id`,
    [staffId, now],
  );
}

/** Whether a session is good, of somebody who is active; does not count as use. */
export async function isSessionGood(query: Query, sessionId: string, now: Date): Promise<boolean> {
  const rows = await query(
    `select 1 from people.sessions e join people.staff_directory d using (staff_id)
     where e.session_id = $1 and ${isGood} and not e.restricted and d.active`,
    [sessionId, now],
  );
  return rows.length > 0;
}

/** Ends the session of a token, whoever's it is. */
export async function endSession(query: Query, token: string): Promise<void> {
  await query('delete from people.sessions where token_sha256 = $1', [digestOf(token)]);
}

/** Ends one session of somebody by its id; false when they have no such session. */
export async function endSessionById(
  query: Query,
  staffId: string,
  sessionId: string,
): Promise<boolean> {
  const rows = await query(
    'delete from people.sessions where staff_id = $1 and session_id = $2 returning 1',
    [staffId, sessionId],
  );
  return rows.length > 0;
}

/** Ends all sessions of somebody, but the one that is named. Gives how many. */
export async function endSessionsOf(query: Query, staffId: string, but?: string): Promise<number> {
  const rows = await query(
    'delete from people.sessions where staff_id = $1 and session_id is distinct from $2::uuid returning 1',
    [staffId, but ?? null],
  );
  return rows.length;
}

/** Notes that somebody showed who they are again, in this session. */
export async function confirmSession(query: Query, sessionId: string, now: Date): Promise<void> {
  await query('update people.sessions set confirmed_at = $2 where session_id = $1', [
    sessionId,
    now,
  ]);
}

/** A session whose owner has shown a second factor in it: good for everything from now on. */
export async function strengthenSession(query: Query, sessionId: string): Promise<void> {
  await query(
    'update people.sessions set second_factor = true, restricted = false where session_id = $1',
    [sessionId],
  );
}

/** Removes what is over. */
export async function pruneSessions(query: Query, now: Date): Promise<void> {
  await query('delete from people.sessions where expires_at < $1', [now]);
  await query('delete from people.sign_in_tries where window_ends_at < $1', [now]);
}
