// The routes of passkeys: signing in by one, adding and removing one's own. Ceremonies: ../sign-in/passkeys.ts.
import { z } from 'zod';
import { type Route, routeFor } from '#shared/api/route.ts';
import { refuseCrossSite } from '#shared/authenticate.ts';
import { RequestError } from '#shared/errors.ts';
import { findStaff } from '#shared/people.ts';
import { recordPeopleChange } from '#shared/people-audit.ts';
import { strengthenSession } from '#shared/sessions.ts';
import type { ConsoleContext } from '../console-context.ts';
import { findAccount } from '../people/account-store.ts';
import { removePasskey } from '../sign-in/passkey-store.ts';
import { addPasskey, askForPasskey, checkPasskey, offerPasskey } from '../sign-in/passkeys.ts';
import { countTryFrom, finishSignIn, returnTryFrom } from '../sign-in/sign-in.ts';
import { accountSchema } from './account-answers.ts';
import { needFreshSession } from './own-session.ts';
import { signedInAnswer, signedInAnswers } from './sign-in-answers.ts';

const route = routeFor<ConsoleContext>();
const text = z.string().max(20_000);
// What the browser made, in the JSON of WebAuthn level 3; the library reads what it needs and checks it.
const credential = z.looseObject({
  id: z.string().min(1).max(2000),
  rawId: z.string().max(2000),
  type: z.literal('public-key'),
  response: z.looseObject({ clientDataJSON: text }),
  clientExtensionResults: z.looseObject({}).default({}),
});
const step = z.strictObject({
  token: z.string().max(100).describe('to be sent back with what the browser made'),
  options: z.looseObject({}).describe('for navigator.credentials (WebAuthn level 3, JSON)'),
});
const token = z.string().min(1).max(100);

/** Routes of passkeys. */
export const passkeyRoutes: Route<ConsoleContext>[] = [
  route(
    {
      method: 'post',
      path: '/api/v1/session/passkey/options',
      operationId: 'askForPasskey',
      summary: 'Begin to sign in by a passkey',
      tag: 'session',
      who: 'public',
      answers: { 200: { description: 'For the browser.', schema: step } },
      problems: [403, 409, 429],
    },
    async (context, { request }) => {
      refuseCrossSite(request);
      await countTryFrom(context, request);
      return { json: await askForPasskey(context), headers: { 'Cache-Control': 'no-store' } };
    },
  ),
  route(
    {
      method: 'post',
      path: '/api/v1/session/passkey',
      operationId: 'signInByPasskey',
      summary: 'Sign in by a passkey',
      tag: 'session',
      who: 'public',
      body: z.strictObject({ token, response: credential }),
      answers: { 200: signedInAnswers[200] },
      problems: [401, 403, 409],
    },
    async (context, { body, request }) => {
      refuseCrossSite(request);
      const staffId = await checkPasskey(context, body);
      await returnTryFrom(context, request);
      const signedIn = await context.db.transaction(async (tx) => {
        const staff = await findStaff(tx.query, staffId);
        if (!staff?.active) throw new RequestError(401, 'passkey_refused', 'Sign in again.');
        return finishSignIn(context, tx, request, { staffId, way: 'passkey' });
      });
      return signedInAnswer(context, request, signedIn);
    },
  ),
  route(
    {
      method: 'post',
      path: '/api/v1/account/passkeys/options',
      operationId: 'offerPasskey',
      summary: 'Begin to add a passkey',
      tag: 'account',
      who: 'staff',
      restricted: true,
      answers: { 200: { description: 'For the browser.', schema: step } },
      problems: [403, 409],
    },
    async (context, { staff, session }) => {
      needFreshSession(session, context.clock);
      return { json: await offerPasskey(context, staff) };
    },
  ),
  route(
    {
      method: 'post',
      path: '/api/v1/account/passkeys',
      operationId: 'addPasskey',
      summary: 'Add a passkey that the browser made',
      tag: 'account',
      who: 'staff',
      restricted: true,
      body: z.strictObject({
        token,
        response: credential,
        label: z.string().trim().min(1).max(100).describe('what you call it'),
      }),
      answers: { 201: { description: 'Your account.', schema: accountSchema } },
      problems: [403, 409],
    },
    async (context, { staff, session, body }) => {
      const { db, clock } = context;
      const { sessionId } = needFreshSession(session, clock);
      await addPasskey(context, staff, body);
      await strengthenSession(db.query, sessionId);
      const { staffId } = staff;
      const details = { label: body.label };
      const entry = { at: clock.now(), by: staffId, about: staffId, details };
      await recordPeopleChange(db.query, { ...entry, what: 'passkey_added' });
      return { status: 201, json: await findAccount(context, staff) };
    },
  ),
  route(
    {
      method: 'delete',
      path: '/api/v1/account/passkeys/{passkeyId}',
      operationId: 'removePasskey',
      summary: 'Remove a passkey',
      tag: 'account',
      who: 'staff',
      params: z.strictObject({
        // A credential id has at most 1,023 bytes (WebAuthn 2, 4.1).
        passkeyId: z.string().regex(/^[\w-]{1,1364}$/, 'expected the id of a passkey'),
      }),
      answers: { 200: { description: 'Your account.', schema: accountSchema } },
      problems: [403, 404],
    },
    async (context, { staff, session, params }) => {
      const { db, clock } = context;
      needFreshSession(session, clock);
      const { staffId } = staff;
      if (!(await removePasskey(db.query, staffId, params.passkeyId)))
        throw new RequestError(404, 'not_found', 'You have no such passkey.');
      const entry = { at: clock.now(), by: staffId, about: staffId };
      await recordPeopleChange(db.query, { ...entry, what: 'passkey_removed' });
      return { json: await findAccount(context, staff) };
    },
  ),
];
