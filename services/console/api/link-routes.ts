// The public routes of getting in: what ways there are, links of invitations and resets. What happens: ../sign-in/links.ts.
import { z } from 'zod';
import { type Route, routeFor } from '#shared/api/route.ts';
import { refuseCrossSite } from '#shared/authenticate.ts';
import { findStaff } from '#shared/people.ts';
import type { ConsoleContext } from '../console-context.ts';
import { findLink } from '../sign-in/link-store.ts';
import { acceptLink, askForReset, badLink } from '../sign-in/links.ts';
import { PASSWORD_CHARS_MIN } from '../sign-in/password-policy.ts';
import { time } from './session-answers.ts';
import { signedInAnswer, signedInAnswers } from './sign-in-answers.ts';

const route = routeFor<ConsoleContext>();
const tag = 'session';
const token = z.string().min(1).max(100).describe('what stands behind the # of the link');
const privately = { 'Cache-Control': 'private, no-store' };

/** Routes of links. */
export const linkRoutes: Route<ConsoleContext>[] = [
  route(
    {
      method: 'get',
      path: '/api/v1/sign-in',
      operationId: 'getWaysIn',
      summary: 'By which ways one can sign in here',
      tag,
      who: 'public',
      answers: {
        200: {
          description: 'The ways.',
          schema: z.strictObject({
            organisation: z.string(),
            passwordCharsMin: z.int(),
            passkeys: z.boolean().describe('they can be used at this address'),
            provider: z
              .strictObject({ name: z.string() })
              .nullable()
              .describe('an OpenID provider, at GET /api/v1/session/provider'),
          }),
        },
      },
    },
    async ({ policy, passkeys, provider }) => ({
      json: {
        organisation: policy.organisation,
        passwordCharsMin: PASSWORD_CHARS_MIN,
        passkeys: passkeys !== undefined,
        provider: provider ? { name: provider.name } : null,
      },
    }),
  ),
  route(
    {
      method: 'post',
      path: '/api/v1/sign-in/link',
      operationId: 'readLink',
      summary: 'What a link of an invitation or a reset is for',
      tag,
      who: 'public',
      body: z.strictObject({ token }),
      answers: {
        200: {
          description: 'It is good.',
          schema: z.strictObject({
            kind: z.enum(['first_administrator', 'invitation', 'password_reset']),
            name: z.string().nullable(),
            email: z.string().nullable(),
            expiresAt: time,
          }),
        },
      },
      problems: [403, 422],
    },
    async ({ db, clock }, { body, request }) => {
      refuseCrossSite(request);
      const link = await findLink(db.query, body.token, clock.now());
      if (!link) throw badLink();
      const staff = link.staffId ? await findStaff(db.query, link.staffId) : undefined;
      const { kind, expiresAt } = link;
      const who = { name: staff?.name ?? null, email: staff?.email ?? null };
      return { json: { kind, ...who, expiresAt: expiresAt.toISOString() }, headers: privately };
    },
  ),
  route(
    {
      method: 'post',
      path: '/api/v1/sign-in/accept',
      operationId: 'acceptLink',
      summary: 'Choose a password by a link, and be signed in',
      tag,
      who: 'public',
      body: z.strictObject({
        token,
        password: z.string().min(1).max(1000),
        name: z.string().trim().min(1).max(200).optional().describe('the first administrator’s'),
        email: z.email().max(320).optional().describe('the first administrator’s'),
        locale: z.enum(['en', 'de', 'es', 'fr']).optional(),
      }),
      answers: signedInAnswers,
      problems: [403, 422, 429],
    },
    async (context, { body, request }) => {
      refuseCrossSite(request);
      return signedInAnswer(context, request, await acceptLink(context, request, body));
    },
  ),
  route(
    {
      method: 'post',
      path: '/api/v1/sign-in/reset',
      operationId: 'askForReset',
      summary: 'Have a link mailed by which a new password is chosen',
      description: 'The answer is the same whether somebody has the address or not.',
      tag,
      who: 'public',
      body: z.strictObject({ email: z.string().min(1).max(320) }),
      answers: { 202: { description: 'If somebody has this address, a mail is under way.' } },
      problems: [403, 429],
    },
    async (context, { body, request }) => {
      refuseCrossSite(request);
      await askForReset(context, request, body.email);
      return { status: 202 };
    },
  ),
];
