// What a connection test of an account found, in words. Pure: it is given what the platform said and names it. No secret passes.
import type { TokenFailure } from './renewal.ts';

/** What came of a test. Each has its words in `outcomeTexts`. */
export const trialOutcomes = [
  'ok',
  'token_refused',
  'token_sealed',
  'other_account',
  'scope_read',
  'scope_dm_read',
  'scope_dm_write',
  'can_post',
  'renewal_refused',
  'renewal_interrupted',
  'not_renewed',
  'not_permitted',
  'limited',
  'no_network',
  'timed_out',
  'platform_down',
  'failed',
] as const;
export type TrialOutcome = (typeof trialOutcomes)[number];

/** What the platform said at which step; without a status nothing came back. */
type Failure = {
  step: 'account' | 'mentions' | 'read_messages' | 'write_messages';
  status?: number;
  said: string;
};

const scopeOf = {
  account: 'scope_read',
  mentions: 'not_permitted',
  read_messages: 'scope_dm_read',
  write_messages: 'scope_dm_write',
} as const;

/** Names what a failed test failed at. */
export function outcomeOf({ step, status, said }: Failure): Exclude<TrialOutcome, 'ok'> {
  if (status === undefined)
    return /abort|time[d ]?-?out/i.test(said)
      ? 'timed_out'
      : /larger than|answer|parse|JSON/i.test(said)
        ? 'failed'
        : 'no_network';
  if (status === 401) return 'token_refused';
  if (status === 402) return 'not_permitted';
  if (status === 403) return scopeOf[step];
  if (status === 429) return 'limited';
  return status >= 500 ? 'platform_down' : 'failed';
}

/** What is lacking of what X said that a token permits. */
export function outcomeOfMissing(missing: string[]): Exclude<TrialOutcome, 'ok'> | undefined {
  if (missing.includes('tweet.read') || missing.includes('users.read')) return 'scope_read';
  if (missing.includes('dm.read')) return 'scope_dm_read';
  return missing.includes('dm.write') ? 'scope_dm_write' : undefined;
}

/** The outcome of a token that nobody uses any more. */
export const outcomeOfToken = (failure: TokenFailure): TrialOutcome =>
  failure === 'can_post' ? 'can_post' : `renewal_${failure}`;

const again =
  'Authorise the account again with the scopes tweet.read users.read dm.read dm.write offline.access (never tweet.write), and enter the new tokens.';

/** For each outcome: what is the matter, and what to do. */
export const outcomeTexts: Record<TrialOutcome, { text: string; advice: string | null }> = {
  ok: { text: 'Mentions can be read and messages sent.', advice: null },
  token_refused: {
    text: 'X refuses the access token: it is mistyped, withdrawn, or older than two hours.',
    advice: again,
  },
  token_sealed: {
    text: 'The stored token cannot be opened: SECRET_KEY is another one than when it was saved.',
    advice: 'Enter the tokens again, or start Redress with the SECRET_KEY it had.',
  },
  other_account: {
    text: 'The access token is of another account than the user id.',
    advice: 'Correct the user id, or sign in to X as the right account and authorise that one.',
  },
  scope_read: {
    text: 'The token may not read (scopes tweet.read, users.read).',
    advice: again,
  },
  scope_dm_read: {
    text: 'The token may not read direct messages (scope dm.read).',
    advice: again,
  },
  scope_dm_write: {
    text: 'The token may not send direct messages (scope dm.write).',
    advice: again,
  },
  can_post: {
    text: 'The token could post in public (scope tweet.write), so it is not used.',
    advice: again,
  },
  renewal_refused: { text: 'X refuses to renew the access token.', advice: again },
  renewal_interrupted: {
    text: 'A renewal was interrupted, and X takes the refresh token no longer.',
    advice: again,
  },
  not_renewed: {
    text: 'The access token ran out, and X has not given a new one yet.',
    advice: 'It is tried again each minute: test again then.',
  },
  not_permitted: {
    text: 'X does not let this app read mentions.',
    advice: 'Check the plan and the credit of the app on the developer console of X.',
  },
  limited: {
    text: 'A limit of X is reached.',
    advice: 'Nothing is wrong with the account: test again after the time below.',
  },
  no_network: {
    text: 'X cannot be reached from here.',
    advice:
      'Check the network, the name server and the firewall between this machine and api.x.com.',
  },
  timed_out: {
    text: 'X did not answer in time.',
    advice: 'Check whether a firewall drops the connection to api.x.com; then test again.',
  },
  platform_down: {
    text: 'X itself has trouble just now.',
    advice: 'Test again in some minutes.',
  },
  failed: {
    text: 'X answered what was not understood.',
    advice: 'Test again in some minutes; if it stays so, look at the status page of X.',
  },
};
