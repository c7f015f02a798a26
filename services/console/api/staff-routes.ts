// The routes of staff for administrators and auditors. What is changed and how: ../people. The directory for all is in
// directory-routes.ts; when somebody is away is set at the cases, whose work moves with it.
import { z } from 'zod';
import { limitParameter, type Route, routeFor } from '#shared/api/route.ts';
import { RequestError } from '#shared/errors.ts';
import { roleSchema } from '#shared/people.ts';
import type { ConsoleContext } from '../console-context.ts';
import {
  changeStaff,
  invitationSchema,
  inviteAgain,
  inviteStaff,
  signOutStaff,
  staffChangeSchema,
} from '../people/staff-changes.ts';
import {
  findStaffAccount,
  listAccounts,
  listAudit,
  type StaffAccount,
} from '../people/staff-store.ts';
import { time } from './session-answers.ts';

const route = routeFor<ConsoleContext>();
const tag = 'staff';
const away = z.strictObject({ from: time, until: time, deputy: z.string().nullable() }).nullable();

const accountSchema = z
  .strictObject({
    staffId: z.string(),
    name: z.string(),
    role: roleSchema,
    team: z.string().nullable(),
    languages: z.array(z.string()),
    responderFor: z.array(z.string()),
    away,
    email: z.string(),
    locale: z.string(),
    active: z.boolean(),
    skills: z.array(z.string()),
    reportsTo: z.string().nullable().describe('the id of whom they report to'),
    shift: z.record(z.string(), z.array(z.string())).nullable().describe('hours by weekday'),
    calendar: z.string().nullable(),
    version: z.int().describe('rises with each change, and is the ETag'),
    password: z.boolean().describe('they have chosen one'),
    app: z.boolean().describe('an authenticator app is asked for'),
    passkeys: z.int(),
    sessions: z.int().describe('how many are open'),
    lastSeenAt: time.nullable(),
    invitedUntil: time
      .nullable()
      .describe('an invitation that was not used yet is good until then'),
  })
  .meta({ id: 'StaffAccount', description: 'A member of staff as administrators see them.' });

const shown = ({ away: absent, ...account }: StaffAccount): z.input<typeof accountSchema> => ({
  ...account,
  away: absent && {
    from: absent.from.toISOString(),
    until: absent.until.toISOString(),
    deputy: absent.deputy,
  },
  lastSeenAt: account.lastSeenAt?.toISOString() ?? null,
  invitedUntil: account.invitedUntil?.toISOString() ?? null,
});

const answerOf = (account: StaffAccount, status = 200) => ({
  status,
  json: shown(account),
  headers: { ETag: `"${account.version}"` },
});

const params = z.strictObject({ staffId: z.string().min(1).max(100) });
const one = {
  description: 'As they are now.',
  schema: accountSchema,
  headers: { ETag: 'Their version: send it back as If-Match with a change.' },
};
const ifMatch = z
  .string()
  .regex(/^(\*|"\d{1,9}")$/, 'give back the ETag, like "12"')
  .optional()
  .describe('the ETag as you read it: when it changed since, nothing happens and you hear 412');

