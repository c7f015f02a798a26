// The settings: defaults, one clear line for each wrong value, secrets that cannot be printed, env.example kept true.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '#shared/errors.ts';
import { environmentExample, parseConfig, secretKeyOf } from './config.ts';

const folder = mkdtempSync(join(tmpdir(), 'redress-config-'));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const faultOf = (environment: Record<string, string>): string => {
  try {
    parseConfig(environment);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  throw new Error('the settings were accepted');
};

describe('settings', () => {
  test('everything has a default that works', () => {
    const config = parseConfig({});
    expect(config).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
      smtpInletPort: 2525,
      intakeRateLimit: 30,
    });
    expect(config.databaseUrl).toBeUndefined();
    expect(config.channels).toEqual({
      ...{ mailboxes: [], x: [], consoleAccounts: {} },
      consoleMailboxes: { privateNetworks: [], ports: [143, 993], tokenHosts: [] },
    });
    expect(config.policy.escalation.map(({ afterHours }) => afterHours)).toEqual([24, 48, 72]);
  });

  test('an empty variable is an absent one', () => {
    expect(parseConfig({ PORT: '', DATABASE_URL: '' }).port).toBe(8080);
  });

  test.each([
    [{ PORT: 'http' }, /^PORT: expected a port/],
    [{ PORT: '70000' }, /^PORT: /],
    [
      { DATABASE_URL: 'mysql://h/d', SECRET_KEY: 'x'.repeat(32) },
      /^DATABASE_URL: expected a URL that begins with postgres:\/\//,
    ],
    [
      { DATABASE_URL: 'postgres://u:p@h/d' },
      /^SECRET_KEY: missing: it is required when DATABASE_URL is set/,
    ],
    [{ SECRET_KEY: 'short' }, /^SECRET_KEY: expected at least 32 characters/],
    [{ KAFKA_BROKERS: 'broker' }, /^KAFKA_BROKERS.*expected host:port/],
    [{ KAFKA_TLS: 'yes' }, /^KAFKA_TLS: /],
    [{ KAFKA_CA_FILE: '/nowhere/ca.pem' }, /^KAFKA_CA_FILE: given, but KAFKA_TLS is off/],
    [{ KAFKA_TLS: 'on', KAFKA_CA_FILE: '/nowhere/ca.pem' }, /^KAFKA_CA_FILE: cannot be read/],
    [{ KAFKA_TLS: 'on', KAFKA_CA_FILE: 'package.json' }, /^KAFKA_CA_FILE: holds no PEM/],
    [{ KAFKA_USERNAME: 'redress' }, /^KAFKA_PASSWORD: missing/],
    [{ KAFKA_PASSWORD: 'secret' }, /^KAFKA_USERNAME: missing/],
    [
      { KAFKA_USERNAME: 'redress', KAFKA_PASSWORD: 'secret', KAFKA_SASL: 'plain' },
      /^KAFKA_SASL: plain would send the password in the clear/,
    ],
    [{ SMTP_URL: 'http://x' }, /^SMTP_URL: expected a URL that begins with smtp:\/\//],
    [{ MAIL_FROM: 'nobody' }, /^MAIL_FROM: expected "Name <address@domain>"/],
    [{ INTAKE_RATE_LIMIT: '-1' }, /^INTAKE_RATE_LIMIT: /],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL: /],
    [{ REDRESS_CONFIG: '/nowhere/redress.yaml' }, /^REDRESS_CONFIG: cannot be read/],
    [{ SECRET_KEY_FILE: '/nowhere/key' }, /^SECRET_KEY_FILE: cannot be read/],
  ])('a wrong value is one line that names the variable: %j', (environment, line) => {
    const fault = faultOf(environment as Record<string, string>);
    expect(fault).toMatch(line);
    expect(fault).not.toContain('\n');
  });

  test('a wrong value in the YAML file names the file, the line and the field', () => {
    const path = file(
      'wrong.yaml',
      'users:\n  - email: sam@example.com\n    name: Sam\n    role: king\n',
    );
    expect(faultOf({ REDRESS_CONFIG: path })).toMatch(/wrong\.yaml:4: users\.0\.role: /);
    expect(faultOf({ REDRESS_CONFIG: file('extra.yaml', 'channel: {}\n') })).toMatch(
      /extra\.yaml.*channel/,
    );
    expect(faultOf({ REDRESS_CONFIG: file('broken.yaml', 'users: [\n') })).toMatch(
      /^REDRESS_CONFIG: .*broken\.yaml/,
    );
    expect(faultOf({ REDRESS_CONFIG: file('policy.yaml', 'policy:\n  currency: EURO\n') })).toMatch(
      /^policy: currency: /,
    );
  });

  test('R72 a mailbox by OAuth 2.0 names what its provider needs, and its fault is told by its field', () => {
    const mailbox = (oauth: string) =>
      `channels:\n  mailboxes:\n    - name: care\n      host: outlook.office365.com\n      user: care@example.com\n      oauth: ${oauth}\n`;
    const whole = `{ provider: microsoft, grant: client_credentials, tenant: example.com, clientId: c, clientSecret: never-shown }`;
    const { channels } = parseConfig({ REDRESS_CONFIG: file('oauth.yaml', mailbox(whole)) });
    expect(channels.mailboxes[0]?.oauth).toMatchObject({ tenant: 'example.com', scope: null });
    expect(JSON.stringify(channels)).not.toContain('never-shown');
    const fault = (oauth: string) =>
      faultOf({ REDRESS_CONFIG: file('oauth-wrong.yaml', mailbox(oauth)) });
    expect(fault(whole.replace('tenant: example.com, ', ''))).toMatch(
      /channels\.mailboxes\.0\.oauth\.tenant: is needed for Microsoft/,
    );
    expect(fault(whole.replace('clientSecret', 'clientSecrets'))).toMatch(/clientSecret/);
    expect(fault(whole.replace('tenant: example', 'tenant: ../example'))).not.toContain(
      'never-shown',
    );
  });

  test('R45 a second account on X is refused: an answer could not tell by which of them to go out', () => {
    const account = (name: string, id: string) =>
      `    - { name: ${name}, userId: "${id}", accessToken: t }\n`;
    const one = `channels:\n  x:\n${account('ours', '1')}`;
    expect(parseConfig({ REDRESS_CONFIG: file('one.yaml', one) }).channels.x).toHaveLength(1);
    const two = file('two.yaml', one + account('other', '2'));
    expect(faultOf({ REDRESS_CONFIG: two })).toMatch(/two\.yaml.*channels\.x: .*one account/);
  });

  test('services take their finer settings from the YAML file, checked as they declare them', () => {
    const config = parseConfig({
      REDRESS_CONFIG: file(
        'services.yaml',
        [
          'portal: { trustedProxies: [uniquelocal, 203.0.113.0/24], filesMax: 3 }',
          'cases: { deadlineEveryMs: 100 }',
          'classifier: { batchMax: 50 }',
          'notifier: { connectionsMax: 4 }',
        ].join('\n'),
      ),
    });
    expect(config.portal).toMatchObject({
      trustedProxies: ['uniquelocal', '203.0.113.0/24'],
      filesMax: 3,
      lookupsPerMinute: 10,
    });
    expect(config.cases).toMatchObject({ deadlineEveryMs: 100 });
    expect(config.classifier.batchMax).toBe(50);
    expect(config.notifier).toMatchObject({ connectionsMax: 4, queueMax: 2000 });
    expect(parseConfig({}).portal.trustedProxies).toEqual([]);
  });

  test.each([
    ['portal:\n  trustedProxies: [everybody]', /:2: portal\.trustedProxies\.0: is no address/],
    // What the environment says is not said twice.
    ['portal:\n  rateLimitPerMinute: 5', /: portal: .*rateLimitPerMinute/],
    ['notifier:\n  smtpUrl: smtp://x', /: notifier: .*smtpUrl/],
    ['cases:\n  deadlineEveryMs: 0', /:2: cases\.deadlineEveryMs: /],
    ['classifier:\n  batchMax: 0', /:2: classifier\.batchMax: /],
  ])('a wrong setting of a service names the line and the field: %j', (yaml, line) => {
    expect(faultOf({ REDRESS_CONFIG: file('service.yaml', yaml) })).toMatch(line);
  });

  test('secrets come from files too and are never printed', () => {
    const config = parseConfig({ SECRET_KEY_FILE: file('key', `${'k'.repeat(40)}\n`) });
    expect(config.secretKey?.expose()).toBe('k'.repeat(40));
    expect(inspect(config, { depth: 9 })).not.toContain('kkkk');
    expect(JSON.stringify(config)).not.toContain('kkkk');
    expect(`${config.secretKey}`).toBe('<secret>');
  });

  test('Kafka over TLS with a password, and the password in no print', () => {
    const ca = '-----BEGIN CERTIFICATE-----\n';
    const { kafkaSecurity } = parseConfig({
      KAFKA_TLS: 'on',
      KAFKA_CA_FILE: file('ca.pem', ca),
      KAFKA_USERNAME: 'redress',
      KAFKA_PASSWORD_FILE: file('kafka-password', 'of the broker\n'),
    });
    expect(kafkaSecurity).toMatchObject({ tls: { ca }, sasl: { mechanism: 'scram-sha-512' } });
    expect(kafkaSecurity.sasl?.password.expose()).toBe('of the broker');
    expect(inspect(kafkaSecurity)).not.toContain('of the broker');
    expect(parseConfig({ KAFKA_TLS: 'on' }).kafkaSecurity.tls).toBe('system');
    expect(parseConfig({}).kafkaSecurity).toEqual({ tls: undefined });
  });

  test('MAIL_FROM is a mailbox with a name, or bare', () => {
    expect(parseConfig({ MAIL_FROM: 'Care Team <care@example.com>' }).mailFrom).toEqual({
      name: 'Care Team',
      address: 'care@example.com',
    });
    expect(parseConfig({ MAIL_FROM: 'care@example.com' }).mailFrom).toEqual({
      name: '',
      address: 'care@example.com',
    });
  });

  test('env.example lists every variable as the code has it', () => {
    expect(readFileSync('env.example', 'utf8')).toBe(environmentExample());
  });
});

describe('SECRET_KEY in the data folder', () => {
  const keyIn = (dataDir: string): string =>
    secretKeyOf(parseConfig({ REDRESS_DATA: dataDir })).expose();

  test('it is made once and stays', () => {
    const data = mkdtempSync(join(tmpdir(), 'redress-key-'));
    const key = keyIn(data);
    expect(key.length).toBeGreaterThanOrEqual(32);
    expect(keyIn(data)).toBe(key);
  });

  test('S11 an empty or cut one stops the start: with it anybody could sign', () => {
    for (const left of ['', '\n', 'half']) {
      const data = mkdtempSync(join(tmpdir(), 'redress-key-'));
      writeFileSync(join(data, 'secret-key'), left);
      expect(() => keyIn(data)).toThrow(/holds less than 32 characters/);
    }
  });
});
