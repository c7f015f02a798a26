// The password of a mailbox: sealed for one row, its server and its user, so that a row that was altered opens nothing. Only the
// watching and the testing of a mailbox open it.
import { PermanentError } from '#shared/errors.ts';
import { seal, unseal } from '#shared/sealed.ts';
import { Secret, type Signer } from '#shared/secret.ts';
import type { AccountSettings, MailAccount } from './account.ts';

const PURPOSE = 'email-account';

/** The password was sealed under another SECRET_KEY, or its row was altered. */
export class SealedPasswordError extends PermanentError {
  override name = 'SealedPasswordError';
}

type Owner = { accountId: string } & Pick<AccountSettings, 'host' | 'port' | 'user' | 'tls'>;

const about = ({ accountId, host, port, user, tls }: Owner): string =>
  JSON.stringify([accountId, host, port, user, tls]);

/** Seals a password for its mailbox. */
export const sealPassword = (signer: Signer, owner: Owner, password: Secret): string =>
  seal(signer, PURPOSE, about(owner), password.expose());

/**
 * Opens the password of a mailbox.
 * @throws SealedPasswordError with words on what to do.
 */
export function openPassword(signer: Signer, account: MailAccount): Secret {
  try {
    return new Secret(unseal(signer, PURPOSE, about(account), account.sealed ?? ''));
  } catch {
    throw new SealedPasswordError(
      'opening the stored password: it was sealed under another SECRET_KEY than this instance has; enter the password again, or give back the key',
    );
  }
}
