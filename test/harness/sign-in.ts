// Gets a member of staff into the console without its pages: a session made in the database, its cookie set in a browser or sent
// by a program. Pages and routes of signing in have their own tests.
import type { BrowserContext } from 'playwright-core';
import type { Db } from '../../shared/db.ts';
import { createSession, type MadeSession, sessionCookieName } from '../../shared/sessions.ts';

const HOUR_S = 3600;

/** A session of somebody, good for 90 days of the machine's clock (or of `now`). */
export const makeSession = (
  db: Db,
  staffId: string,
  { now = new Date(), secure = false }: { now?: Date; secure?: boolean } = {},
): Promise<MadeSession> =>
  db.transaction((tx) =>
    createSession(tx, {
      staffId,
      way: 'password',
      secure,
      idleSeconds: 90 * 24 * HOUR_S,
      absoluteSeconds: 90 * 24 * HOUR_S,
      now,
    }),
  );

/** Headers of a request by a session: cookie and CSRF token. */
export const sessionHeaders = (made: MadeSession, secure = false): Record<string, string> => ({
  cookie: `${sessionCookieName(secure)}=${made.token}`,
  'x-csrf-token': made.csrfToken,
});

/** Signs a member of staff in: all pages of the browser context are theirs from now on. `url` is where the product answers. */
export async function signIn(
  context: BrowserContext,
  { db, url, staffId, now }: { db: Db; url: string; staffId: string; now?: Date },
): Promise<MadeSession> {
  const made = await makeSession(db, staffId, now ? { now } : {});
  await context.addCookies([
    {
      name: sessionCookieName(false),
      value: made.token,
      url,
      httpOnly: true,
      sameSite: 'Lax',
    },
  ]);
  return made;
}
