// The routes of accounts on platforms that administrators add in the console. Tokens come in and never go out.
import { z } from 'zod';
import { limitParameter, type Route, routeFor } from '#shared/api/route.ts';
import { RequestError } from '#shared/errors.ts';
import { xConnector } from '#shared/platforms/answering-accounts.ts';
import type { AccessToken, XLine } from '#shared/platforms/x-client.ts';
import { outcomeTexts, trialOutcomes } from '../domain/account-outcome.ts';
import {
  accountChangeSchema,
  accountTrialSchema,
  newAccountSchema,
  type SocialAccount,
  settingsOf,
} from './account.ts';
import {
  type AccountContext,
  addAccount,
  changeAccount,
  setAccountState,
} from './account-changes.ts';
import { accountChanges, listAccounts, listChanges } from './account-store.ts';
import { asTest, type TrialResult, testEntered, tryKept, tryToken } from './account-trial.ts';

/** What the routes need of the service. `filed`: the accounts of the configuration file. */
export type SocialContext = AccountContext & {
  filed: { name: string; userId: string; accessToken: AccessToken; line: XLine }[];
};

const route = routeFor<SocialContext>();
const tag = 'channels';
const time = z.iso.datetime();
const path = '/api/v1/channels/accounts';

const accountSchema = z
  .strictObject({
    accountId: z.string(),
    name: z.string().describe('the connector is x:<name>'),
    userId: z.string(),
    handle: z.string().nullable().describe('as X showed it when the account was looked up'),
    clientId: z.string().nullable().describe('with one, Redress renews the access token'),
    pollSeconds: z.int(),
    since: z.iso.date().nullable().describe('mentions of before this day are left alone'),
    state: z.enum(['active', 'paused', 'removed']),
    version: z.int().describe('rises with each change, and is the ETag'),
    createdAt: time,
    createdBy: z.string().describe('the id of a member of staff'),
    changedAt: time,
    changedBy: z.string(),
  })
  .meta({ id: 'SocialAccount', description: 'An account of the console, without its tokens.' });

const shown = (account: SocialAccount): z.input<typeof accountSchema> => ({
  ...settingsOf(account),
  ...{ accountId: account.accountId, handle: account.handle, state: account.state },
  ...{ version: account.version, createdBy: account.createdBy, changedBy: account.changedBy },
  createdAt: account.createdAt.toISOString(),
  changedAt: account.changedAt.toISOString(),
});

const answerOf = (account: SocialAccount, status = 200) => ({
  status,
  json: shown(account),
  headers: { ETag: `"${account.version}"` },
});

const trialSchema = z
  .strictObject({
    outcome: z.enum(trialOutcomes),
    text: z.string().describe('what was found, for a person'),
    advice: z.string().nullable().describe('what to do about it'),
    said: z.string().nullable().describe('what the platform itself said'),
    found: z
      .strictObject({ userId: z.string(), handle: z.string().nullable() })
      .nullable()
      .describe('whose the token is'),
    retryAt: time.nullable().describe('when a limit that is reached ends'),
  })
  .meta({ id: 'SocialTrial', description: 'What a test of an account found.' });

const trialAnswer = (result: TrialResult): { json: z.input<typeof trialSchema> } => ({
  json: {
    ...result,
    ...outcomeTexts[result.outcome],
    retryAt: result.retryAt?.toISOString() ?? null,
  },
});

const params = z.strictObject({ accountId: z.string().min(1).max(100) });
const one = {
  description: 'As it is now.',
  schema: accountSchema,
  headers: { ETag: 'Its version: send it back as If-Match with a change.' },
};
const ifMatch = z
  .string()
  .regex(/^(\*|"\d{1,9}")$/, 'give back the ETag, like "12"')
  .optional()
  .describe('the ETag as you read it: when it changed since, nothing happens and you hear 412');

const entrySchema = z
  .strictObject({
    entryId: z.int(),
    at: time,
    by: z.string(),
    byName: z.string().nullable(),
    accountId: z.string().nullable().describe('null: a test'),
    name: z.string().nullable(),
    what: z.enum(accountChanges),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'SocialAccountChange' });

