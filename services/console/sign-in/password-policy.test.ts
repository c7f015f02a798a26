// Which new passwords are refused.
import { expect, test } from 'vitest';
import { checkNewPassword, passwordFault } from './password-policy.ts';

const who = { email: 'sam.miller@example.com', name: 'Sam Miller' };

test.each([
  'Password1234',
  'password password',
  'P@ssw0rd2026!',
  'qwertyuiop12',
  'aaaaaaaaaaaa',
  'ababababababab',
  '123456789012',
  'abcdefghijkl',
  'Summer2026!!!',
  'Redress2026!',
  'sammiller2026',
  'Miller.Sam.1987',
  'administrator1',
  'Passwort123456',
  'contraseña2026',
  'correcthorsebatterystaple',
])('%s is refused', (password) => {
  expect(passwordFault(password, who)).toBe('too_common');
});

test.each([
  'seven boats under the bridge',
  'gh7-Kq2-zzP-11x',
  'Bäckerei am Fluss',
  '8239471650293',
  '寿司が大好きな猫の名前は太郎です',
])('%s is taken', (password) => {
  expect(passwordFault(password, who)).toBeUndefined();
});

test('length counts characters, and its ends are told', () => {
  expect(passwordFault('elevenchars', who)).toBe('too_short');
  expect(passwordFault('😀'.repeat(11), who)).toBe('too_short');
  expect(passwordFault('x'.repeat(201), who)).toBe('too_long');
  expect(() => checkNewPassword('short', who)).toThrow(/at least 12 characters/);
});
