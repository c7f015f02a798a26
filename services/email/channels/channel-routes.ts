// The routes of channels: how each fares, and the connection test of a mailbox. Reading only; mailboxes are set in the
// configuration file, or added by ../accounts.
import { z } from 'zod';
import { type Route, routeFor } from '#shared/api/route.ts';
import { RequestError } from '#shared/errors.ts';
import { settingsOf } from '../accounts/account.ts';
import { openSecrets, SealedPasswordError } from '../accounts/account-secret.ts';
import { listAccounts } from '../accounts/account-store.ts';
import { accessOf } from '../accounts/account-way.ts';
import { outcomeTexts } from '../domain/mailbox-outcome.ts';
import type { MailboxAccess } from '../imap-connect.ts';
import { channelSchema, trialSchema } from './channel-answers.ts';
import { type ChannelContext, COUNTED_DAYS, listChannels } from './channel-list.ts';
import type { TrialResult } from './mailbox-trial.ts';

const route = routeFor<ChannelContext>();
const tag = 'channels';

/** The settings of a saved mailbox by its connector's name; those of the configuration file come first. */
async function accessTo(
  { db, mailboxes, own }: ChannelContext,
  name: string,
): Promise<MailboxAccess | undefined> {
  const configured = mailboxes.find(({ config }) => `imap:${config.name}` === name);
  if (configured) return configured.config;
  const account = (await listAccounts(db.query)).find((each) => `imap:${each.name}` === name);
  return account && accessOf(settingsOf(account), openSecrets(own.signer, account), own.way);
}

async function testSaved(context: ChannelContext, name: string): Promise<TrialResult> {
  try {
    const found = await accessTo(context, name);
    if (found) return await context.trials(found);
  } catch (error) {
    if (!(error instanceof SealedPasswordError)) throw error;
    return { outcome: 'secret_sealed', said: null, mails: null };
  }
  throw new RequestError(404, 'not_found', 'There is no mailbox of this name.');
}
/** Routes of channels. */
export const channelRoutes: readonly Route<ChannelContext>[] = [
  route(
    {
      ...{ method: 'get', path: '/api/v1/channels', operationId: 'listChannels', tag },
      summary: 'List the channels: whether they work, what came in lately',
      who: ['supervisor', 'department_manager', 'senior_management', 'admin'],
      answers: {
        200: {
          description: 'Channels.',
          schema: z.object({ days: z.int(), channels: z.array(channelSchema) }),
        },
      },
    },
    async (context) => ({
      json: { days: COUNTED_DAYS, channels: await listChannels(context) },
    }),
  ),
  route(
    {
      ...{ method: 'post', path: '/api/v1/channels/{name}/test', operationId: 'testChannel', tag },
      summary: 'Test the connection of a mailbox',
      description:
        'Signs in and looks whether the folder is there and its mails can be marked; no mail is read or changed. Ends within 20 seconds.',
      who: ['admin'],
      params: z.object({
        name: z.string().min(1).max(100).describe('the name of a mailbox, such as imap:care'),
      }),
      answers: { 200: { description: 'What was found.', schema: trialSchema } },
      problems: [404],
    },
    async (context, { params: { name } }) => {
      const result = await testSaved(context, name);
      return { json: { name, ...result, ...outcomeTexts[result.outcome] } };
    },
  ),
];
