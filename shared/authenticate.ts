// Who asks: an API token (RFC 6750) or the session of a browser. What a request by cookie must show besides is checked here, so
// that it holds on every route of every service. What a role may do is decided where it is done.
import { timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import type { Query } from './db.ts';
import { RequestError } from './errors.ts';
import { type Staff, staffByToken } from './people.ts';
import {
  csrfTokenOf,
  findSession,
  isSessionGood,
  type Session,
  sessionTokenOf,
} from './sessions.ts';

/** Who asks; by a token there is no session. */
export type Asker = { staff: Staff; session: Session | undefined };

/** Methods that change nothing (RFC 9110 §9.2.1). */
const isSafe = (method: string): boolean => method === 'GET' || method === 'HEAD';

const csrf = (): RequestError =>
  new RequestError(
    403,
    'csrf',
    'This request did not come from a page of this instance: reload the page and try again.',
  );

/**
 * Refuses what another site's page sent (S31): a browser says where a request comes from, and other programs do not.
 * @throws RequestError 403 csrf.
 */
export function refuseCrossSite(request: Request): void {
  const site = request.get('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw csrf();
  const origin = request.get('origin');
  if (origin === undefined) return;
  if (!URL.canParse(origin) || new URL(origin).host !== request.get('host')?.toLowerCase())
    throw csrf();
}

function requireCsrfToken(request: Request, token: string): void {
  refuseCrossSite(request);
  const given = Buffer.from(request.get('x-csrf-token') ?? '');
  const wanted = Buffer.from(csrfTokenOf(token));
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw csrf();
}

const bearerOf = (request: Request): string | undefined =>
  /^Bearer\s+(\S{1,200})$/i.exec(request.get('authorization') ?? '')?.[1];

async function bySession(query: Query, request: Request, now: Date): Promise<Asker | undefined> {
  const carried = sessionTokenOf(request.get('cookie'));
  const found = carried && (await findSession(query, carried, now));
  if (found && !isSafe(request.method)) requireCsrfToken(request, carried.token);
  return found;
}

/**
 * Who asks. A request that has an Authorization header counts by it alone.
 * @throws RequestError 401 without a good token or session; 403 csrf when a page of this instance did not send it; 403
 *   second_factor_required for a session that may only set one up, unless `restricted` says that this is for such.
 */
export async function whoAsks(
  query: Query,
  request: Request,
  now: Date,
  { restricted = false }: { restricted?: boolean } = {},
): Promise<Asker> {
  const authorization = request.get('authorization');
  const token = bearerOf(request);
  const byToken = token ? await staffByToken(query, token, now) : undefined;
  const asker =
    authorization === undefined
      ? await bySession(query, request, now)
      : byToken && { staff: byToken, session: undefined };
  if (!asker)
    throw new RequestError(
      401,
      'unauthenticated',
      'Sign in, or send an API token: "Authorization: Bearer <token>" (make one with "redress token create").',
    );
  if (asker.session?.restricted && !restricted)
    throw new RequestError(
      403,
      'second_factor_required',
      'Your role needs a second factor: set one up first.',
    );
  return asker;
}

/** Whether who asked may still be answered, for an answer that goes on for long; does not count as use. */
export async function mayGoOn(
  query: Query,
  { request, session }: { request: Request; session?: Session | undefined },
  now: Date,
): Promise<boolean> {
  if (session) return isSessionGood(query, session.sessionId, now);
  const token = bearerOf(request);
  return token !== undefined && (await staffByToken(query, token, now)) !== undefined;
}

/** The staff member who asks; like `whoAsks`. */
export const authenticate = async (query: Query, request: Request, now: Date): Promise<Staff> =>
  (await whoAsks(query, request, now)).staff;
