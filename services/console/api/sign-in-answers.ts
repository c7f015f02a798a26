// What signing in answers with, whichever way was taken: a session and its cookie, or the step that comes next.
import type { Request } from 'express';
import { z } from 'zod';
import type { Answer, AnswerDescription } from '#shared/api/route.ts';
import { RequestError } from '#shared/errors.ts';
import { endSession, findSession, sessionCookie, sessionTokenOf } from '#shared/sessions.ts';
import type { ConsoleContext } from '../console-context.ts';
import type { SignedIn } from '../sign-in/sign-in.ts';
import { sessionAnswer, sessionSchema, time } from './session-answers.ts';

const nextStep = z
  .strictObject({
    secondFactor: z.strictObject({
      token: z.string().describe('to be sent with the code'),
      expiresAt: time,
    }),
  })
  .meta({ id: 'SignInStep', description: 'What is asked for before one is signed in.' });

/** The answers of routes that sign in. */
export const signedInAnswers: Record<200 | 202, AnswerDescription> = {
  200: {
    description: 'Signed in.',
    schema: sessionSchema,
    headers: { 'Set-Cookie': 'the session' },
  },
  202: {
    description: 'The password is right; a code is asked for: POST /api/v1/session/second-factor.',
    schema: nextStep,
  },
};

/**
 * Hands out a session that was just made, and ends the one that the browser had: whatever it carried before, it is known by a
 * fresh token now (S25).
 */
export async function signedInAnswer(
  context: ConsoleContext,
  request: Request,
  signedIn: SignedIn,
): Promise<Answer> {
  const { db, clock, secure } = context;
  const before = sessionTokenOf(request.get('cookie'));
  if (before) await endSession(db.query, before.token);
  if ('secondFactor' in signedIn) {
    const { token, expiresAt } = signedIn.secondFactor;
    return {
      status: 202,
      json: { secondFactor: { token, expiresAt: expiresAt.toISOString() } },
      headers: { 'Cache-Control': 'private, no-store' },
    };
  }
  const made = signedIn.session;
  const found = await findSession(db.query, { token: made.token, secure }, clock.now());
  // Let go, or given another role, in this very moment.
  if (!found) throw new RequestError(401, 'sign_in_again', 'Sign in again.');
  const session = { ...found.session, csrfToken: made.csrfToken };
  return {
    json: sessionAnswer(found.staff, session),
    headers: { 'Set-Cookie': sessionCookie(secure, made), 'Cache-Control': 'private, no-store' },
  };
}
