// What routes about one's own access ask of the session: that there is one, and that its owner showed lately who they are.
import type { Clock } from '#shared/clock.ts';
import { RequestError } from '#shared/errors.ts';
import type { Session } from '#shared/sessions.ts';

const FRESH_MS = 15 * 60_000;

/**
 * The session of a request that came by cookie.
 * @throws RequestError 403 needs_session for an API token: what leaks with a script must not open more.
 */
export function needSession(session: Session | undefined): Session {
  if (session) return session;
  throw new RequestError(
    403,
    'needs_session',
    'This is for people who signed in, not for API tokens.',
  );
}

/**
 * The session, whose owner showed within a quarter of an hour who they are.
 * @throws RequestError 403 needs_session, confirm_first.
 */
export function needFreshSession(session: Session | undefined, clock: Clock): Session {
  const own = needSession(session);
  if (clock.now().getTime() - own.confirmedAt.getTime() < FRESH_MS) return own;
  throw new RequestError(
    403,
    'confirm_first',
    'Show once more that it is you (POST /api/v1/session/confirm), or sign in again.',
  );
}
