// What an administrator changes about an account, in one transaction with its entry in the record. Rows: account-store.ts.
import type { Db, Query, Tx } from '#shared/db.ts';
import { RequestError } from '#shared/errors.ts';
import { newId } from '#shared/ids.ts';
import { findStaff, type Staff } from '#shared/people.ts';
import { sealToken } from '#shared/platforms/kept-tokens.ts';
import { Secret, type Signer } from '#shared/secret.ts';
import { outcomeTexts } from '../domain/account-outcome.ts';
import { sealRenewal } from '../tokens/keep-tokens.ts';
import { forgetTokens, replaceTokens } from '../tokens/token-store.ts';
import {
  type AccountSettings,
  type GivenAccount,
  type SocialAccount,
  settingNames,
  settingsOf,
} from './account.ts';
import {
  type AccountChange,
  insertAccount,
  listAccounts,
  lockAccount,
  lockAccounts,
  recordChange,
  updateAccount,
} from './account-store.ts';
import { asTest, type TrialContext, tokenNeeded, tryToken } from './account-trial.ts';

/** What changes need of the service. `configured`: whether the configuration file has an account. */
export type AccountContext = TrialContext & {
  db: Db;
  signer: Signer;
  configured: boolean;
  /** Has the watch look at once. */
  wake(): void;
};

const notFound = () =>
  new RequestError(404, 'not_found', 'There is no such account among those of the console.');

/** The administrator who acts, read again in the transaction: a demotion works at once. */
async function needAdministrator(tx: Tx, by: Staff): Promise<void> {
  const acting = await findStaff(tx.query, by.staffId);
  if (!acting?.active || acting.role !== 'admin')
    throw new RequestError(403, 'role_too_low', 'This needs the role admin.');
}

/** One that is not removed, locked. Throws 404. */
async function needAccount(tx: Tx, accountId: string): Promise<SocialAccount> {
  const account = await lockAccount(tx, accountId);
  if (!account) throw notFound();
  return account;
}

/** A case does not say yet which account was spoken to, so two would answer for each other. */
async function refuseSecond({ configured }: AccountContext, query: Query): Promise<void> {
  if (configured)
    throw new RequestError(
      409,
      'account_in_file',
      'The configuration file has an account on X, and one is the most for now: remove it there first.',
    );
  const [other] = await listAccounts(query);
  if (other)
    throw new RequestError(
      409,
      'one_account_only',
      `There is the account ${other.name} already, and one is the most for now: remove it first.`,
    );
}

type Entry = {
  by: Staff;
  accountId: string;
  what: AccountChange;
  details?: Record<string, unknown>;
};

const noted = ({ clock }: AccountContext, tx: Tx, entry: Entry): Promise<void> =>
  recordChange(tx.query, {
    ...{ at: clock.now(), by: entry.by.staffId, accountId: entry.accountId, what: entry.what },
    details: entry.details ?? {},
  });

/** Whose the token is, where that was not said: asked of the platform. Throws 422 with what is wrong. */
async function lookUp(
  context: AccountContext,
  by: Staff,
  { name, userId, accessToken }: GivenAccount,
): Promise<{ userId: string; handle: string | null }> {
  if (userId !== null) return { userId, handle: null };
  if (accessToken === undefined) throw tokenNeeded();
  const { outcome, found } = await asTest(context, by, name, () =>
    tryToken(context, { userId: null, accessToken: async () => accessToken }),
  );
  if (found) return found;
  const { text } = outcomeTexts[outcome];
  throw new RequestError(
    422,
    'account_unknown',
    `Whose account it is could not be found: ${text} Enter its numeric user id, or test the connection.`,
    { fields: { userId: 'could not be found with this access token' }, members: { outcome } },
  );
}

/** Keeps what was entered, sealed, in the place of what was there. */
async function keepTokens(
  { signer }: AccountContext,
  tx: Tx,
  account: { accountId: string; userId: string; clientId: string | null },
  { accessToken, refreshToken, clientSecret }: GivenAccount,
): Promise<void> {
  if (accessToken === undefined) return;
  const { accountId, userId, clientId } = account;
  const owner = { key: accountId, userId };
  const renewal =
    clientId !== null && refreshToken !== undefined
      ? sealRenewal(signer, owner, {
          ...{ clientId, refreshToken: new Secret(refreshToken) },
          ...(clientSecret === undefined ? {} : { clientSecret: new Secret(clientSecret) }),
        })
      : null;
  const sealedAccess = sealToken(signer, owner, 'access', accessToken);
  await replaceTokens(tx.query, accountId, { sealedAccess, sealedRenewal: renewal, seed: null });
}

