// The routes of one's own account: how one gets in, and what one reads. Passkeys: passkey-routes.ts.
import { z } from 'zod';
import { type Route, routeFor } from '#shared/api/route.ts';
import type { Tx } from '#shared/db.ts';
import { RequestError } from '#shared/errors.ts';
import { findStaff } from '#shared/people.ts';
import { type PeopleChange, recordPeopleChange } from '#shared/people-audit.ts';
import { endSessionsOf, strengthenSession } from '#shared/sessions.ts';
import type { ConsoleContext } from '../console-context.ts';
import { findAccount, setProfile } from '../people/account-store.ts';
import { checkNewPassword } from '../sign-in/password-policy.ts';
import { putPassword } from '../sign-in/password-store.ts';
import { isAppCode, makeRecoveryCodes, offerApp } from '../sign-in/second-factor.ts';
import { confirmTotp, removeTotp } from '../sign-in/second-factor-store.ts';
import { checkPassword, countTryAt } from '../sign-in/sign-in.ts';
import { accountSchema, recoveryCodesSchema } from './account-answers.ts';
import { needFreshSession, needSession } from './own-session.ts';

const route = routeFor<ConsoleContext>();
const tag = 'account';

const noted = (
  { clock }: ConsoleContext,
  tx: Tx,
  staffId: string,
  what: PeopleChange,
): Promise<void> =>
  recordPeopleChange(tx.query, { at: clock.now(), by: staffId, about: staffId, what });

const ownAccount: Route<ConsoleContext>[] = [
  route(
    {
      method: 'get',
      path: '/api/v1/account',
      operationId: 'getAccount',
      summary: 'How you get in',
      tag,
      who: 'staff',
      restricted: true,
      answers: { 200: { description: 'Your account.', schema: accountSchema } },
    },
    async (context, { staff }) => ({ json: await findAccount(context, staff) }),
  ),
  route(
    {
      method: 'patch',
      path: '/api/v1/account',
      operationId: 'changeAccount',
      summary: 'Change what you are called and what you read',
      tag,
      who: 'staff',
      body: z.strictObject({
        name: z.string().trim().min(1).max(200).optional(),
        locale: z.enum(['en', 'de', 'es', 'fr']).optional().describe('the language you read'),
        languages: z
          .array(z.string().regex(/^[a-z]{2,3}$/, 'expected a language like "en"'))
          .max(20)
          .optional()
          .describe('languages you write to customers in'),
      }),
      answers: { 200: { description: 'Your account.', schema: accountSchema } },
      problems: [403],
    },
    async (context, { staff, body }) => {
      await context.db.transaction(async (tx) => {
        await setProfile(tx, staff.staffId, body);
        await noted(context, tx, staff.staffId, 'changed');
      });
      const now = await findStaff(context.db.query, staff.staffId);
      return { json: await findAccount(context, now ?? staff) };
    },
  ),
  route(
    {
      method: 'put',
      path: '/api/v1/account/password',
      operationId: 'changePassword',
      summary: 'Change your password; your other sessions end',
      tag,
      who: 'staff',
      body: z.strictObject({
        current: z.string().min(1).max(1000).describe('the password of now'),
        password: z.string().min(1).max(1000).describe('the new one'),
      }),
      answers: { 204: { description: 'It is changed.' } },
      problems: [403, 422, 429],
    },
    async (context, { staff, body, request, session }) => {
      const { sessionId } = needSession(session);
      const { staffId, email } = staff;
      await checkPassword(context, request, { email, password: body.current });
      checkNewPassword(body.password, staff);
      const phc = await context.passwords.hash(body.password);
      await context.db.transaction(async (tx) => {
        await putPassword(tx, staffId, phc, context.clock.now(), sessionId);
        await noted(context, tx, staffId, 'password_set');
      });
      return { status: 204 };
    },
  ),
];

const secondFactor: Route<ConsoleContext>[] = [
  route(
    {
      method: 'post',
      path: '/api/v1/account/app',
      operationId: 'offerApp',
      summary: 'Begin to set up an authenticator app',
      tag,
      who: 'staff',
      restricted: true,
      answers: {
        200: {
          description: 'To be shown once; nothing is asked of it until a code confirmed it.',
          schema: z.strictObject({
            secret: z.string().describe('base32, for typing'),
            uri: z.string().describe('otpauth://, for a square code'),
          }),
        },
      },
      problems: [403, 409],
    },
    async (context, { staff, session }) => {
      needFreshSession(session, context.clock);
      return { json: await offerApp(context, staff) };
    },
  ),
  route(
    {
      method: 'post',
      path: '/api/v1/account/app/confirm',
      operationId: 'confirmApp',
      summary: 'Confirm the app by a code of it; from then on a code is asked for',
      tag,
      who: 'staff',
      restricted: true,
      body: z.strictObject({ code: z.string().min(6).max(40) }),
      answers: {
        200: { description: 'Recovery codes, shown this once.', schema: recoveryCodesSchema },
      },
      problems: [403, 422, 429],
    },
    async (context, { staff, session, body, request }) => {
      const { sessionId } = needFreshSession(session, context.clock);
      const { staffId } = staff;
      const tries = await countTryAt(context, request, `second factor ${staffId}`);
      if (!(await isAppCode(context, staffId, body.code, { confirmed: false })))
        throw new RequestError(
          422,
          'wrong_code',
          'The code is not right: is the clock of the phone?',
        );
      await tries.forget();
      const codes = await context.db.transaction(async (tx) => {
        await confirmTotp(tx, staffId, context.clock.now());
        await strengthenSession(tx.query, sessionId);
        await endSessionsOf(tx.query, staffId, sessionId);
        await noted(context, tx, staffId, 'second_factor_added');
        return makeRecoveryCodes(context, tx, staffId);
      });
      return { json: { codes } };
    },
  ),
  route(
    {
      method: 'delete',
      path: '/api/v1/account/app',
      operationId: 'removeApp',
      summary: 'Remove the authenticator app and its recovery codes',
      tag,
      who: 'staff',
      answers: { 204: { description: 'It is removed.' } },
      problems: [403],
    },
    async (context, { staff, session }) => {
      needFreshSession(session, context.clock);
      await context.db.transaction(async (tx) => {
        if (await removeTotp(tx, staff.staffId))
          await noted(context, tx, staff.staffId, 'second_factor_removed');
      });
      return { status: 204 };
    },
  ),
  route(
    {
      method: 'post',
      path: '/api/v1/account/recovery-codes',
      operationId: 'makeRecoveryCodes',
      summary: 'Make new recovery codes; those of before end',
      tag,
      who: 'staff',
      answers: { 200: { description: 'Shown this once.', schema: recoveryCodesSchema } },
      problems: [403, 409],
    },
    async (context, { staff, session }) => {
      needFreshSession(session, context.clock);
      const { app } = await findAccount(context, staff);
      if (!app) throw new RequestError(409, 'no_app', 'Set up an authenticator app first.');
      const codes = await context.db.transaction(async (tx) => {
        await noted(context, tx, staff.staffId, 'recovery_codes_made');
        return makeRecoveryCodes(context, tx, staff.staffId);
      });
      return { json: { codes } };
    },
  ),
];

/** Routes of one's own account. */
export const accountRoutes: Route<ConsoleContext>[] = [...ownAccount, ...secondFactor];
