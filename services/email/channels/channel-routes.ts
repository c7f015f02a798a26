// The routes of channels: how each fares, and the connection test of a mailbox. Reading only; mailboxes are set in the
// configuration file.
import { z } from 'zod';
import { type Route, routeFor } from '#shared/api/route.ts';
import { RequestError } from '#shared/errors.ts';
import { outcomeTexts, trialOutcomes } from '../domain/mailbox-outcome.ts';
import { type ChannelContext, COUNTED_DAYS, channelKinds, listChannels } from './channel-list.ts';

const route = routeFor<ChannelContext>();
const tag = 'channels';
const count = z.int();

const channelSchema = z
  .object({
    name: z.string().describe('the connector, as the ledger and the metrics name it'),
    kind: z.enum(channelKinds),
    state: z
      .enum(['ok', 'failing', 'off'])
      .describe('"ok": no outage is known; whether a process runs is told by its /readyz'),
    failingSince: z.iso.datetime().nullable(),
    lastError: z.string().nullable().describe('the outage it is in, or the last one, in words'),
    lastErrorAt: z.iso.datetime().nullable().describe('when that outage began'),
    lastReceivedAt: z.iso.datetime().nullable(),
    place: z.string().nullable().describe('account, server and folder of a mailbox'),
    canBeTested: z.boolean(),
    counts: z
      .object({
        ...{ received: count, cases: count, joined: count, suppressed: count },
        ...{ quarantined: count, pending: count },
      })
      .describe(`of the last ${COUNTED_DAYS} days; "received" is the sum of the others`),
  })
  .meta({ id: 'Channel', description: 'A way in which complaints come.' });

const trialSchema = z.object({
  name: z.string(),
  outcome: z.enum(trialOutcomes),
  text: z.string().describe('what was found, for a person'),
  advice: z.string().nullable().describe('what to do about it'),
  said: z.string().nullable().describe('what the mail server itself said'),
  mails: z.int().nullable().describe('how many mails are in the folder'),
});

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
        'Signs in and looks at the folder; nothing is read or changed. Ends within 20 seconds.',
      who: ['admin'],
      params: z.object({
        name: z.string().min(1).max(100).describe('the name of a mailbox, such as imap:care'),
      }),
      answers: { 200: { description: 'What was found.', schema: trialSchema } },
      problems: [404],
    },
    async ({ mailboxes, trials }, { params: { name } }) => {
      const found = mailboxes.find(({ config }) => `imap:${config.name}` === name);
      if (!found)
        throw new RequestError(
          404,
          'not_found',
          'There is no mailbox of this name: only mailboxes of the configuration can be tested.',
        );
      const result = await trials(found.config);
      return { json: { name, ...result, ...outcomeTexts[result.outcome] } };
    },
  ),
];
