// What an administrator changes about a mailbox, in one transaction with its entry in the record. Rows: account-store.ts.
import type { Clock } from '#shared/clock.ts';
import type { Db, Tx } from '#shared/db.ts';
import { RequestError } from '#shared/errors.ts';
import { newId } from '#shared/ids.ts';
import { findStaff, type Staff } from '#shared/people.ts';
import type { Signer } from '#shared/secret.ts';
import type { MailboxConfig } from '../email-config.ts';
import { forgetGrant } from '../oauth/grant-store.ts';
import {
  type AccountSettings,
  differences,
  type EnteredSecrets,
  goesElsewhere,
  type MailAccount,
  missingSecret,
  settingsOf,
} from './account.ts';
import {
  type AccountSecrets,
  grantOf,
  hidden,
  sealSecrets,
  secretsAfter,
} from './account-secret.ts';
import {
  type AccountChange,
  insertAccount,
  listAccounts,
  lockAccount,
  lockAccounts,
  recordChange,
  updateAccount,
} from './account-store.ts';

/** What changes need of the service. `configured`: the mailboxes of the configuration file. */
export type AccountContext = {
  db: Db;
  clock: Clock;
  signer: Signer;
  configured: MailboxConfig[];
  /** Has the watch look at once. */
  wake(): void;
};

const ACCOUNTS_MAX = 100;

const notFound = () =>
  new RequestError(404, 'not_found', 'There is no such mailbox among those of the console.');

/** The administrator who acts, read again in the transaction: a demotion works at once. */
async function needAdministrator(tx: Tx, by: Staff): Promise<void> {
  const acting = await findStaff(tx.query, by.staffId);
  if (!acting?.active || acting.role !== 'admin')
    throw new RequestError(403, 'role_too_low', 'This needs the role admin.');
}

/** One that is not removed, locked. Throws 404. */
async function needAccount(tx: Tx, accountId: string): Promise<MailAccount> {
  const account = await lockAccount(tx, accountId);
  if (!account) throw notFound();
  return account;
}

const placeOf = ({ host, user, folder }: Pick<MailboxConfig, 'host' | 'user' | 'folder'>) =>
  JSON.stringify([host.toLowerCase(), user.toLowerCase(), folder]);

/** Two of one name would share a position, two of one folder would hide who takes what in. */
async function refuseTwice(
  { configured }: AccountContext,
  tx: Tx,
  given: AccountSettings,
  accountId?: string,
): Promise<void> {
  const others = (await listAccounts(tx.query)).filter((each) => each.accountId !== accountId);
  if (accountId === undefined && others.length >= ACCOUNTS_MAX)
    throw new RequestError(409, 'too_many', `There are ${ACCOUNTS_MAX}: remove one first.`);
  const all = [...configured, ...others];
  if (all.some((each) => each.name === given.name))
    throw new RequestError(409, 'name_taken', 'Another mailbox has this name: choose another.', {
      fields: { name: 'another mailbox has it' },
    });
  const same = all.find((each) => placeOf(each) === placeOf(given));
  if (same)
    throw new RequestError(
      409,
      'already_watched',
      `The mailbox ${same.name} reads this folder of this account already.`,
    );
}

const noted = (
  { clock }: AccountContext,
  tx: Tx,
  entry: {
    by: Staff;
    accountId: string;
    what: AccountChange;
    details?: Record<string, unknown>;
  },
): Promise<void> =>
  recordChange(tx.query, {
    ...{ at: clock.now(), by: entry.by.staffId, accountId: entry.accountId, what: entry.what },
    details: entry.details ?? {},
  });

/**
 * Adds a mailbox, which is watched from now on.
 * @throws RequestError 403; 409 name_taken, already_watched, too_many.
 */
export async function addAccount(
  context: AccountContext,
  by: Staff,
  given: AccountSettings & EnteredSecrets,
): Promise<MailAccount> {
  const { db, clock, signer } = context;
  const settings = settingsOf(given);
  return db.transaction(async (tx) => {
    await needAdministrator(tx, by);
    await lockAccounts(tx);
    await refuseTwice(context, tx, settings);
    const accountId = newId();
    const secrets = secretsFor(signer, undefined, settings, given);
    const sealed = sealSecrets(signer, { ...settings, accountId }, secrets);
    const grantId = grantOf(signer, settings, secrets);
    const account = { ...settings, accountId, sealed, grantId };
    await insertAccount(tx, account, { at: clock.now(), by: by.staffId });
    await noted(context, tx, { by, accountId, what: 'added', details: settings });
    tx.afterCommit(context.wake);
    return needAccount(tx, accountId);
  });
}

/** The refusal to send kept secrets to another server, or to go without one that is needed. */
export const secretNeeded = (missing: keyof EnteredSecrets): RequestError =>
  missing === 'password'
    ? new RequestError(
        422,
        'password_needed',
        'Enter the password again: the one that is kept goes to the server, port and user that it was given for, and nowhere else.',
        { fields: { password: 'is needed with another host, port, tls or user' } },
      )
    : new RequestError(
        422,
        'secret_needed',
        'Enter client secret and refresh token again: those that are kept go to the servers, user and client that they were given for, and nowhere else.',
        { fields: { [missing]: 'is needed with another host, port, tls, user or oauth' } },
      );

