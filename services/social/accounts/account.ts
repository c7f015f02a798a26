// What an account of the console is: its settings as they are given, checked, and kept. Its tokens are ../tokens'.
import { z } from 'zod';
import { simulatorUrl, xAccountConfig } from '#shared/platforms/x.ts';

/** What accounts that administrators add in the console may reach besides the platforms themselves. */
export const consoleAccountConfig = z.strictObject({
  xApiUrl: simulatorUrl
    .optional()
    .describe(
      'A simulator on loopback instead of https://api.x.com, for tests and demonstrations.',
    ),
});
export type ConsoleAccountConfig = z.infer<typeof consoleAccountConfig>;

const { name, userId, clientId } = xAccountConfig.shape;

const token = (what: string) =>
  z
    .string()
    .regex(/^[\x21-\x7e]{1,2000}$/, 'no spaces or line ends: copy it whole')
    .optional()
    .describe(`${what} It is sealed at once and never given back.`)
    .meta({ format: 'password', writeOnly: true });

const secrets = {
  accessToken: token('OAuth 2.0 user access token of the account.'),
  refreshToken: token('Its refresh token: with the client id, Redress renews the access token.'),
  clientSecret: token('Client secret of the app, where it is a confidential client.'),
};

const fields = {
  name: name.describe('Names the account in the ledger and the list: `x:<name>`.'),
  userId: userId
    .nullable()
    .default(null)
    .describe('Numeric user id of the account; null: that of the access token.'),
  clientId: clientId
    .unwrap()
    .nullable()
    .default(null)
    .describe('OAuth 2.0 client id of the app, where Redress is to renew the token.'),
  pollSeconds: z
    .int()
    .min(5)
    .max(900)
    .default(60)
    .describe('How often new mentions are asked for.'),
  since: z.iso
    .date()
    .nullable()
    .default(null)
    .describe('Mentions of before this day are left alone; null: all that X still shows.'),
};

type Entered = z.output<z.ZodObject<typeof fields & typeof secrets>>;

function check(given: Entered, context: z.RefinementCtx): void {
  const issue = (path: string, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message });
  const { accessToken, refreshToken, clientSecret } = given;
  if (refreshToken && given.clientId === null) issue('clientId', 'is needed with a refresh token');
  if (clientSecret && !refreshToken) issue('refreshToken', 'is needed with a client secret');
  if (refreshToken && !accessToken) issue('accessToken', 'is needed with a refresh token');
  if (accessToken && given.clientId !== null && !refreshToken)
    issue('refreshToken', 'is needed with a client id');
}

/** A new account. */
export const newAccountSchema = z
  .strictObject({ ...fields, ...secrets, accessToken: secrets.accessToken.unwrap() })
  .superRefine(check);

/** What an account is to be from now on. The name stays: its ledger and its cursor go by it. */
export const accountChangeSchema = z
  .strictObject({ ...fields, ...secrets })
  .superRefine(check)
  .describe('Without an access token those kept stay, as long as user id and client id stay.');

/** An account to test before it is saved. */
export const accountTrialSchema = z
  .strictObject({
    ...{ ...fields, ...secrets },
    accountId: z.string().max(100).optional().describe('The one that would be changed.'),
  })
  .superRefine(check);

/** What is given of an account. */
export type GivenAccount = Entered;

/** The settings of an account, without its tokens. */
export type AccountSettings = Omit<z.output<z.ZodObject<typeof fields>>, 'userId'> & {
  userId: string;
};

/** An account as it is kept. */
export type SocialAccount = AccountSettings & {
  accountId: string;
  handle: string | null;
  state: 'active' | 'paused' | 'removed';
  version: number;
  createdAt: Date;
  createdBy: string;
  changedAt: Date;
  changedBy: string;
};

/** The names of the settings, as the record lists them. */
export const settingNames = Object.keys(fields) as (keyof AccountSettings)[];

/** The settings alone. */
export const settingsOf = (given: AccountSettings): AccountSettings => ({
  ...{ name: given.name, userId: given.userId, clientId: given.clientId },
  ...{ pollSeconds: given.pollSeconds, since: given.since },
});
