// All settings: the environment and the file that REDRESS_CONFIG names (config-file.ts), parsed once. The only reader of
// process.env.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { KafkaSecurity } from '#shared/bus/kafka/security.ts';
import { ConfigError, errorText } from '#shared/errors.ts';
import { loadPolicy, type Policy } from '#shared/policy/policy.ts';
import { Secret } from '#shared/secret.ts';
import { keepSecretFile } from '#shared/secret-file.ts';
import { type ConfigFile, readConfigFile } from './config-file.ts';
import { kafkaFaultOf, kafkaSecurityOf, kafkaVariables } from './kafka-config.ts';

const SECRET_KEY_CHARS_MIN = 32;

const port = z.coerce.number('expected a port, 0 to 65535').int().min(0).max(65_535);
const secret = z.string().transform((text) => new Secret(text));
const url = (...protocols: string[]) =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol.slice(0, -1)),
      `expected a URL that begins with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`,
    );

/** `Name <mailbox@domain>` or a bare address (RFC 5322 mailbox, the plain forms). */
const mailbox = z.string().transform((text, context) => {
  const match = /^\s*(?:"?([^"<>]*?)"?\s*<([^<>\s@]+@[^<>\s@]+)>|([^<>\s@]+@[^<>\s@]+))\s*$/.exec(
    text,
  );
  const address = match?.[2] ?? match?.[3];
  if (!address) {
    context.addIssue({ code: 'custom', message: 'expected "Name <address@domain>" or an address' });
    return z.NEVER;
  }
  return { name: match?.[1] ?? '', address };
});

const environmentSchema = z
  .object({
    PORT: port.default(8080).describe('Port of the web server.'),
    HOST: z.string().min(1).default('127.0.0.1').describe('Address the web server listens on.'),
    REDRESS_DATA: z
      .string()
      .min(1)
      .default('./data')
      .describe('Folder of the embedded PostgreSQL and the kept secrets.'),
    DATABASE_URL: url('postgres', 'postgresql')
      .optional()
      .describe('PostgreSQL to use instead of the embedded one.'),
    ...kafkaVariables,
    SMTP_URL: url('smtp', 'smtps')
      .optional()
      .describe('Server for outgoing mail; without it mail is caught and shown.'),
    SMTP_INLET_PORT: port
      .default(2525)
      .describe('Loopback port that takes mail in; 0 switches it off.'),
    MAIL_FROM: mailbox
      .prefault('Customer care <care@redress.localhost>')
      .describe('Mailbox outgoing mail comes from.'),
    PUBLIC_URL: url('http', 'https')
      .optional()
      .describe('Address customers reach this instance at.'),
    SECRET_KEY: z
      .string()
      .min(SECRET_KEY_CHARS_MIN, `expected at least ${SECRET_KEY_CHARS_MIN} characters`)
      .optional()
      .describe('Key of all signatures.'),
    REDRESS_CONFIG: z
      .string()
      .optional()
      .describe('YAML file with channels, users and policy, applied at each start.'),
    INTAKE_RATE_LIMIT: z.coerce
      .number('expected a number, 0 or more')
      .int()
      .min(0)
      .default(30)
      .describe(
        'Complaints a minute and address on the public form and API; 0 switches the limit off.',
      ),
    METRICS_TOKEN: z
      .string()
      .min(16, 'expected at least 16 characters')
      .optional()
      .describe('Bearer token of /metrics.'),
    LOG_LEVEL: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
      .default('info')
      .describe('Least level that is logged.'),
  })
  .superRefine((values, context) => {
    if (values.DATABASE_URL && !values.SECRET_KEY) {
      const message =
        'missing: it is required when DATABASE_URL is set, at least 32 characters, the same for all processes';
      context.addIssue({ code: 'custom', path: ['SECRET_KEY'], message });
    }
    const kafkaFault = kafkaFaultOf(values);
    if (kafkaFault) context.addIssue({ code: 'custom', ...kafkaFault });
  });

/** The variables that may be given as a file's path in NAME_FILE. */
const fileVariables = ['DATABASE_URL', 'KAFKA_PASSWORD', 'SMTP_URL', 'SECRET_KEY', 'METRICS_TOKEN'];

export type Environment = Record<string, string | undefined>;

