// What the refusal of an access token means (RFC 6749 §5.2, with Microsoft's own codes). Pure: it names, others ask and tell.

/** Why there is no access token. Each has its words in mailbox-outcome.ts. */
export const tokenFailures = [
  'token_unreachable',
  'token_host_refused',
  'client_refused',
  'grant_refused',
  'scope_refused',
  'token_failed',
] as const;
export type TokenFailure = (typeof tokenFailures)[number];

const byError: Record<string, TokenFailure> = {
  invalid_client: 'client_refused',
  unauthorized_client: 'client_refused',
  invalid_grant: 'grant_refused',
  interaction_required: 'grant_refused',
  consent_required: 'scope_refused',
  invalid_scope: 'scope_refused',
};

/**
 * Microsoft's codes that say more than the error they come with (learn.microsoft.com, "Microsoft Entra authentication and
 * authorization error codes"): the tenant, the client, what was consented to.
 */
const byMicrosoft: Record<string, TokenFailure> = {
  '90002': 'client_refused',
  '900023': 'client_refused',
  '700016': 'client_refused',
  '7000215': 'client_refused',
  '7000222': 'client_refused',
  '65001': 'scope_refused',
  '70011': 'scope_refused',
  '1002012': 'scope_refused',
  '500011': 'scope_refused',
};

const TOO_MANY = 429;
const SERVER_ERRORS = 500;

/** Names a refusal by what the token end point answered. */
export function tokenFailureOf(answer: {
  status: number;
  error?: string | undefined;
  description?: string | undefined;
}): TokenFailure {
  const { status, error = '', description = '' } = answer;
  if (status >= SERVER_ERRORS || status === TOO_MANY) return 'token_unreachable';
  const code = /AADSTS(\d{4,8})/.exec(description)?.[1] ?? '';
  return byMicrosoft[code] ?? byError[error] ?? 'token_failed';
}

/** Whether another try may end otherwise without anybody doing anything. */
export const passesByItself = (failure: TokenFailure): boolean => failure === 'token_unreachable';

const lastPart = (scope: string): string => scope.slice(scope.lastIndexOf('/') + 1);

/**
 * Which of the wanted scopes were not given. An answer without scopes gives what was asked for (RFC 6749 §5.1); some name a scope
 * without its resource. `.default` and `offline_access` are no rights at the mail server.
 */
export function missingScopes(wanted: string, given: string | undefined): string[] {
  if (given === undefined || given.trim() === '') return [];
  const has = new Set(
    given
      .toLowerCase()
      .split(/\s+/)
      .flatMap((scope) => [scope, lastPart(scope)]),
  );
  return wanted
    .split(/\s+/)
    .filter((scope) => scope !== '' && scope !== 'offline_access' && !scope.endsWith('/.default'))
    .filter((scope) => {
      const name = scope.toLowerCase();
      return !has.has(name) && !(lastPart(name) !== '' && has.has(lastPart(name)));
    });
}

const MARGIN_MS = 300_000;
const MARGIN_SHARE = 0.1;

/** How long before its end a token is no longer used, in ms: five minutes, of a short one a tenth of its life. */
export const marginOf = (lifeMs: number): number => Math.min(MARGIN_MS, lifeMs * MARGIN_SHARE);
