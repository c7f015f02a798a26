// The YAML file that REDRESS_CONFIG names: channels, staff, policy, the finer settings of services. Each field is declared
// by the service that it is for; the environment is config.ts's.
import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { ConfigError, errorText } from '#shared/errors.ts';
import { xAccountConfig } from '#shared/platforms/x.ts';
import { casesConfig } from './cases/cases.ts';
import { classifierConfig } from './classifier/classifier.ts';
import { usersConfig } from './config-users.ts';
import { consoleConfig } from './console/console-context.ts';
import { consoleMailboxConfig } from './email/accounts/host-rules.ts';
import { mailboxConfig } from './email/email-config.ts';
import { notifierConfig } from './notifier/notifier.ts';
import { portalConfig } from './portal/portal-context.ts';
import { consoleAccountConfig } from './social/accounts/account.ts';

/** Two of the same name would share a connector, its ledger and its position. */
const namesDiffer = (entries: { name: string }[]): boolean =>
  new Set(entries.map(({ name }) => name)).size === entries.length;
const TWICE = 'two of them have the same name: each needs its own';

const configFileSchema = z
  .strictObject({
    channels: z
      .strictObject({
        mailboxes: z
          .array(mailboxConfig)
          .refine(namesDiffer, TWICE)
          .default([])
          .describe('Mailboxes read by IMAP.'),
        consoleMailboxes: consoleMailboxConfig
          .prefault({})
          .describe('What mailboxes that administrators add in the console may reach.'),
        x: z
          .array(xAccountConfig)
          // A case does not say yet which account was spoken to, so two would answer for each other.
          .max(1, 'only one account for now')
          .default([])
          .describe('The account on X.'),
        consoleAccounts: consoleAccountConfig
          .prefault({})
          .describe('What accounts that administrators add in the console may reach.'),
      })
      .prefault({}),
    users: usersConfig,
    policy: z.unknown().optional().describe('Values laid over the default policy.'),
    portal: portalConfig
      .omit({ rateLimitPerMinute: true })
      .prefault({})
      .describe('Settings of the portal; INTAKE_RATE_LIMIT is one of the environment.'),
    cases: casesConfig.prefault({}).describe('Settings of the cases.'),
    console: consoleConfig.prefault({}).describe('Settings of the console: sessions, signing in.'),
    classifier: classifierConfig.prefault({}).describe('Settings of the classifier.'),
    notifier: z
      .strictObject(notifierConfig.omit({ smtpUrl: true, ownAddresses: true }).shape)
      .prefault({})
      .describe('Settings of the notifier; SMTP_URL is one of the environment.'),
  })
  .prefault({});

/** What the file holds, defaults filled in. */
export type ConfigFile = z.infer<typeof configFileSchema>;

/**
 * Reads and checks the file; without one, every value is its default.
 * @throws ConfigError with one line: the file, the line, the field, its fault.
 */
export function readConfigFile(path: string | undefined): ConfigFile {
  if (!path) return configFileSchema.parse({});
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(
      `REDRESS_CONFIG: cannot be read (${errorText(error)}): give the path of a YAML file`,
    );
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = document.errors[0];
  if (broken) throw new ConfigError(`REDRESS_CONFIG: ${path}: ${broken.message.split('\n')[0]}`);
  const result = configFileSchema.safeParse(document.toJS() ?? {});
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = document.getIn(issue?.path as unknown[], true) as { range?: [number] } | undefined;
  const line = where?.range ? `:${lines.linePos(where.range[0]).line}` : '';
  throw new ConfigError(
    `REDRESS_CONFIG: ${path}${line}: ${issue?.path.map(String).join('.')}: ${issue?.message}`,
  );
}