const reading: Route<SocialContext>[] = [
  route(
    {
      ...{ method: 'get', path, operationId: 'listSocialAccounts', tag },
      summary: 'The accounts on platforms that were added in the console',
      description: 'That of the configuration file is among the channels alone.',
      who: ['admin'],
      answers: {
        200: {
          description: 'By name.',
          schema: z.strictObject({
            accounts: z.array(accountSchema),
            mayAdd: z.boolean().describe('one account is the most for now, the file’s included'),
          }),
        },
      },
    },
    async ({ db, configured }) => {
      const accounts = (await listAccounts(db.query)).map(shown);
      return { json: { accounts, mayAdd: !configured && accounts.length === 0 } };
    },
  ),
  route(
    {
      ...{ method: 'get', path: `${path}/record`, operationId: 'listSocialAccountChanges', tag },
      summary: 'Who changed what about accounts on platforms, newest first',
      who: ['admin', 'auditor'],
      query: z.strictObject({
        before: z.int().min(1).optional().describe('what "next" of the page before said'),
        limit: limitParameter,
      }),
      answers: {
        200: {
          description: 'A page.',
          schema: z.strictObject({
            entries: z.array(entrySchema),
            next: z.int().optional().describe('absent on the last page'),
          }),
        },
      },
    },
    async ({ db }, { query: { before, limit } }) => {
      const entries = await listChanges(db.query, { before, limit: limit + 1 });
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

const testing: Route<SocialContext>[] = [
  route(
    {
      ...{ method: 'post', path: `${path}/trial`, operationId: 'trySocialAccount', tag },
      summary: 'Test an account before it is saved',
      description:
        'Asks the platform whose the token is and what it permits; nothing is sent to anybody, nothing renewed, nothing kept but that it was tested. Twenty tests a person in ten minutes, one at a time.',
      who: ['admin'],
      body: accountTrialSchema,
      answers: { 200: { description: 'What was found.', schema: trialSchema } },
      problems: [409, 422, 429],
    },
    async (context, { staff, body }) => trialAnswer(await testEntered(context, staff, body)),
  ),
  route(
    {
      ...{ method: 'post', path: `${path}/test`, operationId: 'testSocialAccount', tag },
      summary: 'Test an account as it is saved',
      description:
        'Of the console or of the configuration file. A token that is due is renewed first.',
      who: ['admin'],
      body: z.strictObject({ name: z.string().min(1).max(100).describe('such as x:ourbrand') }),
      answers: { 200: { description: 'What was found.', schema: trialSchema } },
      problems: [404, 409, 429],
    },
    async (context, { staff, body: { name } }) => {
      const filed = context.filed.find((each) => xConnector(each.name) === name);
      const kept = (await listAccounts(context.db.query)).find(
        (each) => xConnector(each.name) === name,
      );
      if (!filed && !kept)
        throw new RequestError(404, 'not_found', 'There is no account of this name.');
      const result = await asTest(context, staff, name.slice(2), async () =>
        filed
          ? await tryToken({ ...context, line: filed.line }, filed)
          : kept && (await tryKept(context, kept)),
      );
      if (!result) throw new RequestError(404, 'not_found', 'There is no account of this name.');
      return trialAnswer(result);
    },
  ),
];

const changing: Route<SocialContext>[] = [
  route(
    {
      ...{ method: 'post', path, operationId: 'addSocialAccount', tag },
      summary: 'Add an account on a platform',
      description:
        'It is watched from now on, in every process within seconds. Without a user id the platform is asked whose the token is.',
      who: ['admin'],
      body: newAccountSchema,
      answers: { 201: { ...one, description: 'Added.' } },
      problems: [409, 422, 429],
    },
    async (context, { staff, body }) => answerOf(await addAccount(context, staff, body), 201),
  ),
  route(
    {
      ...{ method: 'put', path: `${path}/{accountId}`, operationId: 'changeSocialAccount', tag },
      summary: 'Change an account',
      description:
        'Without an access token those that are kept stay, as long as user id and client id stay. The name cannot be changed.',
      who: ['admin'],
      params,
      headers: z.object({ 'if-match': ifMatch }),
      body: accountChangeSchema,
      answers: { 200: one },
      problems: [404, 409, 412, 422, 429],
    },
    async (context, { staff, params: { accountId }, body, headers }) => {
      const version = /\d+/.exec(headers['if-match'] ?? '')?.[0];
      const ifVersion = version === undefined ? undefined : Number(version);
      return answerOf(await changeAccount(context, staff, accountId, { given: body, ifVersion }));
    },
  ),
  ...(['pause', 'resume'] as const).map((verb) =>
    route(
      {
        ...{ method: 'post', path: `${path}/{accountId}/${verb}`, tag },
        operationId: `${verb}SocialAccount`,
        summary: verb === 'pause' ? 'Stop watching an account for now' : 'Watch it again',
        description:
          'What came meanwhile is taken in then. Responders answer all the while. Again changes nothing.',
        who: ['admin'],
        params,
        answers: { 200: one },
        problems: [404],
      },
      async (context, { staff, params: { accountId } }) =>
        answerOf(
          await setAccountState(context, staff, accountId, verb === 'pause' ? 'paused' : 'active'),
        ),
    ),
  ),
  route(
    {
      ...{ method: 'delete', path: `${path}/{accountId}`, operationId: 'removeSocialAccount', tag },
      summary: 'Remove an account',
      description:
        'Nothing on the platform is touched. Its tokens are forgotten; what it brought stays, and so does the record.',
      who: ['admin'],
      params,
      answers: { 204: { description: 'Removed.' } },
      problems: [404],
    },
    async (context, { staff, params: { accountId } }) => {
      await setAccountState(context, staff, accountId, 'removed');
      return { status: 204 };
    },
  ),
];

/** Routes of the accounts of the console. */
export const accountRoutes: readonly Route<SocialContext>[] = [...reading, ...testing, ...changing];
