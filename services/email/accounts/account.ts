// What a mailbox of the console is: its settings as they are given, checked, and kept. Its password is account-secret.ts's.
import { isIP } from 'node:net';
import { z } from 'zod';
import { isLoopback, mailboxConfig } from '../email-config.ts';

const { name, tls, folder, after, flag, moveTo, since, trustedAuthservId } = mailboxConfig.shape;

/** No line ends or other controls: they have no place in a command of IMAP or a line of a log. */
const isPlain = (text: string): boolean => !/\p{Cc}/u.test(text);
const plain = (max: number) =>
  z.string().min(1).max(max).refine(isPlain, 'no line ends or control characters');

const isHost = (text: string): boolean => isIP(text) > 0 || /^[\p{L}\p{N}._-]+$/u.test(text);

/** A password as it is typed. */
const passwordSchema = plain(2000)
  .describe('Its password or app password. It is sealed at once and never given back.')
  .meta({ format: 'password', writeOnly: true });

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

function check(given: Checked, context: z.RefinementCtx): void {
  const issue = (path: string, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message });
  if (given.tls === 'none' && !isLoopback(given.host))
    issue('tls', 'must be tls or starttls unless the host is this machine');
  if (given.after === 'move' && (given.moveTo ?? given.folder) === given.folder)
    issue('moveTo', 'must name another folder when after is move');
}

/** A new mailbox. */
export const newAccountSchema = z
  .strictObject({ ...fields, password: passwordSchema })
  .superRefine(check);

/** What a mailbox is to be from now on. The name stays: its ledger and its position go by it. */
export const accountChangeSchema = z
  .strictObject({
    ...fields,
    password: passwordSchema
      .optional()
      .describe('Absent: the one that is kept, as long as host, port, tls and user stay.'),
  })
  .superRefine(check);

/** A mailbox to test before it is saved. */
export const accountTrialSchema = z
  .strictObject({
    ...fields,
    accountId: z.string().max(100).optional().describe('The one that would be changed.'),
    password: passwordSchema.optional().describe('Absent: that of the account.'),
  })
  .superRefine(check);

/** The settings of a mailbox, without its password. */
export type AccountSettings = Checked;

/** A mailbox as it is kept. `sealed`: its password, for account-secret.ts. */
export type MailAccount = AccountSettings & {
  accountId: string;
  sealed: string | null;
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
export const settingsOf = (given: AccountSettings): AccountSettings =>
  Object.fromEntries(settingNames.map((field) => [field, given[field]])) as AccountSettings;

/** Where a password would be sent to: with another of these it must be given anew. */
export const goesElsewhere = (before: AccountSettings, after: AccountSettings): boolean =>
  (['host', 'port', 'user', 'tls'] as const).some((field) => before[field] !== after[field]);
