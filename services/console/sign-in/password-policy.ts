// Which new passwords are taken: long ones that nobody guesses first. No rules about kinds of characters (NIST SP 800-63B §3.1.1.2).
import { RequestError } from '#shared/errors.ts';
import { commonPasswords, commonWords } from './common-passwords.ts';

/** The least length, in characters. */
export const PASSWORD_CHARS_MIN = 12;
/** The greatest; beyond it nothing is gained. */
export const PASSWORD_CHARS_MAX = 200;
/** So many different characters at least. */
const DIFFERENT_MIN = 5;

const words = [...new Set(commonWords)].sort((a, b) => b.length - a.length);
const whole = new Set(commonPasswords);
const sequences = [
  '0123456789012345678901234567890',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
];

/** What is left when the words that common passwords are made of, runs of digits and signs are taken away. */
function ownPart(password: string, known: readonly string[]): string {
  let left = password;
  for (const word of known) if (word.length > 1) left = left.replaceAll(word, '\u0000');
  return left.replace(/[\d\s\p{P}\p{S}\u0000]/gu, '');
}

function isSequence(password: string): boolean {
  const back = [...password].reverse().join('');
  return sequences.some((sequence) => sequence.includes(password) || sequence.includes(back));
}

/** Why a password is not taken, as a word for programs; undefined: it is. */
export function passwordFault(
  password: string,
  who: { email: string; name: string },
): 'too_short' | 'too_long' | 'too_common' | undefined {
  const length = [...password].length;
  if (length < PASSWORD_CHARS_MIN) return 'too_short';
  if (length > PASSWORD_CHARS_MAX) return 'too_long';
  const plain = password.normalize('NFKC').toLowerCase();
  const own = `${who.email} ${who.name}`
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 2);
  const isCommon =
    whole.has(plain) ||
    new Set(plain).size < DIFFERENT_MIN ||
    isSequence(plain) ||
    // Three letters of one's own are what is appended to a common one.
    (ownPart(plain, [...own, ...words]).length < 3 &&
      plain.replace(/\D/g, '').length < PASSWORD_CHARS_MIN - 2);
  return isCommon ? 'too_common' : undefined;
}

const texts = {
  too_short: `must have at least ${PASSWORD_CHARS_MIN} characters`,
  too_long: `must have at most ${PASSWORD_CHARS_MAX} characters`,
  too_common: 'is one of those that are guessed first: choose several words of your own',
};

/**
 * Checks a new password.
 * @throws RequestError 422 password_refused.
 */
export function checkNewPassword(password: string, who: { email: string; name: string }): void {
  const fault = passwordFault(password, who);
  if (!fault) return;
  throw new RequestError(422, 'password_refused', `The password ${texts[fault]}.`, {
    fields: { password: texts[fault] },
    members: { fault },
  });
}
