// The routes of where one is signed in. What a session is: shared/sessions.ts.
import { z } from 'zod';
import { type Route, routeFor } from '#shared/api/route.ts';
import { RequestError } from '#shared/errors.ts';
import { isUuid } from '#shared/ids.ts';
import {
  endSessionById,
  endSessionsOf,
  listSessions,
  type Session,
  signInWays,
} from '#shared/sessions.ts';
import type { ConsoleContext } from '../console-context.ts';
import { needSession } from './own-session.ts';
import { time } from './session-answers.ts';

const route = routeFor<ConsoleContext>();
const tag = 'account';

const sessionSchema = z
  .strictObject({
    sessionId: z.string(),
    current: z.boolean().describe('the one that asks'),
    createdAt: time,
    lastSeenAt: time,
    expiresAt: time,
    way: z.enum(signInWays),
    secondFactor: z.boolean(),
    userAgent: z.string(),
    address: z.string(),
  })
  .meta({ id: 'OwnSession' });

const shownSession = (each: Session, current: string | undefined) => ({
  sessionId: each.sessionId,
  current: each.sessionId === current,
  createdAt: each.createdAt.toISOString(),
  lastSeenAt: each.lastSeenAt.toISOString(),
  expiresAt: each.expiresAt.toISOString(),
  way: each.way,
  secondFactor: each.secondFactor,
  userAgent: each.userAgent,
  address: each.address,
});

/** Routes of one's own sessions. */
export const ownSessionRoutes: Route<ConsoleContext>[] = [
  route(
    {
      method: 'get',
      path: '/api/v1/account/sessions',
      operationId: 'listOwnSessions',
      summary: 'Where you are signed in',
      tag,
      who: 'staff',
      answers: {
        200: {
          description: 'The one used last first.',
          schema: z.strictObject({ sessions: z.array(sessionSchema) }),
        },
      },
    },
    async ({ db, clock }, { staff, session }) => {
      const all = await listSessions(db.query, staff.staffId, clock.now());
      return { json: { sessions: all.map((each) => shownSession(each, session?.sessionId)) } };
    },
  ),
  route(
    {
      method: 'delete',
      path: '/api/v1/account/sessions',
      operationId: 'endOtherSessions',
      summary: 'Sign out everywhere else',
      tag,
      who: 'staff',
      answers: { 204: { description: 'Only this session is left.' } },
      problems: [403],
    },
    async ({ db }, { staff, session }) => {
      await endSessionsOf(db.query, staff.staffId, needSession(session).sessionId);
      return { status: 204 };
    },
  ),
  route(
    {
      method: 'delete',
      path: '/api/v1/account/sessions/{sessionId}',
      operationId: 'endOwnSession',
      summary: 'Sign out somewhere',
      tag,
      who: 'staff',
      params: z.strictObject({ sessionId: z.string().max(100) }),
      answers: { 204: { description: 'It is over.' } },
      problems: [403, 404],
    },
    async ({ db }, { staff, params, session }) => {
      needSession(session);
      const { sessionId } = params;
      if (!isUuid(sessionId) || !(await endSessionById(db.query, staff.staffId, sessionId)))
        throw new RequestError(404, 'not_found', 'You have no such session.');
      return { status: 204 };
    },
  ),
];
