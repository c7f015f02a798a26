// The secrets of a mailbox: sealed for one row, its server, user and who gives its tokens, so that a row that was altered opens
// nothing. Only the watching and the testing of a mailbox open them.
import { z } from 'zod';
import { PermanentError } from '#shared/errors.ts';
import { seal, unseal } from '#shared/sealed.ts';
import { Secret, type Signer } from '#shared/secret.ts';
import { grantIdOf } from '../oauth/token-source.ts';
import {
  type AccountSettings,
  type EnteredSecrets,
  goesElsewhere,
  type MailAccount,
  oauthParts,
} from './account.ts';

const PURPOSE = 'email-account';

/** The secrets were sealed under another SECRET_KEY, or their row was altered. */
export class SealedPasswordError extends PermanentError {
  override name = 'SealedPasswordError';
}

type Owner = { accountId: string } & Pick<
  AccountSettings,
  'host' | 'port' | 'user' | 'tls' | 'oauth'
>;

const about = ({ accountId, host, port, user, tls, oauth }: Owner): string => {
  const parts = oauthParts({ oauth });
  return JSON.stringify([accountId, host, port, user, tls, ...(parts ? [parts] : [])]);
};

/** A password, or what a token end point wants. */
export type AccountSecrets = { [name in keyof EnteredSecrets]?: Secret | undefined };

const tokenSecrets = z.strictObject({
  clientSecret: z.string().optional(),
  refreshToken: z.string().optional(),
});

const hide = (text: string | undefined): Secret | undefined =>
  text === undefined ? undefined : new Secret(text);

/** What was entered, so that it cannot be printed by accident. */
export const hidden = (entered: EnteredSecrets): AccountSecrets => ({
  password: hide(entered.password),
  clientSecret: hide(entered.clientSecret),
  refreshToken: hide(entered.refreshToken),
});

/** Seals the secrets for their mailbox: of one with a password that alone. */
export function sealSecrets(signer: Signer, owner: Owner, secrets: AccountSecrets): string {
  const { password, clientSecret, refreshToken } = secrets;
  const text = owner.oauth
    ? JSON.stringify({
        clientSecret: clientSecret?.expose(),
        refreshToken: refreshToken?.expose(),
      })
    : (password?.expose() ?? '');
  return seal(signer, PURPOSE, about(owner), text);
}

/**
 * Opens the secrets of a mailbox.
 * @throws SealedPasswordError with words on what to do.
 */
export function openSecrets(signer: Signer, account: MailAccount): AccountSecrets {
  try {
    const text = unseal(signer, PURPOSE, about(account), account.sealed ?? '');
    return account.oauth
      ? hidden(tokenSecrets.parse(JSON.parse(text)))
      : { password: new Secret(text) };
  } catch {
    throw new SealedPasswordError(
      'opening the stored password or token: it was sealed under another SECRET_KEY than this instance has; enter it again, or give back the key',
    );
  }
}

/** Those that are kept. What cannot be opened any more must not stand in the way of what was entered in its place. */
function keptSecrets(signer: Signer, before: MailAccount, given: AccountSecrets): AccountSecrets {
  try {
    return openSecrets(signer, before);
  } catch (error) {
    if (Object.values(given).every((secret) => secret === undefined)) throw error;
    return {};
  }
}

/**
 * The secrets after a change: those that were entered, for the rest those that are kept if they go where they went.
 * @throws SealedPasswordError when nothing was entered and those that are kept cannot be opened.
 */
export function secretsAfter(
  signer: Signer,
  before: MailAccount,
  after: AccountSettings,
  entered: EnteredSecrets,
): AccountSecrets {
  const given = hidden(entered);
  if (goesElsewhere(before, after)) return given;
  const kept = keptSecrets(signer, before, given);
  return {
    password: given.password ?? kept.password,
    clientSecret: given.clientSecret ?? kept.clientSecret,
    refreshToken: given.refreshToken ?? kept.refreshToken,
  };
}

/** What the refresh token of a mailbox goes by, if it has one. */
export const grantOf = (
  signer: Signer,
  { oauth }: Pick<AccountSettings, 'oauth'>,
  { refreshToken }: AccountSecrets,
): string | null =>
  oauth?.grant === 'refresh_token' && refreshToken ? grantIdOf(signer, oauth, refreshToken) : null;
