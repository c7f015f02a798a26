// The routes of mailboxes that administrators add in the console. Secrets come in and never go out.
import { z } from 'zod';
import { limitParameter, type Route, routeFor } from '#shared/api/route.ts';
import { trialSchema } from '../channels/channel-answers.ts';
import type { ChannelContext } from '../channels/channel-list.ts';
import { outcomeTexts } from '../domain/mailbox-outcome.ts';
import { oauthSchema } from '../oauth/oauth-settings.ts';
import {
  type AccountSettings,
  accountChangeSchema,
  accountTrialSchema,
  type MailAccount,
  newAccountSchema,
  settingsOf,
} from './account.ts';
import { addAccount, changeAccount, setAccountState } from './account-changes.ts';
import { accountChanges, listAccounts, listChanges } from './account-store.ts';
import { testEntered } from './account-trial.ts';

const route = routeFor<ChannelContext>();
const tag = 'channels';
const time = z.iso.datetime();
const path = '/api/v1/channels/mailboxes';

const accountSchema = z
  .strictObject({
    accountId: z.string(),
    name: z.string().describe('the connector is imap:<name>'),
    address: z.string().describe('where customers write to'),
    host: z.string(),
    port: z.int(),
    tls: z.enum(['tls', 'starttls', 'none']),
    user: z.string(),
    oauth: oauthSchema.nullable().describe('who gives access tokens; null: a password'),
    folder: z.string(),
    after: z.enum(['flag', 'move', 'none']).describe('what is done to a mail once it is stored'),
    flag: z.string(),
    moveTo: z.string().nullable(),
    since: z.iso.date().nullable().describe('mails of before this day are left alone'),
    trustedAuthservId: z.string().nullable(),
    pollSeconds: z.int(),
    state: z.enum(['active', 'paused', 'removed']),
    version: z.int().describe('rises with each change, and is the ETag'),
    createdAt: time,
    createdBy: z.string().describe('the id of a member of staff'),
    changedAt: time,
    changedBy: z.string(),
  })
  .meta({ id: 'MailAccount', description: 'A mailbox of the console, without its secrets.' });

const shown = (account: MailAccount): z.input<typeof accountSchema> => ({
  ...(settingsOf(account) as AccountSettings),
  ...{ accountId: account.accountId, state: account.state, version: account.version },
  ...{ createdBy: account.createdBy, changedBy: account.changedBy },
  createdAt: account.createdAt.toISOString(),
  changedAt: account.changedAt.toISOString(),
});

const answerOf = (account: MailAccount, status = 200) => ({
  status,
  json: shown(account),
  headers: { ETag: `"${account.version}"` },
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

const reading: Route<ChannelContext>[] = [
  route(
    {
      ...{ method: 'get', path, operationId: 'listMailAccounts', tag },
      summary: 'The mailboxes that were added in the console',
      description: 'Those of the configuration file are among the channels alone.',
      who: ['admin'],
      answers: {
        200: {
          description: 'By name.',
          schema: z.strictObject({
            accounts: z.array(accountSchema),
            ports: z.array(z.int()).describe('ports that a mailbox may name'),
          }),
        },
      },
    },
    async ({ db, consoleMailboxes }) => ({
      json: {
        accounts: (await listAccounts(db.query)).map(shown),
        ports: consoleMailboxes.ports,
      },
    }),
  ),
  route(
    {
      ...{ method: 'get', path: '/api/v1/channels/record', operationId: 'listChannelChanges', tag },
      summary: 'Who changed what about mailboxes, newest first',
      who: ['admin', 'auditor'],
      query: z.strictObject({
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
                  by: z.string(),
                  byName: z.string().nullable(),
                  accountId: z.string().nullable().describe('null: a test before saving'),
                  name: z.string().nullable(),
                  what: z.enum(accountChanges),
                  details: z.record(z.string(), z.unknown()),
                })
                .meta({ id: 'ChannelChange' }),
            ),
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

const changing: Route<ChannelContext>[] = [
  route(
    {
      ...{ method: 'post', path: `${path}/trial`, operationId: 'tryMailAccount', tag },
      summary: 'Test a mailbox before it is saved',
      description:
        'Signs in with what is given and looks whether the folder is there and its mails can be marked. Nothing is kept but that it was tested. Twenty tests a person in ten minutes, one at a time, each within 20 seconds.',
      who: ['admin'],
      body: accountTrialSchema,
      answers: {
        200: { description: 'What was found.', schema: trialSchema.omit({ name: true }) },
      },
      problems: [409, 422, 429],
    },
    async ({ own }, { staff, body }) => {
      const result = await testEntered(own, staff, body);
      return { json: { ...result, ...outcomeTexts[result.outcome] } };
    },
  ),
  route(
    {
      ...{ method: 'post', path, operationId: 'addMailAccount', tag },
      summary: 'Add a mailbox',
      description: 'It is watched from now on, in every process within seconds.',
      who: ['admin'],
      body: newAccountSchema,
      answers: { 201: { ...one, description: 'Added.' } },
      problems: [409],
    },
    async ({ own }, { staff, body }) => answerOf(await addAccount(own, staff, body), 201),
  ),
  route(
    {
      ...{ method: 'put', path: `${path}/{accountId}`, operationId: 'changeMailAccount', tag },
      summary: 'Change a mailbox',
      description:
        'Secrets that are not given stay as they are kept, as long as host, port, tls, user and oauth stay. The name cannot be changed.',
      who: ['admin'],
      params,
      headers: z.object({ 'if-match': ifMatch }),
      body: accountChangeSchema,
      answers: { 200: one },
      problems: [404, 409, 412, 422],
    },
    async ({ own }, { staff, params: { accountId }, body, headers }) => {
      const version = /\d+/.exec(headers['if-match'] ?? '')?.[0];
      const ifVersion = version === undefined ? undefined : Number(version);
      return answerOf(await changeAccount(own, staff, accountId, { given: body, ifVersion }));
    },
  ),
  ...(['pause', 'resume'] as const).map((verb) =>
    route(
      {
        ...{ method: 'post', path: `${path}/{accountId}/${verb}`, tag },
        operationId: `${verb}MailAccount`,
        summary: verb === 'pause' ? 'Stop watching a mailbox for now' : 'Watch it again',
        description: 'What came meanwhile is taken in then. Again changes nothing.',
        who: ['admin'],
        params,
        answers: { 200: one },
        problems: [404],
      },
      async ({ own }, { staff, params: { accountId } }) =>
        answerOf(
          await setAccountState(own, staff, accountId, verb === 'pause' ? 'paused' : 'active'),
        ),
    ),
  ),
  route(
    {
      ...{ method: 'delete', path: `${path}/{accountId}`, operationId: 'removeMailAccount', tag },
      summary: 'Remove a mailbox',
      description:
        'Nothing in it is touched. Its secrets are forgotten; what it brought stays, and so does the record.',
      who: ['admin'],
      params,
      answers: { 204: { description: 'Removed.' } },
      problems: [404],
    },
    async ({ own }, { staff, params: { accountId } }) => {
      await setAccountState(own, staff, accountId, 'removed');
      return { status: 204 };
    },
  ),
];

/** Routes of the mailboxes of the console. */
export const accountRoutes: readonly Route<ChannelContext>[] = [...reading, ...changing];
