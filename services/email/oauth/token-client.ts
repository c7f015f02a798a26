// Asks a token end point for an access token (RFC 6749 §4.4, §6), and says in our words why there is none. With the console's
// sign-in the only user of openid-client.
import {
  allowInsecureRequests,
  ClientSecretPost,
  Configuration,
  clientCredentialsGrant,
  customFetch,
  None,
  refreshTokenGrant,
} from 'openid-client';
import { errorText, PermanentError, TransientError } from '#shared/errors.ts';
import type { Secret } from '#shared/secret.ts';
import type { AddressOf } from '../accounts/host-rules.ts';
import {
  missingScopes,
  passesByItself,
  type TokenFailure,
  tokenFailureOf,
} from '../domain/token-failure.ts';
import { type OauthSettings, scopeOf, tokenUrlOf } from './oauth-settings.ts';
import { createTokenFetch } from './token-fetch.ts';

const TIMEOUT_S = 10;
const SAID_MAX = 300;
// An answer need not say how long its token lives (RFC 6749 §5.1): then it is used for this long, in s.
const LIFE_UNSAID_S = 600;
const LIFE_MAX_S = 86_400;

/** There is no token, and there will not be one until somebody does something. */
export class TokenRefusedError extends PermanentError {
  override name = 'TokenRefusedError';
  readonly tokenFailure: TokenFailure;
  /** What the token end point said itself. */
  readonly said: string | undefined;
  constructor(message: string, failure: TokenFailure, said?: string, cause?: unknown) {
    super(message, { cause });
    this.tokenFailure = failure;
    this.said = said;
  }
}

/** The token end point cannot be asked now. */
export class TokenUnreachableError extends TransientError {
  override name = 'TokenUnreachableError';
  readonly tokenFailure: TokenFailure = 'token_unreachable';
  readonly said: string | undefined;
  constructor(message: string, said?: string, cause?: unknown) {
    super(message, { cause });
    this.said = said;
  }
}

/** What is asked with. Without a refresh token the client asks for itself. */
export type TokenRequest = {
  oauth: OauthSettings;
  clientSecret: Secret | undefined;
  refreshToken: Secret | undefined;
  addressOf: AddressOf | undefined;
};

/** What was given. `refreshToken`: a newer one, which takes the place of the one that was shown. */
export type TokenAnswer = {
  accessToken: string;
  lifeMs: number;
  refreshToken: string | undefined;
};

const words: Record<TokenFailure, string> = {
  token_unreachable: 'cannot be asked now',
  token_host_refused: 'may not be asked',
  client_refused: 'refused the client: check tenant, client id and client secret',
  grant_refused: 'refused the authorisation: authorise the mailbox again',
  scope_refused: 'did not give the right to read mail: give it to the application',
  token_failed: 'answered what was not understood',
};

/** An answer may repeat what it was asked with, as it stood in the form too. */
function masked(text: string, request: TokenRequest): string {
  const secrets = [request.clientSecret, request.refreshToken].flatMap((secret) =>
    secret ? [secret.expose()] : [],
  );
  const written = secrets.flatMap((secret) => [
    ...[secret, encodeURIComponent(secret)],
    new URLSearchParams({ '': secret }).toString().slice(1),
  ]);
  return written.reduce((left, secret) => left.replaceAll(secret, '•••'), text).slice(0, SAID_MAX);
}

function failed(failure: TokenFailure, host: string, said?: string, cause?: unknown): Error {
  const message = `asking for an access token: ${host} ${words[failure]}${said ? ` (it said "${said}")` : ''}`;
  return passesByItself(failure)
    ? new TokenUnreachableError(message, said, cause)
    : new TokenRefusedError(message, failure, said, cause);
}

/** An error and what it was caused by. */
function* chainOf(error: unknown): Generator<Record<string, unknown>> {
  let next = error;
  for (let depth = 0; depth < 5 && typeof next === 'object' && next !== null; depth++) {
    yield next as Record<string, unknown>;
    next = (next as { cause?: unknown }).cause;
  }
}

// Of openid-client: the end point answered, and not as OAuth has it. All else happened on the way.
const answeredCodes = [
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
  'OAUTH_INVALID_RESPONSE',
];

function translated(error: unknown, host: string, request: TokenRequest): Error {
  const chain = [...chainOf(error)];
  if (chain.some(({ name }) => name === 'HostRefusedError'))
    return failed('token_host_refused', host, undefined, error);
  const refusal = chain.find((each) => typeof each.error === 'string');
  if (refusal) {
    const code = String(refusal.error);
    const description =
      typeof refusal.error_description === 'string' ? refusal.error_description : '';
    const status = chain.find((each) => typeof each.status === 'number')?.status as number;
    const said = masked([code, description].filter(Boolean).join(': '), request);
    // No cause: it holds the whole answer.
    return failed(tokenFailureOf({ status, error: code, description }), host, said);
  }
  const answer = chain.find((each) => each instanceof Response || each.cause instanceof Response);
  const response = answer instanceof Response ? answer : (answer?.cause as Response | undefined);
  if (response) return failed(tokenFailureOf({ status: response.status }), host);
  if (chain.some(({ code }) => answeredCodes.includes(String(code))))
    return failed('token_failed', host, masked(errorText(error), request));
  return failed('token_unreachable', host, undefined, error);
}

function configurationFor({ oauth, clientSecret, addressOf }: TokenRequest): Configuration {
  const url = tokenUrlOf(oauth);
  const configuration = new Configuration(
    { issuer: url.origin, token_endpoint: url.href },
    oauth.clientId,
    undefined,
    clientSecret ? ClientSecretPost(clientSecret.expose()) : None(),
  );
  if (url.protocol === 'http:') allowInsecureRequests(configuration);
  configuration.timeout = TIMEOUT_S;
  configuration[customFetch] = createTokenFetch(addressOf);
  return configuration;
}

/**
 * Asks once, for ten seconds at most.
 * @throws TokenRefusedError, TokenUnreachableError.
 */
export async function askForToken(request: TokenRequest): Promise<TokenAnswer> {
  const { oauth, refreshToken } = request;
  const { host } = tokenUrlOf(oauth);
  const scope = scopeOf(oauth);
  const parameters: Record<string, string> = scope === '' ? {} : { scope };
  try {
    const configuration = configurationFor(request);
    const answer =
      oauth.grant === 'refresh_token'
        ? await refreshTokenGrant(configuration, refreshToken?.expose() ?? '', parameters)
        : await clientCredentialsGrant(configuration, parameters);
    const missing = missingScopes(scope, answer.scope);
    if (missing.length > 0)
      throw failed('scope_refused', host, `missing scope: ${missing.join(' ')}`);
    const lifeS = Math.min(answer.expires_in ?? LIFE_UNSAID_S, LIFE_MAX_S);
    return {
      accessToken: answer.access_token,
      lifeMs: lifeS * 1000,
      refreshToken: answer.refresh_token,
    };
  } catch (error) {
    if (error instanceof TokenRefusedError) throw error;
    throw translated(error, host, request);
  }
}
