// What a mailbox with OAuth may be set to, and where its tokens come from.
import { expect, test } from 'vitest';
import { consoleMailboxConfig, createTokenAddressOf } from '../accounts/host-rules.ts';
import { mailboxConfig } from '../email-config.ts';
import {
  knownTokenHosts,
  oauthConfig,
  oauthSchema,
  scopeOf,
  tokenUrlOf,
} from './oauth-settings.ts';

const microsoft = {
  provider: 'microsoft',
  grant: 'client_credentials',
  tenant: 'shop.example',
  clientId: 'c',
};
const google = { provider: 'google', grant: 'refresh_token', clientId: 'c' };
const other = {
  provider: 'other',
  grant: 'refresh_token',
  clientId: 'c',
  tokenUrl: 'https://id.example.com/token',
};

const issuesOf = (
  schema: {
    safeParse(given: unknown): { error?: { issues: { path: PropertyKey[] }[] } | undefined };
  },
  given: unknown,
) => (schema.safeParse(given).error?.issues ?? []).map(({ path }) => path.join('.'));

test('R72 each provider has its token end point and the scope that IMAP needs', () => {
  const application = oauthSchema.parse(microsoft);
  expect(tokenUrlOf(application).href).toBe(
    'https://login.microsoftonline.com/shop.example/oauth2/v2.0/token',
  );
  expect(scopeOf(application)).toBe('https://outlook.office365.com/.default');
  expect(scopeOf({ ...application, grant: 'refresh_token' })).toContain(
    'IMAP.AccessAsUser.All offline_access',
  );
  expect(tokenUrlOf(oauthSchema.parse(google)).href).toBe('https://oauth2.googleapis.com/token');
  expect(scopeOf(oauthSchema.parse(google))).toBe('https://mail.google.com/');
  expect(tokenUrlOf(oauthSchema.parse(other)).href).toBe(other.tokenUrl);
  expect(scopeOf(oauthSchema.parse({ ...other, scope: 'mail' }))).toBe('mail');
});

test.each([
  ['tenant', { ...microsoft, tenant: null }],
  ['tenant', { ...microsoft, tenant: 'common' }],
  ['tenant', { ...microsoft, tenant: 'a/../../b' }],
  ['tenant', { ...google, tenant: 'shop.example' }],
  ['grant', { ...google, grant: 'client_credentials' }],
  ['tokenUrl', { ...other, tokenUrl: null }],
  ['tokenUrl', { ...google, tokenUrl: other.tokenUrl }],
  ['tokenUrl', { ...other, tokenUrl: 'http://id.example.com/token' }],
  ['tokenUrl', { ...other, tokenUrl: 'https://me:secret@id.example.com/token' }],
  ['tokenUrl', { ...other, tokenUrl: 'file:///etc/passwd' }],
  ['clientId', { ...other, clientId: 'a\r\nb' }],
])('S20 what cannot work is refused by its field: %s', (field, given) => {
  expect(issuesOf(oauthSchema, given)).toEqual([field]);
});

test('the configuration file gives each secret once, and what the grant needs', () => {
  expect(issuesOf(oauthConfig, { ...microsoft, clientSecret: 's' })).toEqual([]);
  expect(issuesOf(oauthConfig, microsoft)).toEqual(['clientSecret']);
  expect(issuesOf(oauthConfig, { ...google, refreshTokenFile: '/x' })).toEqual([]);
  expect(issuesOf(oauthConfig, google)).toEqual(['refreshToken']);
  expect(issuesOf(oauthConfig, { ...google, refreshToken: 't', refreshTokenFile: '/x' })).toEqual([
    'refreshToken',
  ]);
  expect(issuesOf(oauthConfig, { ...microsoft, clientSecret: 's', refreshToken: 't' })).toEqual([
    'refreshToken',
  ]);
  const box = { name: 'care', host: 'outlook.office365.com', user: 'care@shop.example' };
  const oauth = { ...microsoft, clientSecretFile: '/x' };
  expect(issuesOf(mailboxConfig, { ...box, oauth })).toEqual([]);
  expect(issuesOf(mailboxConfig, { ...box, oauth, password: 'p' })).toEqual(['password']);
  expect(
    JSON.stringify(oauthConfig.parse({ ...google, refreshToken: 'never-shown' })),
  ).not.toContain('never-shown');
});

test('S20 tokens are asked for at known hosts and those of the configuration, never in a private network', async () => {
  const lookUp = async (host: string) => [host.includes('inside') ? '10.1.2.3' : '93.184.216.34'];
  const config = consoleMailboxConfig.parse({
    tokenHosts: ['ID.example.com', 'id.example.com:8443', 'inside.example.com'],
  });
  const addressOf = createTokenAddressOf(config, knownTokenHosts, lookUp);
  for (const [host, port] of [
    ['login.microsoftonline.com', 443],
    ['oauth2.googleapis.com', 443],
    ['id.example.com', 443],
    ['id.example.com', 8443],
  ] as const)
    expect(await addressOf(host, port)).toBe('93.184.216.34');
  for (const [host, port] of [
    ['oauth2.googleapis.com', 8443],
    ['evil.example.com', 443],
    ['inside.example.com', 443],
    ['169.254.169.254', 443],
  ] as const)
    await expect(addressOf(host, port)).rejects.toMatchObject({ name: 'HostRefusedError' });
});
