// The test of an account, with what was just entered or as it is saved. Few a person and time, one at a time, each on record: each
// costs requests that X counts.
import type { Clock } from '#shared/clock.ts';
import type { Db } from '#shared/db.ts';
import { PermanentError, RequestError, TransientError } from '#shared/errors.ts';
import type { Staff } from '#shared/people.ts';
import { SealedTokenError } from '#shared/platforms/kept-tokens.ts';
import { type AccessToken, createXCalls, type XLine } from '#shared/platforms/x-client.ts';
import { tryXAccount, type XTrial } from '#shared/platforms/x-trial.ts';
import {
  outcomeOf,
  outcomeOfMissing,
  outcomeOfToken,
  type TrialOutcome,
} from '../domain/account-outcome.ts';
import { missingScopes } from '../domain/renewal.ts';
import type { TokenKeepers } from '../tokens/keep-tokens.ts';
import { readTokens } from '../tokens/token-store.ts';
import type { GivenAccount } from './account.ts';
import { countTests, listAccounts, recordChange } from './account-store.ts';

/** What a test needs of the service. */
export type TrialContext = {
  db: Db;
  clock: Clock;
  line: XLine;
  keepers: TokenKeepers;
  /** Who runs a test now. */
  testing: Set<string>;
};

/** What a test found. `retryAt`: when a limit that is reached ends. */
export type TrialResult = {
  outcome: TrialOutcome;
  said: string | null;
  found: { userId: string; handle: string | null } | null;
  retryAt: Date | null;
};

const TESTS_MAX = 20;
const WINDOW_MS = 10 * 60_000;
const SECOND_MS = 1000;
const AT_ONCE_MAX = 5;
/** The longest that all of a test may take. */
const TRIAL_MS = 20_000;

/** Writes the test down before it runs, unless there were too many. */
async function countIn({ db, clock }: TrialContext, by: Staff, name: string): Promise<void> {
  const now = clock.now();
  const since = new Date(now.getTime() - WINDOW_MS);
  const { count, first } = await countTests(db.query, by.staffId, since);
  if (count >= TESTS_MAX) {
    const waitMs = (first ?? now).getTime() + WINDOW_MS - now.getTime();
    throw new RequestError(
      429,
      'too_many_tests',
      `That were ${TESTS_MAX} tests within ten minutes: wait a little, then test again.`,
      { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / SECOND_MS)) },
    );
  }
  const entry = { at: now, by: by.staffId, accountId: null, details: { name } };
  await recordChange(db.query, { ...entry, what: 'tested' });
}

/** Runs a test of somebody: one at a time, few at once altogether, on record. Throws RequestError 409, 429. */
export async function asTest<T>(
  context: TrialContext,
  by: Staff,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const { testing } = context;
  if (testing.has(by.staffId) || testing.size >= AT_ONCE_MAX)
    throw new RequestError(409, 'test_running', 'A test is running: wait until it has ended.');
  testing.add(by.staffId);
  try {
    await countIn(context, by, name);
    return await work();
  } finally {
    testing.delete(by.staffId);
  }
}

const nothing = { said: null, found: null, retryAt: null };

function resultOf(trial: XTrial, userId: string | null, missing: string[], now: Date): TrialResult {
  const { user, failure } = trial;
  const found = user ? { userId: user.userId, handle: user.handle ?? null } : null;
  if (failure) {
    const outcome = outcomeOf(failure);
    const retryAt = outcome === 'limited' ? new Date(now.getTime() + failure.waitMs) : null;
    return { outcome, said: failure.said.slice(0, 300) || null, found, retryAt };
  }
  const isOther = userId !== null && found?.userId !== userId;
  const outcome = isOther ? 'other_account' : (outcomeOfMissing(missing) ?? 'ok');
  return { ...nothing, outcome, found };
}

/** Asks X with a token. `scopes`: what X said before that it permits. */
export async function tryToken(
  { clock, line }: Pick<TrialContext, 'clock' | 'line'>,
  given: { userId: string | null; accessToken: AccessToken; scopes?: string[] | undefined },
): Promise<TrialResult> {
  const { userId, accessToken, scopes } = given;
  const calls = createXCalls(line, { clock, accessToken });
  const trial = await tryXAccount(calls, userId ?? undefined, AbortSignal.timeout(TRIAL_MS));
  return resultOf(trial, userId, scopes ? missingScopes(scopes) : [], clock.now());
}

/** The refusal to use a kept token for another account or app. */
export const tokenNeeded = (): RequestError =>
  new RequestError(
    422,
    'token_needed',
    'Enter the access token again: the one that is kept is of the user id and the app that it was given for.',
    { fields: { accessToken: 'is needed with another user id or client id' } },
  );

/** Why there is no token to test with. */
async function withoutToken(
  { db }: TrialContext,
  key: string,
  error: unknown,
): Promise<TrialResult> {
  const isKnown = error instanceof PermanentError || error instanceof TransientError;
  if (!isKnown) throw error;
  if (error.cause instanceof SealedTokenError) return { ...nothing, outcome: 'token_sealed' };
  const row = await readTokens(db.query, key);
  const outcome = row?.failure ? outcomeOfToken(row.failure) : 'not_renewed';
  return { ...nothing, outcome, said: row?.failureSaid ?? null };
}

/** Tests an account as it is saved; its token is renewed first where that is due. */
export async function tryKept(
  context: TrialContext,
  account: { accountId: string; userId: string },
): Promise<TrialResult> {
  const { accountId: key, userId } = account;
  const keeper = context.keepers({ key, userId }, context.line);
  let token: string;
  try {
    token = await keeper.accessToken(AbortSignal.timeout(TRIAL_MS));
  } catch (error) {
    return withoutToken(context, key, error);
  }
  const scopes = await keeper.scopes();
  return await tryToken(context, { userId, accessToken: async () => token, scopes });
}

/**
 * Tests what was entered; without an access token, that of the account that would be changed.
 * @throws RequestError 409 test_running; 422 token_needed; 429 too_many_tests.
 */
export async function testEntered(
  context: TrialContext,
  by: Staff,
  entered: GivenAccount & { accountId?: string | undefined },
): Promise<TrialResult> {
  const { accessToken, userId, accountId, clientId, name } = entered;
  return asTest(context, by, name, async () => {
    if (accessToken !== undefined)
      return tryToken(context, { userId, accessToken: async () => accessToken });
    const accounts = await listAccounts(context.db.query);
    const account = accounts.find((each) => each.accountId === accountId);
    const isSame = account?.userId === userId && account?.clientId === clientId;
    if (!account || !isSame) throw tokenNeeded();
    return tryKept(context, account);
  });
}