/** The secrets that a change leaves. @throws RequestError 422 when one is needed anew, or what is kept cannot be opened. */
export function secretsFor(
  signer: Signer,
  before: MailAccount | undefined,
  after: AccountSettings,
  entered: EnteredSecrets,
): AccountSecrets {
  const secrets = before ? secretsAfter(signer, before, after, entered) : hidden(entered);
  const missing = missingSecret(after, secrets);
  if (missing) throw secretNeeded(missing);
  return secrets;
}

/** Whether anything secret was entered. */
const isEntered = ({ password, clientSecret, refreshToken }: EnteredSecrets): boolean =>
  [password, clientSecret, refreshToken].some((each) => each !== undefined);

/** Sealed secrets and what the refresh token goes by, as a change leaves them. */
function sealedAfter(
  { signer }: AccountContext,
  before: MailAccount,
  after: AccountSettings,
  entered: EnteredSecrets,
): Pick<MailAccount, 'sealed' | 'grantId'> {
  if (!isEntered(entered) && !goesElsewhere(before, after))
    return { sealed: before.sealed, grantId: before.grantId };
  const secrets = secretsFor(signer, before, after, entered);
  return {
    sealed: sealSecrets(signer, { ...after, accountId: before.accountId }, secrets),
    grantId: grantOf(signer, after, secrets),
  };
}

/** Of secrets the record says that they were replaced, and no more. */
const replacedBy = (entered: EnteredSecrets): Record<string, 'replaced'> =>
  Object.fromEntries(
    (['password', 'clientSecret', 'refreshToken'] as const).flatMap((name) =>
      entered[name] === undefined ? [] : [[name, 'replaced']],
    ),
  );

/**
 * Changes a mailbox; who watches it begins anew with what it is now.
 * @throws RequestError 403; 404; 409; 412 when it changed since `ifVersion`; 422 password_needed, secret_needed.
 */
export async function changeAccount(
  context: AccountContext,
  by: Staff,
  accountId: string,
  change: {
    given: AccountSettings & EnteredSecrets;
    ifVersion: number | undefined;
  },
): Promise<MailAccount> {
  const { db, clock } = context;
  const { given, ifVersion } = change;
  return db.transaction(async (tx) => {
    await needAdministrator(tx, by);
    await lockAccounts(tx);
    const before = await needAccount(tx, accountId);
    refuseStale(before, ifVersion);
    const settings = settingsOf(given);
    if (settings.name !== before.name)
      throw new RequestError(422, 'name_stays', 'The name stays: add another mailbox instead.', {
        fields: { name: `must stay ${before.name}` },
      });
    await refuseTwice(context, tx, settings, accountId);
    const secrets = sealedAfter(context, before, settings, given);
    const details = {
      ...differences(settingsOf(before), settings),
      ...replacedBy(given),
    };
    if (Object.keys(details).length === 0) return before;
    const after = { ...settings, ...secrets, accountId, state: before.state };
    await updateAccount(tx, after, { at: clock.now(), by: by.staffId });
    if (before.grantId && before.grantId !== after.grantId)
      await forgetGrant(tx.query, before.grantId);
    await noted(context, tx, { by, accountId, what: 'changed', details });
    tx.afterCommit(context.wake);
    return needAccount(tx, accountId);
  });
}

function refuseStale({ version }: MailAccount, ifVersion: number | undefined): void {
  if (ifVersion === undefined || ifVersion === version) return;
  throw new RequestError(412, 'changed_meanwhile', 'Somebody changed it since you read this.', {
    members: { version },
  });
}

const stateWords = { active: 'resumed', paused: 'paused', removed: 'removed' } as const;

/**
 * Pauses, resumes or removes a mailbox; again changes nothing. A removed one keeps its place in the record, not its password.
 * @throws RequestError 403; 404.
 */
export async function setAccountState(
  context: AccountContext,
  by: Staff,
  accountId: string,
  state: MailAccount['state'],
): Promise<MailAccount> {
  const { db, clock } = context;
  return db.transaction(async (tx) => {
    await needAdministrator(tx, by);
    const before = await needAccount(tx, accountId);
    if (before.state === state) return before;
    const isRemoved = state === 'removed';
    const after = { ...before, state, ...(isRemoved ? { sealed: null, grantId: null } : {}) };
    await updateAccount(tx, after, { at: clock.now(), by: by.staffId });
    if (isRemoved && before.grantId) await forgetGrant(tx.query, before.grantId);
    await noted(context, tx, { by, accountId, what: stateWords[state] });
    tx.afterCommit(context.wake);
    return isRemoved ? after : needAccount(tx, accountId);
  });
}
