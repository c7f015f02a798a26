// From a mailbox of the console to the settings of one that is watched or tested, and the ways out that it may take.
import type { Secret } from '#shared/secret.ts';
import { mailboxConfig } from '../email-config.ts';
import type { MailboxAccess } from '../imap-connect.ts';
import { createTokenSource, type TokenDeps } from '../oauth/token-source.ts';
import type { AccountSettings } from './account.ts';
import type { AccountSecrets } from './account-secret.ts';
import type { AddressOf } from './host-rules.ts';

/** What mailboxes of the console may reach: mail servers and token end points. */
export type MailWay = { addressOf: AddressOf; tokenAddressOf: AddressOf; tokenDeps: TokenDeps };

const exposed = (name: string, secret: Secret | undefined): Record<string, string> =>
  secret ? { [name]: secret.expose() } : {};

/** The settings of an account as those of the configuration file are written. */
export function accessOf(
  account: AccountSettings,
  secrets: AccountSecrets,
  { addressOf, tokenAddressOf, tokenDeps }: MailWay,
): MailboxAccess {
  const { address: _address, since, moveTo, trustedAuthservId, oauth, ...same } = account;
  const { password, clientSecret, refreshToken } = secrets;
  const tokenSecrets = {
    ...exposed('clientSecret', clientSecret),
    ...exposed('refreshToken', refreshToken),
  };
  const config = mailboxConfig.parse({
    ...same,
    ...(since === null ? {} : { since }),
    ...(moveTo === null ? {} : { moveTo }),
    ...(trustedAuthservId === null ? {} : { trustedAuthservId }),
    ...(oauth ? { oauth: { ...oauth, ...tokenSecrets } } : exposed('password', password)),
  });
  const tokens = config.oauth && createTokenSource(config.oauth, tokenDeps, tokenAddressOf);
  return { ...config, addressOf, tokens };
}
