// Codes of an authenticator app (RFC 6238: SHA-1, six digits, thirty seconds, as all apps have them). The only user of otpauth.
import { Secret, TOTP } from 'otpauth';

const PERIOD_S = 30;
/** Clocks of phones go wrong by a step at most. */
const WINDOW = 1;

const totpOf = (secret: string, label: string, issuer: string): TOTP =>
  new TOTP({ issuer, label, secret: Secret.fromBase32(secret), period: PERIOD_S, digits: 6 });

/** A fresh secret of 160 bits in base32. */
export const newTotpSecret = (): string => new Secret({ size: 20 }).base32;

/** The address that an app reads from the square code (otpauth://). */
export const totpUri = (secret: string, label: string, issuer: string): string =>
  // A colon parts issuer and account in it.
  totpOf(secret, label, issuer.replaceAll(':', ' ')).toString();

/** The time step that a code is of, if it is of one around now. */
export function stepOfCode(secret: string, code: string, now: Date): number | undefined {
  const delta = totpOf(secret, '', '').validate({
    token: code,
    timestamp: now.getTime(),
    window: WINDOW,
  });
  return delta === null ? undefined : Math.floor(now.getTime() / 1000 / PERIOD_S) + delta;
}

/** The code of a time: what the app shows. For tests. */
export const codeAt = (secret: string, at: Date): string =>
  totpOf(secret, '', '').generate({ timestamp: at.getTime() });