/** Everything an instance is told from outside. */
export type Config = {
  port: number;
  host: string;
  dataDir: string;
  databaseUrl: Secret | undefined;
  kafkaBrokers: string[] | undefined;
  kafkaSecurity: KafkaSecurity;
  smtpUrl: Secret | undefined;
  smtpInletPort: number;
  mailFrom: { name: string; address: string };
  publicUrl: string | undefined;
  secretKey: Secret | undefined;
  intakeRateLimit: number;
  metricsToken: Secret | undefined;
  logLevel: string;
  policy: Policy;
  /** What the file says of the policy, without the defaults. */
  ownPolicy: unknown;
} & Omit<ConfigFile, 'policy'>;

function withFileVariables(environment: Environment): Environment {
  const values = { ...environment };
  for (const name of fileVariables) {
    const path = environment[`${name}_FILE`];
    if (!path) continue;
    try {
      values[name] = readFileSync(path, 'utf8').trim();
    } catch (error) {
      throw new ConfigError(
        `${name}_FILE: cannot be read (${errorText(error)}): give the path of a readable file`,
      );
    }
  }
  // An empty variable is an absent one, as compose files write it.
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
}

/**
 * Parses the environment and the file it names.
 * @throws ConfigError with one line: the variable, its fault, what is expected.
 */
export function parseConfig(environment: Environment): Config {
  const result = environmentSchema.safeParse(withFileVariables(environment));
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new ConfigError(`${issue?.path.map(String).join('.')}: ${issue?.message}`);
  }
  const values = result.data;
  const file = readConfigFile(values.REDRESS_CONFIG);
  const optionalSecret = (text: string | undefined) => (text ? secret.parse(text) : undefined);
  return Object.freeze({
    port: values.PORT,
    host: values.HOST,
    dataDir: resolve(values.REDRESS_DATA),
    databaseUrl: optionalSecret(values.DATABASE_URL),
    kafkaBrokers: values.KAFKA_BROKERS,
    kafkaSecurity: kafkaSecurityOf(values),
    smtpUrl: optionalSecret(values.SMTP_URL),
    smtpInletPort: values.SMTP_INLET_PORT,
    mailFrom: values.MAIL_FROM,
    publicUrl: values.PUBLIC_URL?.replace(/\/+$/, ''),
    secretKey: optionalSecret(values.SECRET_KEY),
    intakeRateLimit: values.INTAKE_RATE_LIMIT,
    metricsToken: optionalSecret(values.METRICS_TOKEN),
    logLevel: values.LOG_LEVEL,
    ...file,
    policy: loadPolicy(file.policy ?? {}),
    ownPolicy: file.policy ?? {},
  });
}

/** The settings of this process. */
export const readConfig = (): Config => parseConfig(process.env);

/** SECRET_KEY, or the one kept in the data folder, made on the first call. */
export function secretKeyOf(config: Config): Secret {
  if (config.secretKey) return config.secretKey;
  const path = join(config.dataDir, 'secret-key');
  try {
    mkdirSync(dirname(path), { recursive: true });
    const key = keepSecretFile(path, () => randomBytes(32).toString('base64url'));
    if (key.length >= SECRET_KEY_CHARS_MIN) return new Secret(key);
  } catch (error) {
    throw new ConfigError(`REDRESS_DATA: ${errorText(error)}: choose a folder that can be written`);
  }
  // An empty or cut key would make every signature one that anybody can make.
  throw new ConfigError(
    `REDRESS_DATA: ${path} holds less than ${SECRET_KEY_CHARS_MIN} characters: restore it from a backup, or remove it (links sent so far end)`,
  );
}

/** The text of env.example: each variable, what it is for, its default. A test keeps the file current. */
export function environmentExample(): string {
  const lines = Object.entries(environmentSchema.shape).map(([name, field]) => {
    const absent = field.safeParse(undefined);
    const isPlain = absent.success && ['string', 'number'].includes(typeof absent.data);
    return `# ${field.description ?? ''}\n#${name}=${isPlain ? String(absent.data) : ''}\n`;
  });
  const files = `# ${fileVariables.join(', ')} may be given as a file's path in NAME_FILE.\n`;
  return `${lines.join('')}${files}`;
}
