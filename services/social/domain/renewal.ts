// When a token is renewed, and what a failed renewal means. Pure: no clock, no requests.

/** Why nobody uses a token any more. */
export type TokenFailure = 'refused' | 'interrupted' | 'can_post';

/** A token is renewed this long before it runs out: X's live two hours, and an account is looked at every 15 minutes at the least. */
const MARGIN_MS = 30 * 60_000;

/** Without another word from the platform, a renewal that failed in passing is tried again after this time. */
const RETRY_MS = 60_000;

/** What is known of a token. `sealedRenewal`: what renews it, if anything does. */
type Facts = { sealedRenewal: string | null; expiresAt: Date | null; retryAt: Date | null };

/** Whether a token can be used no longer. One of unknown end counts as good. */
export const hasRunOut = ({ expiresAt }: Pick<Facts, 'expiresAt'>, now: Date): boolean =>
  expiresAt !== null && expiresAt <= now;

/** Whether it is time to renew a token. One whose end is unknown is renewed at once: that shows too whether it can be. */
export function isDue({ sealedRenewal, expiresAt, retryAt }: Facts, now: Date): boolean {
  if (sealedRenewal === null || (retryAt && retryAt > now)) return false;
  return expiresAt === null || expiresAt.getTime() - now.getTime() < MARGIN_MS;
}

/** What X must not permit, as nothing here may post in public (R46). */
const FORBIDDEN_SCOPE = 'tweet.write';
/** What Redress needs. */
const needed = ['tweet.read', 'users.read', 'dm.read', 'dm.write'];

/** Whether a token could post in public. */
export const canPost = (scopes: string[]): boolean => scopes.includes(FORBIDDEN_SCOPE);

/** What a token lacks. */
export const missingScopes = (scopes: string[]): string[] =>
  needed.filter((scope) => !scopes.includes(scope));

/** What a failed renewal is: final, in doubt, or passing. `interrupted`: the end of one before it is not on record. */
export function judgeFailure(
  failure: { status: number | undefined; sent: boolean; retryAfterMs: number },
  interrupted: boolean,
): { failure: TokenFailure | null; waitMs: number; inDoubt: boolean } {
  const { status, sent, retryAfterMs } = failure;
  if (status === 429) return { failure: null, waitMs: retryAfterMs, inDoubt: interrupted };
  if (status !== undefined && status >= 400 && status < 500 && status !== 408)
    return { failure: interrupted ? 'interrupted' : 'refused', waitMs: 0, inDoubt: false };
  // Behind a 5xx or a lost answer the refresh token may be used up: whether it is, the next try shows.
  const inDoubt = interrupted || status !== undefined || sent;
  return { failure: null, waitMs: RETRY_MS, inDoubt };
}

/** What stands before "what to do". */
export const failureTexts: Record<TokenFailure, string> = {
  refused:
    'X refuses to renew the access token: authorise the account again (scopes tweet.read users.read dm.read dm.write offline.access) and enter the new access token and refresh token',
  interrupted:
    'a renewal of the access token was interrupted and X takes the refresh token no longer: authorise the account again (scopes tweet.read users.read dm.read dm.write offline.access) and enter the new access token and refresh token',
  can_post:
    'the token could post in public (scope tweet.write), so it is not used: authorise the account again without tweet.write and enter the new access token and refresh token',
};
