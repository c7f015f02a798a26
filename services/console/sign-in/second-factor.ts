// The second factor: what is shown besides a password, and who needs one. Rows: second-factor-store.ts; codes: totp.ts.
import { randomBytes } from 'node:crypto';
import type { Tx } from '#shared/db.ts';
import { errorText, RequestError } from '#shared/errors.ts';
import { seal, unseal } from '#shared/sealed.ts';
import type { ConsoleContext } from '../console-context.ts';
import {
  findTotp,
  offerTotp,
  putRecoveryCodes,
  takeRecoveryCode,
  takeTotpStep,
} from './second-factor-store.ts';
import { newTotpSecret, stepOfCode, totpUri } from './totp.ts';

const RECOVERY_CODES = 10;
// Crockford's base32 without what is read wrong.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const PURPOSE = 'totp';

/** A code as it is typed, whatever spaces and hyphens; letters that look like digits are those digits. */
const plainCode = (typed: string): string =>
  typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');

const recoveryDigest = ({ signer }: ConsoleContext, staffId: string, typed: string): string =>
  signer.sign('recovery-code', `${staffId} ${plainCode(typed)}`, 32);

/** Makes new recovery codes (50 bits each), shown this once; those of before end. */
export async function makeRecoveryCodes(
  context: ConsoleContext,
  tx: Tx,
  staffId: string,
): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, () => {
    const text = [...randomBytes(10)].map((byte) => alphabet[byte % 32]).join('');
    return `${text.slice(0, 5)}-${text.slice(5)}`;
  });
  const digests = codes.map((code) => recoveryDigest(context, staffId, code));
  await putRecoveryCodes(tx, staffId, digests);
  return codes;
}

/**
 * Offers an app a secret; nothing is asked of it until a code of it was shown.
 * @throws RequestError 409 when one is in use.
 */
export async function offerApp(
  context: ConsoleContext,
  staff: { staffId: string; email: string },
): Promise<{ secret: string; uri: string }> {
  const secret = newTotpSecret();
  const sealed = seal(context.signer, PURPOSE, staff.staffId, secret);
  if (!(await offerTotp(context.db.query, staff.staffId, sealed)))
    throw new RequestError(
      409,
      'already_set_up',
      'An authenticator app is set up: remove it first.',
    );
  return { secret, uri: totpUri(secret, staff.email, `Redress ${context.policy.organisation}`) };
}

function stepOf(
  { signer, clock, log }: ConsoleContext,
  staffId: string,
  sealed: string,
  code: string,
): number | undefined {
  try {
    return stepOfCode(unseal(signer, PURPOSE, staffId, sealed), plainCode(code), clock.now());
  } catch (error) {
    log.error(
      { reason: errorText(error), staffId },
      'an authenticator app cannot be read: was SECRET_KEY changed? See docs/operations.md',
    );
    return undefined;
  }
}

/** Whether a code is of the person's app, and was not used before. `confirmed`: of one that is in use. */
export async function isAppCode(
  context: ConsoleContext,
  staffId: string,
  code: string,
  { confirmed }: { confirmed: boolean },
): Promise<boolean> {
  const kept = await findTotp(context.db.query, staffId);
  if (!kept || kept.confirmed !== confirmed) return false;
  const step = stepOf(context, staffId, kept.sealedSecret, code);
  if (step === undefined) return false;
  return takeTotpStep(context.db.query, staffId, step, kept.sealedSecret);
}

/** Whether a code is of the app, or a recovery code; it counts once. */
export async function isSecondFactor(
  context: ConsoleContext,
  staffId: string,
  code: string,
): Promise<boolean> {
  if (/^\d{6}$/.test(plainCode(code)))
    return isAppCode(context, staffId, code, { confirmed: true });
  const digest = recoveryDigest(context, staffId, code);
  return takeRecoveryCode(context.db.query, staffId, digest, context.clock.now());
}
