// Calls to X by its SDK: each with its own token, guarded agent, deadline and bound on the answer; and the renewal of tokens. The
// only importer of twitter-api-v2. What calls mean stands in x.ts and its neighbours.
import { TwitterApi } from 'twitter-api-v2';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { Secret } from '../secret.ts';
import { readFailure } from './x-failures.ts';
import { type Call, ForbiddenRequestError, guardedSettings } from './x-guard.ts';

/** One GET under https://api.x.com/2/. Throws XFailure. */
export type Get = (
  path: string,
  query: Record<string, string>,
  signal: AbortSignal,
) => Promise<unknown>;

/** One POST about one person, under https://api.x.com/2/. Throws XFailure. */
export type Post = (
  path: string,
  body: { text?: string },
  participantId: string,
  signal: AbortSignal,
) => Promise<unknown>;

/** Where calls go, and how long each may take. */
export type XLine = { apiUrl?: string | undefined; requestTimeoutMs: number };

/** Gives the access token that is good now. What it throws, the call throws. */
export type AccessToken = (signal: AbortSignal) => Promise<string>;

/** A page of 100 long posts is about 10 MB at the very most. */
const ANSWER_BYTES_MAX = 16 * 1024 * 1024;

async function guarded<T>(
  line: XLine,
  clock: Clock,
  signal: AbortSignal,
  run: (settings: ReturnType<typeof guardedSettings>) => Promise<T>,
): Promise<T> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(line.requestTimeoutMs)]);
  const call: Call = { signal: deadline, answerBytesMax: ANSWER_BYTES_MAX, sent: false };
  try {
    deadline.throwIfAborted();
    return await run(guardedSettings(call, line.apiUrl));
  } catch (error) {
    if (error instanceof ForbiddenRequestError) throw error;
    throw readFailure(error, call.sent, clock.now());
  }
}

/** Makes calls with the token of the moment. They throw XFailure. */
export function createXCalls(
  line: XLine,
  { clock, accessToken }: { clock: Clock; accessToken: AccessToken },
): { get: Get; post: Post } {
  const call = async (
    signal: AbortSignal,
    run: (client: TwitterApi['v2']) => Promise<unknown>,
  ): Promise<unknown> => {
    const token = await accessToken(signal);
    return await guarded(line, clock, signal, (settings) =>
      run(new TwitterApi(token, settings).v2),
    );
  };
  return {
    get: (path, query, signal) => call(signal, (client) => client.get(path, query)),
    post: (path, body, participantId, signal) =>
      call(signal, (client) =>
        client.post(path, body, { params: { participant_id: participantId } }),
      ),
  };
}

/** What an app needs to renew an access token (RFC 6749 section 6). X rotates: the refresh token is good once. */
export type Renewal = { clientId: string; clientSecret?: Secret | undefined; refreshToken: Secret };

/** A new pair. `scopes`: what it permits, as X tells with it. */
export type RenewedTokens = {
  accessToken: Secret;
  refreshToken: Secret | undefined;
  expiresInSeconds: number;
  scopes: string[];
};

// X documents two hours.
const TOKEN_SECONDS = 7_200;
const TOKEN_URL = 'https://api.x.com/2/oauth2/token';

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.number().positive().optional(),
  scope: z.string(),
});

/** Asks X for a new pair. Throws XFailure; when that was `sent`, the refresh token may be used up. */
export async function renewTokens(
  line: XLine,
  { clock, renewal }: { clock: Clock; renewal: Renewal },
  signal: AbortSignal,
): Promise<RenewedTokens> {
  const { clientId, clientSecret, refreshToken } = renewal;
  return await guarded(line, clock, signal, async (settings) => {
    const app = { clientId, ...(clientSecret ? { clientSecret: clientSecret.expose() } : {}) };
    // The SDK's own refreshOAuth2Token (1.29.1) sends JSON: RFC 6749 section 6 and X ask for a form.
    const answer: unknown = await new TwitterApi(app, settings).post(
      TOKEN_URL,
      {
        ...{ grant_type: 'refresh_token', refresh_token: refreshToken.expose() },
        client_id: clientId,
      },
      { forceBodyMode: 'url' },
    );
    const read = tokenAnswer.safeParse(answer);
    if (!read.success) throw new Error('X answered the renewal with something else');
    const { access_token, refresh_token, expires_in = TOKEN_SECONDS, scope } = read.data;
    return {
      accessToken: new Secret(access_token),
      refreshToken: refresh_token === undefined ? undefined : new Secret(refresh_token),
      expiresInSeconds: expires_in,
      scopes: scope.split(' ').filter(Boolean),
    };
  });
}