const reading: Route<ConsoleContext>[] = [
  route(
    {
      method: 'get',
      path: '/api/v1/staff/accounts',
      operationId: 'listStaffAccounts',
      summary: 'All staff, active or not, and how they get in',
      tag,
      who: ['admin', 'auditor'],
      answers: {
        200: {
          description: 'The active ones first, by name.',
          schema: z.strictObject({ staff: z.array(accountSchema) }),
        },
      },
    },
    async ({ db, clock }) => {
      const all = await listAccounts(db.query, clock.now());
      return { json: { staff: all.map(shown) } };
    },
  ),
  route(
    {
      method: 'get',
      path: '/api/v1/staff/accounts/{staffId}',
      operationId: 'getStaffAccount',
      summary: 'A member of staff',
      tag,
      who: ['admin', 'auditor'],
      params,
      answers: { 200: one },
      problems: [404],
    },
    async ({ db, clock }, { params: { staffId } }) => {
      const account = await findStaffAccount(db.query, staffId, clock.now());
      if (!account) throw new RequestError(404, 'not_found', 'There is no such member of staff.');
      return answerOf(account);
    },
  ),
  route(
    {
      method: 'get',
      path: '/api/v1/staff/audit',
      operationId: 'listStaffAudit',
      summary: 'Who changed what about whom, newest first',
      tag,
      who: ['admin', 'auditor'],
      query: z.strictObject({
        about: z.string().max(100).optional().describe('the id of a member of staff'),
        before: z.int().min(1).optional().describe('what "next" of the page before said'),
        limit: limitParameter,
      }),
      answers: {
        200: {
          description: 'A page.',
          schema: z.strictObject({
            entries: z.array(
              z
                .strictObject({
                  entryId: z.int(),
                  at: time,
                  by: z.string().nullable().describe('null: the command line, or the program'),
                  byName: z.string().nullable(),
                  about: z.string().nullable(),
                  aboutName: z.string().nullable(),
                  what: z.string(),
                  details: z.record(z.string(), z.unknown()),
                })
                .meta({ id: 'StaffAuditEntry' }),
            ),
            next: z.int().optional().describe('absent on the last page'),
          }),
        },
      },
    },
    async ({ db }, { query: { about, before, limit } }) => {
      const entries = await listAudit(db.query, { about, before, limit: limit + 1 });
      const page = entries.slice(0, limit);
      const last = page.at(-1);
      return {
        json: {
          entries: page.map((entry) => ({ ...entry, at: entry.at.toISOString() })),
          ...(entries.length > limit && last ? { next: last.entryId } : {}),
        },
      };
    },
  ),
];

const changing: Route<ConsoleContext>[] = [
  route(
    {
      method: 'post',
      path: '/api/v1/staff/accounts',
      operationId: 'inviteStaff',
      summary: 'Invite somebody',
      description:
        'They are in the directory at once, and get in by the link that is mailed to them.',
      tag,
      who: ['admin'],
      body: invitationSchema,
      answers: { 201: { ...one, description: 'Invited.' } },
      problems: [409],
    },
    async (context, { staff, body }) => answerOf(await inviteStaff(context, staff, body), 201),
  ),
  route(
    {
      method: 'patch',
      path: '/api/v1/staff/accounts/{staffId}',
      operationId: 'changeStaff',
      summary: 'Change somebody: role, team, work, grants, access',
      description:
        'What is absent stays, null takes away. A new role and the loss of access end all sessions. Nobody changes their own role.',
      tag,
      who: ['admin'],
      params,
      headers: z.object({ 'if-match': ifMatch }),
      body: staffChangeSchema,
      answers: { 200: one },
      problems: [404, 409, 412, 422],
    },
    async (context, { staff, params: { staffId }, body, headers }) => {
      const ifVersion = /\d+/.exec(headers['if-match'] ?? '')?.[0];
      const change = {
        staffId,
        change: body,
        ifVersion: ifVersion === undefined ? undefined : Number(ifVersion),
      };
      return answerOf(await changeStaff(context, staff, change));
    },
  ),
  route(
    {
      method: 'post',
      path: '/api/v1/staff/accounts/{staffId}/invitation',
      operationId: 'inviteStaffAgain',
      summary: 'Mail another link; the one before ends',
      tag,
      who: ['admin'],
      params,
      answers: { 200: one },
      problems: [404, 409],
    },
    async (context, { staff, params: { staffId } }) =>
      answerOf(await inviteAgain(context, staff, staffId)),
  ),
  route(
    {
      method: 'post',
      path: '/api/v1/staff/accounts/{staffId}/sign-out',
      operationId: 'signOutStaff',
      summary: 'End the sessions of somebody',
      tag,
      who: ['admin'],
      params,
      body: z.strictObject({
        factors: z
          .boolean()
          .default(false)
          .describe('remove their authenticator app and passkeys too, for whoever lost them'),
      }),
      answers: { 200: one },
      problems: [404],
    },
    async (context, { staff, params: { staffId }, body }) =>
      answerOf(await signOutStaff(context, staff, staffId, body)),
  ),
];

/** Routes of staff. */
export const staffRoutes: Route<ConsoleContext>[] = [...reading, ...changing];
