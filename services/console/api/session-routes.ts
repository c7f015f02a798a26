// The routes of the session of a browser: who am I, sign in, sign out. How signing in works: ../sign-in.
import type { Request } from 'express';
import { z } from 'zod';
import { type Answer, type Route, routeFor } from '#shared/api/route.ts';
import { refuseCrossSite } from '#shared/authenticate.ts';
import {
  csrfTokenOf,
  endSession,
  findSession,
  type MadeSession,
  sessionCookie,
  sessionTokenOf,
} from '#shared/sessions.ts';
import type { ConsoleContext } from '../console-context.ts';
import { signInByPassword } from '../sign-in/sign-in.ts';
import { sessionAnswer, sessionSchema } from './session-answers.ts';

const route = routeFor<ConsoleContext>();
const tag = 'session';

/**
 * Hands out a session that was just made, and ends the one that the browser had: whatever it carried before, it is known by a
 * fresh token now (S25).
 */
export async function signedIn(
  context: ConsoleContext,
  request: Request,
  made: MadeSession,
): Promise<Answer> {
  const { db, clock, secure } = context;
  const before = sessionTokenOf(request.get('cookie'));
  if (before) await endSession(db.query, before.token);
  const found = await findSession(db.query, { token: made.token, secure }, clock.now());
  // Let go in this very moment.
  if (!found) return { status: 401, json: { code: 'unauthenticated' } };
  const session = { ...found.session, csrfToken: made.csrfToken };
  return {
    json: sessionAnswer(found.staff, session),
    headers: { 'Set-Cookie': sessionCookie(secure, made), 'Cache-Control': 'private, no-store' },
  };
}

/** The routes of the session. */
export const sessionRoutes: Route<ConsoleContext>[] = [
  route(
    {
      method: 'get',
      path: '/api/v1/session',
      operationId: 'getSession',
      summary: 'Who is signed in',
      tag,
      who: 'staff',
      restricted: true,
      answers: { 200: { description: 'You.', schema: sessionSchema } },
    },
    async (_context, { staff, session, request }) => {
      const carried = session && sessionTokenOf(request.get('cookie'));
      const own = carried && { ...session, csrfToken: csrfTokenOf(carried.token) };
      return { json: sessionAnswer(staff, own) };
    },
  ),
  route(
    {
      method: 'post',
      path: '/api/v1/session',
      operationId: 'signIn',
      summary: 'Sign in by password',
      description:
        'Gives a cookie. Whoever sends it with anything but GET sends "X-CSRF-Token" too. Programs use API tokens instead.',
      tag,
      who: 'public',
      body: z.strictObject({
        email: z.string().min(1).max(320),
        password: z.string().min(1).max(1000),
      }),
      answers: {
        200: {
          description: 'Signed in.',
          schema: sessionSchema,
          headers: { 'Set-Cookie': 'the session' },
        },
      },
      problems: [401, 403, 429],
    },
    async (context, { body, request }) => {
      refuseCrossSite(request);
      return signedIn(context, request, await signInByPassword(context, request, body));
    },
  ),
  route(
    {
      method: 'delete',
      path: '/api/v1/session',
      operationId: 'signOut',
      summary: 'Sign out',
      tag,
      who: 'staff',
      restricted: true,
      answers: { 204: { description: 'The session is over.' } },
      problems: [403],
    },
    async ({ db, secure }, { request, session }) => {
      const carried = session && sessionTokenOf(request.get('cookie'));
      if (carried) await endSession(db.query, carried.token);
      return { status: 204, headers: { 'Set-Cookie': sessionCookie(secure) } };
    },
  ),
];
