// What a mailbox of the console is: its settings as they are given, checked, and kept. Its secrets are account-secret.ts's.
import { isIP } from 'node:net';
import { z } from 'zod';
import { mailboxConfig } from '../email-config.ts';
import { oauthNames, oauthSchema } from '../oauth/oauth-settings.ts';
import { isLoopback } from './host-rules.ts';

const { name, tls, folder, after, flag, moveTo, since, trustedAuthservId } = mailboxConfig.shape;

/** No line ends or other controls: they have no place in a command of IMAP or a line of a log. */
const isPlain = (text: string): boolean => !/\p{Cc}/u.test(text);
const plain = (max: number) =>
  z.string().min(1).max(max).refine(isPlain, 'no line ends or control characters');

const isHost = (text: string): boolean => isIP(text) > 0 || /^[\p{L}\p{N}._-]+$/u.test(text);

const hidden = (max: number, what: string) =>
  plain(max)
    .optional()
    .describe(`${what} It is sealed at once and never given back.`)
    .meta({ format: 'password', writeOnly: true });

/** What must stay secret, as it is typed. */
const secrets = {
  password: hidden(2000, 'Its password or app password; with oauth none.'),
  clientSecret: hidden(2000, 'With oauth: the secret of the client.'),
  refreshToken: hidden(8000, 'With oauth by refresh_token: what a person authorised.'),
};
export type EnteredSecrets = z.output<z.ZodObject<typeof secrets>>;

const fields = {
  name: name.describe('Names the mailbox in the ledger and the list: `imap:<name>`.'),
  address: z.email().max(320).describe('Where customers write to.'),
  host: z
    .string()
    .min(1)
    .max(253)
    .refine(isHost, 'a host name or an address, without port or path')
    .describe('IMAP server. Public addresses, and networks that the configuration names.'),
  port: z.int().min(1).max(65_535).default(993).describe('One of those that are allowed.'),
  tls,
  user: plain(320).describe('Account name.'),
  oauth: oauthSchema
    .nullable()
    .default(null)
    .describe('Who gives access tokens, which are renewed by themselves; null: a password.'),
  folder: folder.refine(isPlain, 'no line ends or control characters'),
  ...{ after, flag },
  moveTo: moveTo
    .unwrap()
    .refine(isPlain, 'no line ends or control characters')
    .nullable()
    .default(null),
  since: since
    .unwrap()
    .nullable()
    .default(null)
    .describe('Mails that arrived before this day are left alone; null: all are taken in.'),
  trustedAuthservId: trustedAuthservId
    .unwrap()
    .refine(isPlain, 'no line ends or control characters')
    .nullable()
    .default(null)
    .describe('Whose Authentication-Results are believed (RFC 8601): the server of this mailbox.'),
  pollSeconds: z.int().min(1).max(3600).default(60).describe('How often to look without news.'),
};

type Checked = z.output<z.ZodObject<typeof fields>>;

function check(given: Checked & EnteredSecrets, context: z.RefinementCtx): void {
  const issue = (path: string, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message });
  if (given.tls === 'none' && !isLoopback(given.host))
    issue('tls', 'must be tls or starttls unless the host is this machine');
  if (given.after === 'move' && (given.moveTo ?? given.folder) === given.folder)
    issue('moveTo', 'must name another folder when after is move');
  const { oauth, password, clientSecret, refreshToken } = given;
  if (oauth && password !== undefined) issue('password', 'is not for a mailbox with oauth');
  if (!oauth && clientSecret !== undefined) issue('clientSecret', 'is for a mailbox with oauth');
  if (oauth?.grant !== 'refresh_token' && refreshToken !== undefined)
    issue('refreshToken', 'is for a mailbox with oauth by refresh_token');
}

/** Which secret is needed and not there. A client that a person authorised may have none (RFC 6749 §2.1, public). */
export const missingSecret = (
  { oauth }: Pick<Checked, 'oauth'>,
  has: { [name in keyof EnteredSecrets]: unknown },
): keyof EnteredSecrets | undefined => {
  const needed = !oauth
    ? 'password'
    : oauth.grant === 'refresh_token'
      ? 'refreshToken'
      : 'clientSecret';
  return has[needed] === undefined ? needed : undefined;
};

/** A new mailbox. */
export const newAccountSchema = z
  .strictObject({ ...fields, ...secrets })
  .superRefine(check)
  .superRefine((given, context) => {
    const missing = missingSecret(given, given);
    if (missing) context.addIssue({ code: 'custom', path: [missing], message: 'is needed' });
  });

/** What a mailbox is to be from now on. The name stays: its ledger and its position go by it. */
export const accountChangeSchema = z
  .strictObject({
    ...fields,
    // Absent: those that are kept, as long as they go where they went.
    ...secrets,
  })
  .superRefine(check);

/** A mailbox to test before it is saved. */
export const accountTrialSchema = z
  .strictObject({
    ...fields,
    accountId: z.string().max(100).optional().describe('The one that would be changed.'),
    ...secrets,
  })
  .superRefine(check);

/** The settings of a mailbox, without its secrets. */
export type AccountSettings = Checked;

/** A mailbox as it is kept. `sealed`: its secrets, for account-secret.ts. `grantId`: what its refresh token goes by. */
export type MailAccount = AccountSettings & {
  accountId: string;
  sealed: string | null;
  grantId: string | null;
  state: 'active' | 'paused' | 'removed';
  version: number;
  createdAt: Date;
  createdBy: string;
  changedAt: Date;
  changedBy: string;
};

/** The names of the settings, as the record lists them. */
const settingNames = Object.keys(fields) as (keyof AccountSettings)[];

/** The settings alone. */
export const settingsOf = (given: AccountSettings): AccountSettings =>
  Object.fromEntries(settingNames.map((field) => [field, given[field]])) as AccountSettings;

/** Who gives the tokens, as a list whose order is ours: JSON of the database has an order of its own. */
export const oauthParts = ({ oauth }: Pick<AccountSettings, 'oauth'>): unknown[] | null =>
  oauth && oauthNames.map((name) => oauth[name]);

const sameOauth = (one: AccountSettings, other: AccountSettings): boolean =>
  JSON.stringify(oauthParts(one)) === JSON.stringify(oauthParts(other));

/** Where a secret would be sent to, and what for: with another of these it must be given anew. */
export const goesElsewhere = (before: AccountSettings, after: AccountSettings): boolean =>
  (['host', 'port', 'user', 'tls'] as const).some((field) => before[field] !== after[field]) ||
  !sameOauth(before, after);

/** What a change makes another, by the names of the settings; of oauth each part by itself. */
export function differences(
  before: AccountSettings,
  after: AccountSettings,
): Record<string, { from: unknown; to: unknown }> {
  const plainly = settingNames.filter((field) => field !== 'oauth');
  const parts = oauthNames.map((name) => [
    `oauth.${name}`,
    before.oauth?.[name] ?? null,
    after.oauth?.[name] ?? null,
  ]);
  const all = [...plainly.map((field) => [field, before[field], after[field]]), ...parts];
  return Object.fromEntries(
    all.filter(([, from, to]) => from !== to).map(([field, from, to]) => [field, { from, to }]),
  );
}
