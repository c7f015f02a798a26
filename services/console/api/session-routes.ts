// The routes of the session of a browser: who am I, sign in, sign out. How signing in works: ../sign-in.
import { z } from 'zod';
import { type Route, routeFor } from '#shared/api/route.ts';
import { refuseCrossSite } from '#shared/authenticate.ts';
import { RequestError } from '#shared/errors.ts';
import {
  confirmSession,
  csrfTokenOf,
  endSession,
  sessionCookie,
  sessionTokenOf,
} from '#shared/sessions.ts';
import type { ConsoleContext } from '../console-context.ts';
import { isSecondFactor } from '../sign-in/second-factor.ts';
import {
  checkPassword,
  countTryAt,
  signInByPassword,
  signInBySecondFactor,
} from '../sign-in/sign-in.ts';
import { needSession } from './own-session.ts';
import { sessionAnswer, sessionSchema } from './session-answers.ts';
import { signedInAnswer, signedInAnswers } from './sign-in-answers.ts';

const route = routeFor<ConsoleContext>();
const tag = 'session';

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
      answers: signedInAnswers,
      problems: [401, 403, 429],
    },
    async (context, { body, request }) => {
      refuseCrossSite(request);
      const signedIn = await signInByPassword(context, request, body);
      return signedInAnswer(context, request, signedIn);
    },
  ),
  route(
    {
      method: 'post',
      path: '/api/v1/session/second-factor',
      operationId: 'signInBySecondFactor',
      summary: 'Take the second step of signing in',
      tag,
      who: 'public',
      body: z.strictObject({
        token: z.string().min(1).max(100).describe('as the first step said it'),
        code: z.string().min(6).max(40).describe('of the authenticator app, or a recovery code'),
      }),
      answers: { 200: signedInAnswers[200] },
      problems: [401, 403, 429],
    },
    async (context, { body, request }) => {
      refuseCrossSite(request);
      const signedIn = await signInBySecondFactor(context, request, body);
      return signedInAnswer(context, request, signedIn);
    },
  ),
  route(
    {
      method: 'post',
      path: '/api/v1/session/confirm',
      operationId: 'confirmSession',
      summary: 'Show again who you are, before you change how you get in',
      tag,
      who: 'staff',
      restricted: true,
      body: z.union([
        z.strictObject({ password: z.string().min(1).max(1000) }),
        z.strictObject({ code: z.string().min(6).max(40) }),
      ]),
      answers: { 204: { description: 'Good for a quarter of an hour.' } },
      problems: [403, 429],
    },
    async (context, { body, request, staff, session: given }) => {
      const { sessionId } = needSession(given);
      if ('password' in body) {
        await checkPassword(context, request, { email: staff.email, password: body.password });
      } else {
        const tries = await countTryAt(context, request, `second factor ${staff.staffId}`);
        if (!(await isSecondFactor(context, staff.staffId, body.code)))
          throw new RequestError(401, 'wrong_code', 'The code is not right, or was used before.');
        await tries.forget();
      }
      await confirmSession(context.db.query, sessionId, context.clock.now());
      return { status: 204 };
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
