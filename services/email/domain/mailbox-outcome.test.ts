// What a failed connection test is called.
import { expect, test } from 'vitest';
import { SealedPasswordError } from '../accounts/account-secret.ts';
import { HostRefusedError } from '../accounts/host-rules.ts';
import { TokenLoginError } from '../imap-connect.ts';
import { TokenRefusedError, TokenUnreachableError } from '../oauth/token-client.ts';
import { SecretFileError } from '../oauth/token-source.ts';
import {
  failureCodeOf,
  knownCode,
  outcomeOf,
  outcomeTexts,
  trialOutcomes,
} from './mailbox-outcome.ts';

const coded = (code: string, more: object = {}) => Object.assign(new Error('x'), { code, ...more });
const caused = (cause: unknown) => new Error('signing in: failed', { cause });

test.each([
  ['host_unknown', coded('ENOTFOUND')],
  ['host_unknown', caused(coded('EAI_AGAIN'))],
  ['refused', caused(coded('ECONNREFUSED'))],
  ['refused', new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')])],
  ['unreachable', coded('EHOSTUNREACH')],
  ['timed_out', coded('CONNECT_TIMEOUT')],
  ['timed_out', coded('ETIMEDOUT')],
  ['tls', coded('DEPTH_ZERO_SELF_SIGNED_CERT')],
  ['tls', coded('CERT_HAS_EXPIRED')],
  ['tls', coded('ERR_TLS_CERT_ALTNAME_INVALID')],
  ['tls', coded('ERR_SSL_WRONG_VERSION_NUMBER')],
  ['tls', Object.assign(new Error('Server does not support STARTTLS'), { tlsFailed: true })],
  ['credentials', caused(Object.assign(new Error('x'), { authenticationFailed: true }))],
  ['failed', coded('ECONNRESET')],
  ['failed', 'something thrown that is no error'],
] as const)('while connecting: %s', (outcome, error) => {
  expect(outcomeOf('connecting', error)).toBe(outcome);
});

test('the step says what the error does not', () => {
  expect(outcomeOf('secret', coded('ENOENT'))).toBe('secret_file');
  expect(outcomeOf('secret', new SealedPasswordError('x'))).toBe('secret_sealed');
  expect(outcomeOf('connecting', new HostRefusedError('x'))).toBe('host_refused');
  expect(outcomeOf('folder', new Error('Command failed'))).toBe('folder');
  expect(outcomeOf('folder', coded('ETIMEDOUT'))).toBe('timed_out');
  expect(outcomeOf('time', undefined)).toBe('timed_out');
  expect(outcomeOf('flags', undefined)).toBe('read_only');
  expect(outcomeOf('flags', coded('ETIMEDOUT'))).toBe('timed_out');
});

test('an error that is its own cause ends', () => {
  const error: Error = new Error('x');
  error.cause = error;
  expect(outcomeOf('connecting', error)).toBe('failed');
});

test('every failure says what to do', () => {
  for (const outcome of trialOutcomes)
    expect([outcome, outcomeTexts[outcome].advice !== null]).toEqual([outcome, outcome !== 'ok']);
});

test.each([
  ['secret_sealed', new SealedPasswordError('x')],
  ['secret_file', new SecretFileError('x')],
  ['host_refused', new HostRefusedError('x')],
  ['grant_refused', new TokenRefusedError('x', 'grant_refused')],
  ['token_unreachable', new TokenUnreachableError('x', undefined, coded('ECONNREFUSED'))],
  ['token_login', new TokenLoginError('x', { cause: { authenticationFailed: true } })],
  ['credentials', caused(Object.assign(new Error('x'), { authenticationFailed: true }))],
  ['refused', caused(coded('ECONNREFUSED'))],
  [undefined, caused(coded('ECONNRESET'))],
  [undefined, 'something thrown that is no error'],
] as const)('an outage is known to be about: %s', (code, error) => {
  expect(failureCodeOf(error)).toBe(code);
});

test('a code that a later version wrote is none that is known', () => {
  expect(knownCode('credentials')).toBe('credentials');
  expect(knownCode('of_tomorrow')).toBeNull();
  expect(knownCode(null)).toBeNull();
});
