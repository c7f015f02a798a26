// What a channel and a connection test look like in answers.
import { z } from 'zod';
import { failureCodes, trialOutcomes } from '../domain/mailbox-outcome.ts';
import { COUNTED_DAYS, channelKinds } from './channel-list.ts';

const count = z.int();

/** A channel. */
export const channelSchema = z
  .object({
    name: z.string().describe('the connector, as the ledger and the metrics name it'),
    kind: z.enum(channelKinds),
    origin: z
      .enum(['file', 'console'])
      .nullable()
      .describe('of a mailbox or account: the configuration file, or added in the console'),
    accountId: z.string().nullable().describe('of one that was added in the console'),
    state: z
      .enum(['ok', 'failing', 'paused', 'off'])
      .describe('"ok": no outage is known; whether a process runs is told by its /readyz'),
    failingSince: z.iso.datetime().nullable(),
    lastError: z.string().nullable().describe('the outage it is in, or the last one, in words'),
    lastErrorCode: z
      .enum(failureCodes)
      .nullable()
      .describe('what that outage is about, for programs; null: not known, lastError alone tells'),
    lastErrorAt: z.iso.datetime().nullable().describe('when that outage began'),
    lastReceivedAt: z.iso.datetime().nullable(),
    checkedAt: z.iso
      .datetime()
      .nullable()
      .describe('when all that a mailbox or account had was last taken in'),
    waiting: z.int().nullable().describe('mails that it has listed and not taken in yet'),
    place: z
      .string()
      .nullable()
      .describe('account, server and folder of a mailbox; whose an account on a platform is'),
    canBeTested: z.boolean(),
    counts: z
      .object({
        ...{ received: count, cases: count, joined: count, suppressed: count },
        ...{ quarantined: count, pending: count },
      })
      .describe(`of the last ${COUNTED_DAYS} days; "received" is the sum of the others`),
  })
  .meta({ id: 'Channel', description: 'A way in which complaints come.' });

/** What a test found. */
export const trialSchema = z.object({
  name: z.string(),
  outcome: z.enum(trialOutcomes),
  text: z.string().describe('what was found, for a person'),
  advice: z.string().nullable().describe('what to do about it'),
  said: z.string().nullable().describe('what the mail server or the token end point itself said'),
  mails: z.int().nullable().describe('how many mails are in the folder'),
});
