// The composition root: which services there are, what each is given, in which order things start. No logic lives here.
import { createKafkaBus } from '#shared/bus/kafka/kafka.ts';
import { createPostgresBus } from '#shared/bus/postgres.ts';
import { type Clock, systemClock } from '#shared/clock.ts';
import { CONNECT_MS, type Db } from '#shared/db.ts';
import { ConfigError } from '#shared/errors.ts';
import { createLedgerMeasure } from '#shared/ledger.ts';
import { type Service, startAll, stopAll } from '#shared/lifecycle.ts';
import type { Log } from '#shared/log.ts';
import { createMetrics, createSparingMeasure } from '#shared/metrics.ts';
import { createAnsweringAccounts } from '#shared/platforms/answering-accounts.ts';
import { createPolicySource, type PolicySource } from '#shared/policy/policy-source.ts';
import type { Check, Deps, ServiceDefinition } from '#shared/runtime.ts';
import { createSigner } from '#shared/secret.ts';
import { createApiReference } from './api-reference.ts';
import { createCases } from './cases/cases.ts';
import { applyConfigured } from './cases/policy/publish.ts';
import { createClassifier } from './classifier/classifier.ts';
import { type Config, secretKeyOf } from './config.ts';
import { applyUsers } from './config-users.ts';
import { createConsole } from './console/console.ts';
import { firstAdministratorLink } from './console/sign-in/links.ts';
import { type Database, openDatabase } from './database.ts';
import { createEmail } from './email/email.ts';
import { createNotifier } from './notifier/notifier.ts';
import { createPortal } from './portal/portal.ts';
import { createSocial } from './social/social.ts';
import { createWebServer } from './web-server.ts';

/** What an instance is given besides its settings. */
export type RedressOptions = {
  log: Log;
  /** The system's clock when absent. */
  clock?: Clock;
  /** The services to run; all when there is none. */
  services?: string[];
  /** Leases are counted by `clock`: one that runs faster than the machine's needs longer ones. */
  leaseSeconds?: number;
};

type Build = (config: Config, deps: Deps, options: RedressOptions) => ServiceDefinition;

/** The services in start order: consumers before the connectors that feed them. */
const services = {
  notifier: (config, deps, options) =>
    createNotifier(notifierConfigOf(config, options), deps, answeringAccounts(config, deps)),
  // It reads the versions themselves: what it is given holds only before there are any.
  cases: (config, deps) => createCases(config.cases, { ...deps, policy: config.policy }),
  classifier: (config, deps) => createClassifier(config.classifier, deps),
  social: ({ channels: { x, consoleAccounts } }, deps) =>
    createSocial({ accounts: x, consoleAccounts }, deps),
  portal: (config, deps) =>
    createPortal({ ...config.portal, rateLimitPerMinute: config.intakeRateLimit }, deps),
  console: (config, deps) =>
    createConsole({ ...config.console, trustedProxies: config.portal.trustedProxies }, deps),
  email: (config, deps) =>
    createEmail(
      {
        inletPort: config.smtpInletPort,
        mailboxes: config.channels.mailboxes,
        consoleMailboxes: config.channels.consoleMailboxes,
      },
      deps,
      config.channels.x.map(({ name }) => `x:${name}`),
    ),
} satisfies Record<string, Build>;

/** What the services are called, in start order. */
export const serviceNames = Object.keys(services);

const answeringAccounts = ({ channels: { x, consoleAccounts } }: Config, deps: Deps) =>
  createAnsweringAccounts({ configured: x, apiUrl: consoleAccounts.xApiUrl }, deps);

function notifierConfigOf(config: Config, { leaseSeconds }: RedressOptions) {
  const ownAddresses = [
    config.mailFrom.address,
    ...config.channels.mailboxes.map((mailbox) => mailbox.user),
  ];
  return {
    ...config.notifier,
    ...(config.smtpUrl ? { smtpUrl: config.smtpUrl } : {}),
    ...(leaseSeconds === undefined ? {} : { leaseSeconds }),
    ownAddresses,
  };
}

function chooseServices(names: string[]): Build[] {
  const unknown = names.find((name) => !(name in services));
  if (unknown) {
    throw new ConfigError(
      `there is no service ${unknown}: choose among ${serviceNames.join(', ')}`,
    );
  }
  return Object.entries(services)
    .filter(([name]) => names.length === 0 || names.includes(name))
    .map(([, build]) => build);
}

