// What a mailbox with OAuth 2.0 is set to, in the configuration file and in the console: who gives the tokens, for which client, by
// which grant. Asking for one is token-client.ts's.
import { z } from 'zod';
import { Secret } from '#shared/secret.ts';
import { isLoopback } from '../accounts/host-rules.ts';

/** Who gives access tokens. */
const oauthProviders = ['microsoft', 'google', 'other'] as const;
/** How they are asked for (RFC 6749 §4.4 and §6). */
const oauthGrants = ['client_credentials', 'refresh_token'] as const;

const isPlain = (text: string): boolean => !/\p{Cc}/u.test(text);
const plain = (max: number) =>
  z.string().min(1).max(max).refine(isPlain, 'no line ends or control characters');

function isTokenUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, hash } = new URL(text);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
  return isSafe && username === '' && password === '' && hash === '';
}

const fields = {
  provider: z
    .enum(oauthProviders)
    .describe('Who gives the tokens; `other`: whoever answers at tokenUrl.'),
  grant: z
    .enum(oauthGrants)
    .describe(
      '`client_credentials`: the application itself may read the mailbox (Microsoft 365). `refresh_token`: a person authorised it.',
    ),
  tenant: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,99}$/, 'the id of the directory, or one of its domains')
    .nullable()
    .default(null)
    .describe('Of Microsoft: the id of the directory (tenant), or one of its domains.'),
  clientId: plain(500).describe('The id under which Redress is registered at the provider.'),
  tokenUrl: z
    .string()
    .max(2000)
    .refine(isTokenUrl, 'an https address, without user, password or fragment')
    .nullable()
    .default(null)
    .describe('Token end point of `other`. In the console: one of consoleMailboxes.tokenHosts.'),
  scope: plain(1000)
    .nullable()
    .default(null)
    .describe('What is asked for; null: what reading mail by IMAP needs at this provider.'),
};

type Oauth = z.output<z.ZodObject<typeof fields>>;
/** Who gives the tokens of a mailbox, without any secret. */
export type OauthSettings = Oauth;

/** The names of the settings. */
export const oauthNames = Object.keys(fields) as (keyof OauthSettings)[];

// These stand for no directory of one's own (learn.microsoft.com, "OAuth 2.0 client credentials flow").
const sharedTenants = ['common', 'organizations', 'consumers'];

function check(given: Oauth, issue: (path: string, message: string) => void): void {
  const { provider, grant, tenant, tokenUrl } = given;
  if (provider === 'microsoft' && tenant === null) issue('tenant', 'is needed for Microsoft');
  if (provider !== 'microsoft' && tenant !== null) issue('tenant', 'is for Microsoft only');
  if (grant === 'client_credentials' && sharedTenants.includes(tenant ?? ''))
    issue('tenant', 'must be a directory of its own for client_credentials');
  if (provider === 'google' && grant === 'client_credentials')
    issue('grant', 'must be refresh_token for Google');
  if (provider === 'other' && tokenUrl === null) issue('tokenUrl', 'is needed for other');
  if (provider !== 'other' && tokenUrl !== null) issue('tokenUrl', 'is for other only');
}

const checked = (given: Oauth, context: z.RefinementCtx): void =>
  check(given, (path, message) => context.addIssue({ code: 'custom', path: [path], message }));

/** As the console gives them. */
export const oauthSchema = z
  .strictObject(fields)
  .superRefine(checked)
  .meta({ id: 'MailboxOauth', description: 'Who gives the access tokens of a mailbox.' });

const secret = z
  .string()
  .min(1)
  .max(8000)
  .transform((text) => new Secret(text))
  .optional();
const file = z.string().min(1).max(4000).optional();

/** As the configuration file gives them, with the secrets or the files that hold them. */
export const oauthConfig = z
  .strictObject({
    ...fields,
    clientSecret: secret.describe('Its secret. Either this or clientSecretFile.'),
    clientSecretFile: file.describe('A file with the secret, read at each renewal.'),
    refreshToken: secret.describe(
      'What a person authorised. Either this or refreshTokenFile. A newer one that the provider gives is kept sealed in the database.',
    ),
    refreshTokenFile: file.describe('A file with it, read at each renewal.'),
  })
  .superRefine((given, context) => {
    const issue = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    check(given, issue);
    const both = (one: unknown, other: unknown) => one !== undefined && other !== undefined;
    const none = (one: unknown, other: unknown) => one === undefined && other === undefined;
    if (both(given.clientSecret, given.clientSecretFile))
      issue('clientSecret', 'give either clientSecret or clientSecretFile');
    if (both(given.refreshToken, given.refreshTokenFile))
      issue('refreshToken', 'give either refreshToken or refreshTokenFile');
    const isForItself = given.grant === 'client_credentials';
    if (isForItself && none(given.clientSecret, given.clientSecretFile))
      issue('clientSecret', 'client_credentials needs clientSecret or clientSecretFile');
    if (isForItself !== none(given.refreshToken, given.refreshTokenFile))
      issue(
        'refreshToken',
        isForItself ? 'is for refresh_token only' : 'give refreshToken or refreshTokenFile',
      );
  });
export type OauthConfig = z.infer<typeof oauthConfig>;

/** The token end points that need no permission in the configuration. */
export const knownTokenHosts = ['login.microsoftonline.com', 'oauth2.googleapis.com'];

/** Where the tokens are asked for. */
export function tokenUrlOf({ provider, tenant, tokenUrl }: OauthSettings): URL {
  if (provider === 'microsoft')
    return new URL(
      `https://login.microsoftonline.com/${encodeURIComponent(tenant ?? '')}/oauth2/v2.0/token`,
    );
  return new URL(provider === 'google' ? 'https://oauth2.googleapis.com/token' : (tokenUrl ?? ''));
}

const scopes = {
  // learn.microsoft.com, "Authenticate an IMAP, POP or SMTP connection using OAuth".
  microsoft: {
    client_credentials: 'https://outlook.office365.com/.default',
    refresh_token: 'https://outlook.office.com/IMAP.AccessAsUser.All offline_access',
  },
  // developers.google.com/workspace/gmail/imap/xoauth2-protocol
  google: { client_credentials: '', refresh_token: 'https://mail.google.com/' },
  other: { client_credentials: '', refresh_token: '' },
};

/** What is asked for; empty: what the provider gives this client anyway. */
export const scopeOf = ({ provider, grant, scope }: OauthSettings): string =>
  scope ?? scopes[provider][grant];
