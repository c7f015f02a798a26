// The routes of API tokens: one's own, and all of them for administrators. What they are: shared/people.ts.
import { z } from 'zod';
import { type Route, routeFor } from '#shared/api/route.ts';
import { RequestError } from '#shared/errors.ts';
import { isUuid } from '#shared/ids.ts';
import { type ApiToken, createApiToken, listApiTokens, revokeApiToken } from '#shared/people.ts';
import { recordPeopleChange } from '#shared/people-audit.ts';
import type { ConsoleContext } from '../console-context.ts';
import { tokenSchema } from './account-answers.ts';
import { needFreshSession, needSession } from './own-session.ts';

const route = routeFor<ConsoleContext>();
const tag = 'account';
const DAY_MS = 86_400_000;
const TOKENS_MAX = 20;

const list = z.strictObject({ tokens: z.array(tokenSchema) });
const tokenParams = z.strictObject({ tokenId: z.string().max(100) });

const shown = (token: ApiToken): z.input<typeof tokenSchema> => ({
  ...token,
  createdAt: token.createdAt.toISOString(),
  expiresAt: token.expiresAt?.toISOString() ?? null,
});

async function revoke(
  { db, clock }: ConsoleContext,
  by: string,
  tokenId: string,
  owner?: string,
): Promise<void> {
  const now = clock.now();
  const all = isUuid(tokenId) ? await listApiTokens(db.query, now) : [];
  const token = all.find((each) => each.tokenId === tokenId && (!owner || each.staffId === owner));
  if (!token) throw new RequestError(404, 'not_found', 'There is no such good token.');
  await db.transaction(async (tx) => {
    await revokeApiToken(tx, tokenId, now);
    const details = { label: token.label };
    const entry = { at: now, by, about: token.staffId, what: 'token_revoked' as const, details };
    await recordPeopleChange(tx.query, entry);
  });
}

/** Routes of API tokens. */
export const tokenRoutes: Route<ConsoleContext>[] = [
  route(
    {
      method: 'get',
      path: '/api/v1/account/tokens',
      operationId: 'listOwnTokens',
      summary: 'Your API tokens that are good',
      tag,
      who: 'staff',
      answers: { 200: { description: 'Without their texts.', schema: list } },
    },
    async ({ db, clock }, { staff }) => {
      const all = await listApiTokens(db.query, clock.now());
      const own = all.filter(({ staffId }) => staffId === staff.staffId);
      return { json: { tokens: own.map(shown) } };
    },
  ),
  route(
    {
      method: 'post',
      path: '/api/v1/account/tokens',
      operationId: 'makeOwnToken',
      summary: 'Make an API token for a program that acts for you',
      tag,
      who: 'staff',
      body: z.strictObject({
        label: z.string().trim().min(1).max(100).describe('what it is for'),
        days: z.int().min(1).max(3650).describe('how long it is good'),
      }),
      answers: {
        201: {
          description: 'The text is shown this once.',
          schema: z.strictObject({ token: z.string(), made: tokenSchema }),
        },
      },
      problems: [403, 409],
    },
    async ({ db, clock }, { staff, body, session }) => {
      needFreshSession(session, clock);
      const now = clock.now();
      const { staffId, email } = staff;
      const { label, days } = body;
      const all = await listApiTokens(db.query, now);
      if (all.filter((each) => each.staffId === staffId).length >= TOKENS_MAX)
        throw new RequestError(409, 'too_many_tokens', `You have ${TOKENS_MAX}: revoke one first.`);
      const expiresAt = new Date(now.getTime() + days * DAY_MS);
      const { tokenId, token } = await db.transaction(async (tx) => {
        const details = { label, days };
        const entry = { at: now, by: staffId, about: staffId, what: 'token_made' as const };
        await recordPeopleChange(tx.query, { ...entry, details });
        return createApiToken(tx, staffId, label, expiresAt);
      });
      const made = shown({ tokenId, staffId, email, label, createdAt: now, expiresAt });
      return { status: 201, json: { token, made } };
    },
  ),
  route(
    {
      method: 'delete',
      path: '/api/v1/account/tokens/{tokenId}',
      operationId: 'revokeOwnToken',
      summary: 'End one of your API tokens at once',
      tag,
      who: 'staff',
      params: tokenParams,
      answers: { 204: { description: 'It is over.' } },
      problems: [403, 404],
    },
    async (context, { staff, params, session }) => {
      needSession(session);
      await revoke(context, staff.staffId, params.tokenId, staff.staffId);
      return { status: 204 };
    },
  ),
  route(
    {
      method: 'get',
      path: '/api/v1/staff/tokens',
      operationId: 'listTokens',
      summary: 'All API tokens that are good',
      tag: 'staff',
      who: ['admin', 'auditor'],
      answers: { 200: { description: 'Without their texts.', schema: list } },
    },
    async ({ db, clock }) => {
      const all = await listApiTokens(db.query, clock.now());
      return { json: { tokens: all.map(shown) } };
    },
  ),
  route(
    {
      method: 'delete',
      path: '/api/v1/staff/tokens/{tokenId}',
      operationId: 'revokeToken',
      summary: 'End anybody’s API token at once',
      tag: 'staff',
      who: ['admin'],
      params: tokenParams,
      answers: { 204: { description: 'It is over.' } },
      problems: [404],
    },
    async (context, { staff, params }) => {
      await revoke(context, staff.staffId, params.tokenId);
      return { status: 204 };
    },
  ),
];
