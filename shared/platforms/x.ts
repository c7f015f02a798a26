// X (formerly Twitter) by its API v2: mentions in, direct messages out. Calls are made by x-client.ts.
// Nothing here posts, replies, likes or hides, and x-guard.ts refuses such a request before it leaves (R46).
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { errorText, InDoubtError, PermanentError, TransientError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { Secret } from '../secret.ts';
import type { Platform } from './platform.ts';
import { type AccessToken, createXCalls, type Get, type Post } from './x-client.ts';
import {
  readingError,
  reconnectAdvice,
  sendingError,
  tokenUnreadable,
  XFailure,
} from './x-failures.ts';
import { isLoopbackUrl } from './x-guard.ts';
import { createMentionsWatch } from './x-mentions.ts';
import { conversationAnswer, messageAnswer, unescapeText, userAnswer } from './x-posts.ts';

/** Where a simulator may stand in for X. */
export const simulatorUrl = z
  .string()
  .refine(isLoopbackUrl, 'expected http://127.0.0.1:PORT: only a simulator may stand in for X');

/** How an account on X is connected. */
export const xAccountConfig = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,50}$/, 'expected letters, digits, _ and -, at most 50')
      .describe('Name of the account in this instance: its connector is `x:NAME`.'),
    userId: z
      .string()
      .regex(/^\d{1,19}$/, 'expected the numeric user id, in quotes')
      .describe("The account's numeric user id on X."),
    accessToken: z
      .string()
      .min(1)
      .transform((text) => new Secret(text))
      .optional()
      .describe('OAuth 2.0 user access token.'),
    accessTokenFile: z
      .string()
      .min(1)
      .optional()
      .describe(
        'File that holds the access token; read anew for each request, so it may be renewed.',
      ),
    clientId: z
      .string()
      .regex(/^[\x21-\x7e]{1,200}$/, 'expected the OAuth 2.0 client id of the app')
      .optional()
      .describe('OAuth 2.0 client id of the app: with a refresh token, Redress renews the token.'),
    clientSecret: z
      .string()
      .min(1)
      .transform((text) => new Secret(text))
      .optional()
      .describe('Its client secret, where the app is a confidential client.'),
    refreshToken: z
      .string()
      .min(1)
      .transform((text) => new Secret(text))
      .optional()
      .describe('Refresh token in place of an access token; used once, its successors are kept.'),
    refreshTokenFile: z
      .string()
      .min(1)
      .optional()
      .describe('File that holds the refresh token; put a new one there to authorise again.'),
    apiUrl: simulatorUrl
      .optional()
      .describe('A simulator on loopback instead of https://api.x.com.'),
    pollSeconds: z
      .number()
      .positive()
      .default(60)
      .describe('How often new mentions are asked for; at least 5 on X itself.'),
    requestTimeoutMs: z
      .int()
      .min(50)
      .max(120_000)
      .default(15_000)
      .describe('The longest that one request may take.'),
    ignoreBefore: z.iso
      .datetime()
      .optional()
      .describe('On the first connection, mentions before this time (RFC 3339) are not taken in.'),
  })
  .superRefine((account, context) => {
    const { accessToken, accessTokenFile, refreshToken, refreshTokenFile } = account;
    const tokens = [accessToken, accessTokenFile, refreshToken, refreshTokenFile];
    const issue = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (tokens.filter((token) => token !== undefined).length !== 1)
      issue(
        'accessToken',
        'give either accessToken or accessTokenFile, or else refreshToken or refreshTokenFile',
      );
    const renews = refreshToken !== undefined || refreshTokenFile !== undefined;
    if (renews !== (account.clientId !== undefined))
      issue('clientId', 'a refresh token and the clientId of its app go together');
    if (account.clientSecret && !renews) issue('clientSecret', 'is of use with a refresh token');
    // 300 requests in 15 minutes a user (X, rate limits of the mentions timeline), with room for a backlog.
    if (!account.apiUrl && account.pollSeconds < 5)
      context.addIssue({ code: 'custom', path: ['pollSeconds'], message: 'expected at least 5' });
  });
export type XAccountConfig = z.infer<typeof xAccountConfig>;

/** Whether Redress itself renews its token. */
export const renewsTokens = ({ clientId }: Pick<XAccountConfig, 'clientId'>): boolean =>
  clientId !== undefined;

/** What the platform may use; with `metrics`, posts left out are counted. */
type XDeps = {
  log: Log;
  clock: Clock;
  metrics?: Metrics;
  /** Where somebody keeps and renews the token; else it is that of the configuration. */
  accessToken?: AccessToken;
};

/** The access token that the configuration gives. Throws XFailure when its file cannot be read. */
export async function accessTokenOf(config: XAccountConfig): Promise<string> {
  if (config.accessToken) return config.accessToken.expose();
  try {
    return (await readFile(config.accessTokenFile ?? '', 'utf8')).trim();
  } catch (error) {
    throw tokenUnreadable(`accessTokenFile cannot be read: ${errorText(error)}`);
  }
}