const sparing = (measure: () => Promise<void>, log: Log) =>
  createSparingMeasure(measure, (error) =>
    log.warn({ err: error }, 'some figures could not be read and are those of before'),
  );

/** A whole instance, or the part of one that the named services are. */
export type Redress = {
  /** Throws ConfigError with one clear line when it cannot start; then nothing is left running. */
  start(): Promise<void>;
  /** Drains and stops. */
  stop(): Promise<void>;
  url(): string;
  /** Lines for a newcomer on what to do next. */
  hints(): Promise<string[]>;
};

// Whoever runs the cases applies the file's policy; all others follow what is published.
async function openPolicy(
  config: Config,
  { db, clock, log }: Pick<Deps, 'db' | 'clock' | 'log'>,
  runsCases: boolean,
): Promise<PolicySource> {
  if (runsCases) {
    const { ownPolicy: own, policy } = config;
    const applied = await db.transaction((tx) =>
      applyConfigured(tx, { own, policy, now: clock.now() }),
    );
    if (applied.inForce === 'person')
      log.info(
        { policy: applied.number },
        'a published policy is in force; that of REDRESS_CONFIG has not changed since',
      );
  }
  const source = createPolicySource({ db, log, given: config.policy });
  await source.refresh();
  return source;
}

async function hintsFor(
  { db }: Database,
  { config, clock, publicUrl }: { config: Config; clock: Clock; publicUrl: string },
): Promise<string[]> {
  const byProvider = config.console.provider !== undefined;
  const link = await firstAdministratorLink({ db, clock, publicUrl }, byProvider);
  if (!link) return [];
  return [`no administrator can sign in yet: open this once, within a day: ${link}`];
}

const databaseCheck = (db: Db): Check => ({
  name: 'database',
  check: async () => void (await db.query('select 1')),
});

/** What the web server is given of the services. */
const served = (deps: Deps, definitions: ServiceDefinition[]) => ({
  routers: [createApiReference(deps), ...definitions.flatMap(({ router }) => router ?? [])],
  drains: definitions.flatMap(({ drain }) => drain ?? []),
});

/** Puts an instance together; nothing opens before `start`. */
export function createRedress(config: Config, options: RedressOptions): Redress {
  const { log, clock = systemClock } = options;
  const { services: named = [] } = options;
  const builds = chooseServices(named);
  const runs = (name: string): boolean => named.length === 0 || named.includes(name);
  const runsCases = runs('cases');
  const metrics = createMetrics();
  const { host, port, metricsToken } = config;
  const web = createWebServer({ host, port, metricsToken, metrics, log });
  let database: Database | undefined;
  let parts: Service[] = [];

  const given = () => ({ config, clock, publicUrl: config.publicUrl ?? web.url() });

  const wire = async ({ db, watch }: Database): Promise<void> => {
    const common = { db, clock, log, metrics };
    const source = await openPolicy(config, common, runsCases);
    const { kafkaBrokers: brokers } = config;
    const bus = brokers
      ? createKafkaBus({ ...common, brokers, clientId: 'redress', security: config.kafkaSecurity })
      : createPostgresBus(common);
    const deps: Deps = {
      ...common,
      bus,
      signer: createSigner(secretKeyOf(config)),
      policy: source.policy,
      publicUrl: config.publicUrl ?? web.url(),
      mailFrom: config.mailFrom,
    };
    await db.transaction((tx) => applyUsers(tx, config.users));
    const definitions = builds.map((build) => build(config, deps, options));
    web.serve({
      ...served(deps, definitions),
      checks: [
        databaseCheck(db),
        { name: 'bus', check: () => bus.check() },
        ...definitions.flatMap(({ checks }) => checks ?? []),
      ],
      measures: [
        () => bus.measure(),
        createLedgerMeasure(db, metrics),
        ...definitions.flatMap(({ measure }) => measure ?? []),
      ].map((measure) => sparing(measure, log)),
    });
    parts = [
      ...watch,
      source.part,
      ...bus.parts,
      ...definitions.flatMap((definition) => definition.parts),
    ];
    await startAll(parts, log);
  };

  const stop = async (): Promise<void> => {
    await web.close();
    await stopAll(parts, log);
    parts = [];
    await database?.close();
    database = undefined;
  };

  return {
    url: web.url,
    start: async () => {
      await web.listen();
      try {
        database = await openDatabase(config, log);
        await wire(database);
        database.db.waitForConnection(CONNECT_MS);
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
    hints: async () => (database && runs('console') ? hintsFor(database, given()) : []),
  };
}