/**
 * Adds an account, which is watched from now on.
 * @throws RequestError 403; 409 account_in_file, one_account_only; 422 account_unknown.
 */
export async function addAccount(
  context: AccountContext,
  by: Staff,
  given: GivenAccount,
): Promise<SocialAccount> {
  const { db, clock, wake } = context;
  // Before anything is asked of the platform; it holds only within the transaction.
  await refuseSecond(context, db.query);
  const { userId, handle } = await lookUp(context, by, given);
  const settings = settingsOf({ ...given, userId });
  return db.transaction(async (tx) => {
    await needAdministrator(tx, by);
    await lockAccounts(tx);
    await refuseSecond(context, tx.query);
    const account = { ...settings, accountId: newId(), handle, state: 'active' as const };
    const { accountId } = account;
    await insertAccount(tx, account, { at: clock.now(), by: by.staffId });
    await keepTokens(context, tx, account, given);
    await noted(context, tx, { by, accountId, what: 'added', details: settings });
    tx.afterCommit(wake);
    return needAccount(tx, accountId);
  });
}

function differences(before: AccountSettings, after: AccountSettings) {
  const changed = settingNames.filter((field) => before[field] !== after[field]);
  return Object.fromEntries(
    changed.map((field) => [field, { from: before[field], to: after[field] }]),
  );
}

function refuseStale({ version }: SocialAccount, ifVersion: number | undefined): void {
  if (ifVersion === undefined || ifVersion === version) return;
  throw new RequestError(412, 'changed_meanwhile', 'Somebody changed it since you read this.', {
    members: { version },
  });
}

/** What must not be changed, or not without the token. */
function refuseChange(before: SocialAccount, after: AccountSettings, given: GivenAccount): void {
  if (after.name !== before.name)
    throw new RequestError(422, 'name_stays', 'The name stays: add another account instead.', {
      fields: { name: `must stay ${before.name}` },
    });
  const isSame = after.userId === before.userId && after.clientId === before.clientId;
  if (!isSame && given.accessToken === undefined) throw tokenNeeded();
}

/**
 * Changes an account; who watches it begins anew with what it is now.
 * @throws RequestError 403; 404; 412 when it changed since `ifVersion`; 422 token_needed, name_stays, account_unknown.
 */
export async function changeAccount(
  context: AccountContext,
  by: Staff,
  accountId: string,
  change: { given: GivenAccount; ifVersion: number | undefined },
): Promise<SocialAccount> {
  const { db, clock, wake } = context;
  const { given, ifVersion } = change;
  const { userId, handle } = await lookUp(context, by, given);
  return db.transaction(async (tx) => {
    await needAdministrator(tx, by);
    const before = await needAccount(tx, accountId);
    refuseStale(before, ifVersion);
    const settings = settingsOf({ ...given, userId });
    refuseChange(before, settings, given);
    const details = {
      ...differences(settingsOf(before), settings),
      ...(given.accessToken === undefined ? {} : { accessToken: 'replaced' }),
    };
    if (Object.keys(details).length === 0) return before;
    const known = userId === before.userId ? (handle ?? before.handle) : handle;
    const after = { ...settings, accountId, handle: known, state: before.state };
    await updateAccount(tx, after, { at: clock.now(), by: by.staffId });
    await keepTokens(context, tx, after, given);
    await noted(context, tx, { by, accountId, what: 'changed', details });
    tx.afterCommit(wake);
    return needAccount(tx, accountId);
  });
}

const stateWords = { active: 'resumed', paused: 'paused', removed: 'removed' } as const;

/**
 * Pauses, resumes or removes an account; again changes nothing. A removed one keeps its place in the record, not its tokens.
 * @throws RequestError 403; 404.
 */
export async function setAccountState(
  context: AccountContext,
  by: Staff,
  accountId: string,
  state: SocialAccount['state'],
): Promise<SocialAccount> {
  const { db, clock, wake } = context;
  return db.transaction(async (tx) => {
    await needAdministrator(tx, by);
    const before = await needAccount(tx, accountId);
    if (before.state === state) return before;
    await updateAccount(tx, { ...before, state }, { at: clock.now(), by: by.staffId });
    if (state === 'removed') await forgetTokens(tx, accountId);
    await noted(context, tx, { by, accountId, what: stateWords[state] });
    tx.afterCommit(wake);
    return state === 'removed' ? { ...before, state } : needAccount(tx, accountId);
  });
}
