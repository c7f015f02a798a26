// The test of a mailbox before it is saved, with what was just entered. It must not become a way to try out other machines: hosts and
// ports by host-rules.ts, so many a person and time, one at a time, each on record.
import type { Clock } from '#shared/clock.ts';
import type { Db } from '#shared/db.ts';
import { RequestError } from '#shared/errors.ts';
import type { Staff } from '#shared/people.ts';
import type { Signer } from '#shared/secret.ts';
import type { OwnTrials, TrialResult } from '../channels/mailbox-trial.ts';
import { type AccountSettings, type EnteredSecrets, settingsOf } from './account.ts';
import { secretsFor } from './account-changes.ts';
import { type AccountSecrets, SealedPasswordError } from './account-secret.ts';
import { countTests, listAccounts, recordChange } from './account-store.ts';
import { accessOf, type MailWay } from './account-way.ts';

/** What a test needs of the service. */
export type TrialContext = {
  db: Db;
  clock: Clock;
  signer: Signer;
  trials: OwnTrials;
  way: MailWay;
};

const TESTS_MAX = 20;
const WINDOW_MS = 10 * 60_000;
const SECOND_MS = 1000;

/**
 * Writes the test down before it runs, unless there were too many: what is refused must not fill the record.
 * @throws RequestError 429 with the seconds to wait.
 */
async function countIn(
  { db, clock }: TrialContext,
  by: Staff,
  { host, port }: AccountSettings,
): Promise<void> {
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
  const entry = { at: now, by: by.staffId, accountId: null, details: { host, port } };
  await recordChange(db.query, { ...entry, what: 'tested' });
}

/** The secrets that were entered; for the rest those of the account, if they go where they always go. */
async function secretsOf(
  { db, signer }: TrialContext,
  given: AccountSettings,
  entered: EnteredSecrets & { accountId?: string | undefined },
): Promise<AccountSecrets> {
  const accounts = await listAccounts(db.query);
  const account = accounts.find(({ accountId }) => accountId === entered.accountId);
  return secretsFor(signer, account, given, entered);
}

/**
 * Tests what was entered.
 * @throws RequestError 409 test_running; 422 password_needed, secret_needed; 429 too_many_tests.
 */
export async function testEntered(
  context: TrialContext,
  by: Staff,
  entered: AccountSettings & EnteredSecrets & { accountId?: string | undefined },
): Promise<TrialResult> {
  const { trials, way } = context;
  try {
    const secrets = await secretsOf(context, settingsOf(entered), entered);
    const access = accessOf(settingsOf(entered), secrets, way);
    // Counted where no other test of theirs runs.
    return await trials(by.staffId, access, () => countIn(context, by, entered));
  } catch (error) {
    if (!(error instanceof SealedPasswordError)) throw error;
    return { outcome: 'secret_sealed', said: null, mails: null };
  }
}
