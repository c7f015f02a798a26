// The routes of signing in by a provider: out to it, and back. What is checked: ../sign-in/provider.ts.
import { z } from 'zod';
import { type Answer, type Route, routeFor } from '#shared/api/route.ts';
import { errorText } from '#shared/errors.ts';
import { findStaff } from '#shared/people.ts';
import { endSession, sessionCookie, sessionTokenOf } from '#shared/sessions.ts';
import type { ConsoleContext } from '../console-context.ts';
import { returnPath } from '../domain/return-path.ts';
import { countTryFrom, finishSignIn, returnTryFrom } from '../sign-in/sign-in.ts';
import { keepStep, takeStep } from '../sign-in/step-store.ts';

const route = routeFor<ConsoleContext>();
const tag = 'session';
const MINUTES = 10;

// Whoever comes back must be the browser that left: its step is known by a cookie.
const stepCookieName = (secure: boolean): string =>
  secure ? '__Host-redress_step' : 'redress_step';
const stepCookie = (secure: boolean, token: string): string =>
  `${stepCookieName(secure)}=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${token ? MINUTES * 60 : 0}${secure ? '; Secure' : ''}`;

function stepToken(cookies: string | undefined, secure: boolean): string {
  const start = `${stepCookieName(secure)}=`;
  const pair = (cookies ?? '')
    .slice(0, 16_384)
    .split(';')
    .map((each) => each.trim());
  return pair.find((each) => each.startsWith(start))?.slice(start.length) ?? '';
}

/** Back to the page of signing in, with a word that it explains. */
const failed = (why: 'provider_away' | 'provider_refused' | 'provider_unknown'): Answer => ({
  status: 303,
  headers: { Location: `/console/sign-in?problem=${why}`, 'Cache-Control': 'no-store' },
});

const answers = {
  303: { description: 'On to the provider or the console.', headers: { Location: 'where to' } },
};

/** Routes of the provider. */
export const providerRoutes: Route<ConsoleContext>[] = [
  route(
    {
      method: 'get',
      path: '/api/v1/session/provider',
      operationId: 'goToProvider',
      summary: 'Go to the OpenID provider to sign in',
      tag,
      who: 'public',
      query: z.strictObject({
        to: z.string().max(2000).optional().describe('a path of the console to come back to'),
      }),
      answers,
      problems: [429],
    },
    async (context, { query, request }) => {
      const { db, clock, provider, secure, log } = context;
      if (!provider) return failed('provider_away');
      await countTryFrom(context, request);
      try {
        const { url, step } = await provider.begin();
        const data = { ...step, to: returnPath(query.to) };
        const now = clock.now();
        const token = await keepStep(db.query, { kind: 'provider', data, minutes: MINUTES, now });
        const headers = { Location: url, 'Set-Cookie': stepCookie(secure, token) };
        return { status: 303, headers: { ...headers, 'Cache-Control': 'no-store' } };
      } catch (error) {
        log.warn({ reason: errorText(error) }, 'the OpenID provider did not answer');
        return failed('provider_away');
      }
    },
  ),
  route(
    {
      method: 'get',
      path: '/api/v1/session/provider/callback',
      operationId: 'comeFromProvider',
      summary: 'Where the OpenID provider sends a browser back to',
      tag,
      who: 'public',
      // The parameters are the provider's (RFC 6749 §4.1.2, RFC 9207).
      query: z.looseObject({}),
      answers,
    },
    async (context, { request }) => {
      const { db, clock, provider, secure, log } = context;
      const token = stepToken(request.get('cookie'), secure);
      const step = token && (await takeStep(db.query, 'provider', token, clock.now()));
      if (!provider || !step) return failed('provider_refused');
      const { state = '', nonce = '', verifier = '', to } = step.data;
      let email: string | undefined;
      try {
        const asked = new URL(request.originalUrl, 'http://redress.invalid').search;
        email = await provider.finish(asked, { state, nonce, verifier });
      } catch (error) {
        log.info({ reason: errorText(error) }, 'signing in by the provider was not accepted');
        return failed('provider_refused');
      }
      const staff = email ? await findStaff(db.query, email) : undefined;
      if (!staff?.active || staff.email !== email?.toLowerCase()) return failed('provider_unknown');
      const { staffId } = staff;
      const signedIn = await db.transaction((tx) =>
        finishSignIn(context, tx, request, { staffId, way: 'provider' }),
      );
      if (!('session' in signedIn)) return failed('provider_refused');
      await returnTryFrom(context, request);
      const before = sessionTokenOf(request.get('cookie'));
      if (before) await endSession(db.query, before.token);
      const headers = {
        Location: returnPath(to),
        'Set-Cookie': sessionCookie(secure, signedIn.session),
        'Cache-Control': 'no-store',
      };
      return { status: 303, headers };
    },
  ),
];
