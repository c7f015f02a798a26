// What a refused access token means.
import { expect, test } from 'vitest';
import { marginOf, missingScopes, passesByItself, tokenFailureOf } from './token-failure.ts';

test.each([
  ['client_refused', 401, 'invalid_client', 'AADSTS7000215: Invalid client secret provided.'],
  ['client_refused', 400, 'unauthorized_client', 'AADSTS700016: Application was not found'],
  ['client_refused', 400, 'invalid_request', "AADSTS90002: Tenant 'x' not found."],
  ['grant_refused', 400, 'invalid_grant', 'Token has been expired or revoked.'],
  ['grant_refused', 400, 'invalid_grant', 'AADSTS700082: The refresh token has expired'],
  [
    'scope_refused',
    400,
    'invalid_grant',
    'AADSTS65001: The user or administrator has not consented',
  ],
  [
    'scope_refused',
    400,
    'invalid_scope',
    'AADSTS70011: The provided value for scope is not valid.',
  ],
  ['token_failed', 400, 'invalid_request', 'something else'],
  ['token_failed', 404, undefined, undefined],
  ['token_unreachable', 503, 'temporarily_unavailable', ''],
  ['token_unreachable', 429, undefined, undefined],
] as const)('R72 a refusal is named: %s for %d %s', (failure, status, error, description) => {
  expect(tokenFailureOf({ status, error, description })).toBe(failure);
  expect(passesByItself(failure)).toBe(failure === 'token_unreachable');
});

test('a scope that was not given is missing, however it is written', () => {
  const imap = 'https://outlook.office.com/IMAP.AccessAsUser.All offline_access';
  expect(missingScopes(imap, 'https://outlook.office.com/imap.accessasuser.all')).toEqual([]);
  expect(missingScopes(imap, 'IMAP.AccessAsUser.All SMTP.Send')).toEqual([]);
  expect(missingScopes(imap, 'https://outlook.office.com/SMTP.Send')).toEqual([
    'https://outlook.office.com/IMAP.AccessAsUser.All',
  ]);
  expect(missingScopes('https://mail.google.com/', 'https://mail.google.com/')).toEqual([]);
  expect(missingScopes('https://mail.google.com/', 'openid email')).toHaveLength(1);
  expect(missingScopes('https://outlook.office365.com/.default', 'x')).toEqual([]);
  expect(missingScopes(imap, undefined)).toEqual([]);
});

test('a token is renewed five minutes before its end, a short one a tenth of its life before', () => {
  expect(marginOf(3_600_000)).toBe(300_000);
  expect(marginOf(60_000)).toBe(6_000);
});