const isUserId = (text: string): boolean => /^\d{1,19}$/.test(text);

/** Whether a person takes messages. What X will not tell is `unknown`; where asking failed, nothing was sent: again later. */
function createPreflight(get: Get): Platform['canMessage'] {
  const doing = 'asking X whether a person takes messages';
  return async (platformUserId, signal) => {
    if (!isUserId(platformUserId)) return 'no';
    try {
      const query = { 'user.fields': 'connection_status,receives_your_dm' };
      const answer = userAnswer.safeParse(await get(`users/${platformUserId}`, query, signal));
      if (!answer.success) return 'unknown';
      const { data, errors } = answer.data;
      if (!data) return errors ? 'no' : 'unknown';
      if (data.receives_your_dm === undefined) return 'unknown';
      return data.receives_your_dm ? 'yes' : 'no';
    } catch (error) {
      if (!(error instanceof XFailure)) throw error;
      if (error.status === 404) return 'no';
      const judged = readingError(error, doing);
      if (error.unauthorized)
        throw new TransientError(`${doing}: ${reconnectAdvice}`, { cause: error });
      if (judged instanceof PermanentError) return 'unknown';
      throw judged;
    }
  };
}

/**
 * Looks for a message of doubtful fate in the conversation: found, it was sent. Not found proves nothing (X rewrites links,
 * and shows late), so the doubt stays and a person decides.
 */
async function findSent(
  get: Get,
  message: { from: string; to: string; text: string; after: Date },
  signal: AbortSignal,
): Promise<string | undefined> {
  const path = `dm_conversations/with/${message.to}/dm_events`;
  const query = {
    max_results: '20',
    event_types: 'MessageCreate',
    'dm_event.fields': 'created_at,id,text',
    expansions: 'sender_id',
  };
  try {
    const answer = conversationAnswer.safeParse(await get(path, query, signal));
    const sent = answer.data?.data.find(
      (one) =>
        (one.sender_id === undefined || one.sender_id === message.from) &&
        (one.text === message.text || unescapeText(one.text) === message.text) &&
        Date.parse(one.created_at) >= message.after.getTime(),
    );
    return sent?.id;
  } catch {
    return undefined;
  }
}

function createMessaging(
  config: XAccountConfig,
  deps: { get: Get; post: Post; log: Log; clock: Clock },
): Platform['sendDirectMessage'] {
  const { get, post, log, clock } = deps;
  const send = async (to: string, text: string, signal: AbortSignal): Promise<string> => {
    let raw: unknown;
    try {
      raw = await post('dm_conversations/with/:participant_id/messages', { text }, to, signal);
    } catch (error) {
      throw sendingError(error);
    }
    const answer = messageAnswer.safeParse(raw);
    if (answer.success) return answer.data.data.dm_event_id;
    throw new InDoubtError('X answered the direct message with something else');
  };
  return async (to, text, signal) => {
    if (!isUserId(to)) throw new PermanentError('cannot_message');
    const after = clock.now();
    try {
      return { platformMessageId: await send(to, text, signal) };
    } catch (error) {
      if (error instanceof PermanentError && error.message === 'not_permitted')
        log.error({ err: error, account: config.name }, `X refuses messages: ${reconnectAdvice}`);
      if (!(error instanceof InDoubtError)) throw error;
      const found = await findSent(get, { from: config.userId, to, text, after }, signal);
      log.warn(
        { account: config.name, found: found !== undefined },
        'looked up a doubtful message',
      );
      if (found === undefined) throw error;
      return { platformMessageId: found };
    }
  };
}

/** The platform of one account. Nothing is opened until it is used. */
export function createXPlatform(config: XAccountConfig, deps: XDeps): Platform {
  const { clock, accessToken = () => accessTokenOf(config) } = deps;
  const { get, post } = createXCalls(config, { clock, accessToken });
  const doing = `x:${config.name}: checking the account`;
  return {
    channel: 'x',
    account: config.name,
    watch: createMentionsWatch(config, { ...deps, get }),
    canMessage: createPreflight(get),
    sendDirectMessage: createMessaging(config, { ...deps, get, post }),
    health: async (signal) => {
      let raw: unknown;
      try {
        raw = await get('users/me', {}, signal);
      } catch (error) {
        throw readingError(error, doing);
      }
      const answer = userAnswer.safeParse(raw);
      if (!answer.data?.data) throw new TransientError(`${doing}: X answered with something else`);
      if (answer.data.data.id === config.userId) return;
      throw new PermanentError(
        `${doing}: the access token is of user ${answer.data.data.id}, not of userId ${config.userId}: correct one of them`,
      );
    },
  };
}
