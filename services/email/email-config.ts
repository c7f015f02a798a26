// The settings of the e-mail connectors: mailboxes and the SMTP inlet. Read from outside by services/config.ts alone.
import { z } from 'zod';
import { Secret } from '#shared/secret.ts';
import { consoleMailboxConfig, isLoopback } from './accounts/host-rules.ts';
import { oauthConfig } from './oauth/oauth-settings.ts';

const MEBIBYTE = 1024 * 1024;
// What common providers accept, with the third that base64 adds (25 MB attachments).
const BYTES_DEFAULT = 35 * MEBIBYTE;
// PostgreSQL's limits and memory allow more, a single mail should not.
const BYTES_MAX = 150 * MEBIBYTE;

const bytesMax = z.coerce.number().int().min(10_000).max(BYTES_MAX).default(BYTES_DEFAULT);

/** One mailbox that is watched. */
export const mailboxConfig = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens, at most 40')
      .describe('Names the mailbox in the ledger and on /metrics: `imap:<name>`.'),
    host: z.string().min(1).max(255).describe('IMAP server.'),
    port: z.coerce.number().int().min(1).max(65_535).default(993).describe('IMAP port.'),
    tls: z
      .enum(['tls', 'starttls', 'none'])
      .default('tls')
      .describe('`tls` from the first byte (993), `starttls` (143), `none` on loopback only.'),
    user: z.string().min(1).max(320).describe('Account name.'),
    password: z
      .string()
      .min(1)
      .transform((text) => new Secret(text))
      .optional()
      .describe('Its password. Either this or passwordFile.'),
    passwordFile: z
      .string()
      .min(1)
      .optional()
      .describe(
        'A file with the password or token, read at each sign-in so that it can be renewed.',
      ),
    auth: z
      .enum(['password', 'oauth2'])
      .default('password')
      .describe('`oauth2`: what is given as password is an access token (SASL XOAUTH2).'),
    oauth: oauthConfig
      .optional()
      .describe('In place of a password: who gives access tokens, which Redress renews by itself.'),
    folder: z.string().min(1).max(255).default('INBOX').describe('Folder to read.'),
    after: z
      .enum(['flag', 'move', 'none'])
      .default('flag')
      .describe(
        'What is done to a mail once it is stored: set `flag`, move it to `moveTo`, nothing.',
      ),
    flag: z
      .string()
      .regex(/^\\?[\w$-]{1,60}$/, 'a flag such as \\Seen or a keyword')
      .default('\\Seen')
      .describe('Flag or keyword that is set after storing. It is never read.'),
    moveTo: z
      .string()
      .min(1)
      .max(255)
      .optional()
      .describe('Folder for stored mails; made if missing.'),
    pollSeconds: z.coerce
      .number()
      .min(1)
      .max(3600)
      .default(60)
      .describe('How often to look without being told by IDLE.'),
    since: z.iso
      .date()
      .optional()
      .describe(
        'Mails that arrived before this day are left alone. Without it everything is taken in.',
      ),
    bytesMax: bytesMax.describe(
      'A larger mail is kept by its head and first text, for a person to look at.',
    ),
    trustedAuthservId: z
      .string()
      .min(1)
      .max(255)
      .optional()
      .describe(
        'Whose Authentication-Results are believed (RFC 8601): the server of this mailbox.',
      ),
  })
  .superRefine((mailbox, context) => {
    const issue = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (mailbox.tls === 'none' && !isLoopback(mailbox.host))
      issue('tls', 'must be tls or starttls unless the host is this machine');
    if (mailbox.after === 'move' && (mailbox.moveTo ?? mailbox.folder) === mailbox.folder)
      issue('moveTo', 'must name another folder when after is move');
    const { password, passwordFile, oauth } = mailbox;
    const ways = [password, passwordFile, oauth].filter((way) => way !== undefined);
    if (ways.length !== 1) issue('password', 'give either password or passwordFile, or oauth');
  });
export type MailboxConfig = z.infer<typeof mailboxConfig>;

/** Everything the service needs to know. */
export const emailConfig = z.strictObject({
  inletPort: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(2525)
    .describe('Port of the SMTP inlet on 127.0.0.1; 0 switches it off.'),
  inletBytesMax: bytesMax.describe('Largest mail that the SMTP inlet takes (announced as SIZE).'),
  inletTrustedAuthservId: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe(
      'Whose Authentication-Results are believed on the inlet: the mail server in front of it.',
    ),
  mailboxes: z
    .array(mailboxConfig)
    .max(100)
    .default([])
    .refine(
      (mailboxes) => new Set(mailboxes.map((mailbox) => mailbox.name)).size === mailboxes.length,
      'names must differ',
    )
    .describe('Mailboxes that are watched by IMAP.'),
  consoleMailboxes: consoleMailboxConfig
    .prefault({})
    .describe('What mailboxes that administrators add in the console may reach.'),
});
export type EmailConfig = z.infer<typeof emailConfig>;
