// What the tests of mailboxes of the console have in common: two instances of the service on one database, staff, the log as text.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import express from 'express';
import { pino } from 'pino';
import { applyUsers } from '../../services/config-users.ts';
import { createEmail } from '../../services/email/email.ts';
import { type Clock, systemClock } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import { problemHandler } from '../../shared/http.ts';
import { startAll, stopAll } from '../../shared/lifecycle.ts';
import { createMetrics } from '../../shared/metrics.ts';
import { createApiToken, findStaff } from '../../shared/people.ts';
import { loadPolicy } from '../../shared/policy/policy.ts';
import { createSigner, Secret } from '../../shared/secret.ts';
import type { Dovecot } from '../harness/dovecot.ts';
import { createTestDatabase } from '../harness/postgres.ts';
import { freePort } from '../harness/product.ts';
import { type Answer, createStaffApi, type StaffApi } from '../harness/staff-api.ts';
import { eventsOf, mailboxOn, signer, silentBus } from './email-rig.ts';

// The right password of every account.
const PASSWORD = 'sesame-of-the-tests';

type Channel = Record<string, unknown> & { name: string; state: string };

const staff = [
  { email: 'sam@redress.test', name: 'Sam', role: 'supervisor' as const },
  { email: 'ada@redress.test', name: 'Ada', role: 'admin' as const },
  { email: 'adam@redress.test', name: 'Adam', role: 'admin' as const },
  { email: 'otto@redress.test', name: 'Otto', role: 'auditor' as const },
];

type Instance = Awaited<ReturnType<typeof startInstance>>;

type Given = {
  ports: number[];
  tokenHosts: string[];
  write: Writable;
  key?: typeof signer;
  clock?: Clock;
};

async function startInstance(
  db: Db,
  dovecot: Dovecot,
  { ports, tokenHosts, write, key = signer, clock = systemClock }: Given,
) {
  const log = pino({ level: 'debug' }, write);
  const metrics = createMetrics();
  const email = createEmail(
    {
      inletPort: 0,
      mailboxes: [mailboxOn(dovecot, 'filed', { user: 'nobody', password: 'x', port: ports[1] })],
      consoleMailboxes: { privateNetworks: ['127.0.0.0/8', '::1/128'], ports, tokenHosts },
    },
    {
      ...{ db, bus: silentBus, clock, log, metrics, signer: key },
      ...{ policy: loadPolicy({}), publicUrl: 'http://127.0.0.1' },
      mailFrom: { name: 'Care', address: 'care@shop.test' },
    },
  );
  if (!email.router) throw new Error('the service has no routes');
  const server: Server = express()
    .use(email.router)
    .use(problemHandler(log))
    .listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  await startAll(email.parts, log);
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async () => {
    await stopAll(email.parts, log);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { base, metrics, stop };
}

async function tokensOf(db: Db): Promise<Record<string, string>> {
  const tokens: Record<string, string> = {};
  for (const { email, name } of staff) {
    const found = await findStaff(db.query, email);
    const { token } = await db.transaction((tx) =>
      createApiToken(tx, found?.staffId ?? '', 'test'),
    );
    tokens[name] = token;
  }
  return tokens;
}

async function channelAt(api: StaffApi, name: string): Promise<Channel | undefined> {
  const { body } = await api.get('/api/v1/channels');
  return (body.channels as Channel[]).find((each) => each.name === `imap:${name}`);
}

/** Everything that stands in the tables of the schemas that this service touches, as text. */
async function dump(db: Db): Promise<string> {
  const tables = await db.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('email', 'bus', 'intake', 'people')`,
  );
  const texts = await Promise.all(
    tables.map(({ name }) => db.query(`select row_to_json(t)::text as row from ${name} t`)),
  );
  return JSON.stringify(texts);
}

/** Puts it together. `stop` it in the end. */
export async function createAccountsRig(
  dovecot: Dovecot,
  { tokenHosts = [], clock = systemClock }: { tokenHosts?: string[]; clock?: Clock } = {},
) {
  const database = await createTestDatabase();
  const { db } = database;
  await db.transaction((tx) => applyUsers(tx, staff));
  const tokens = await tokensOf(db);
  const closed = await freePort();
  const lines: string[] = [];
  const write = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  const given = { ports: [dovecot.port, closed], tokenHosts, write, clock };
  const first = await startInstance(db, dovecot, given);
  let second: Instance = await startInstance(db, dovecot, given);
  const as = (name: string, base = first.base) => createStaffApi(base, tokens[name] ?? '');
  const ada = as('Ada');
  const put = async (path: string, body: unknown, headers: Record<string, string>) => {
    const response = await fetch(`${first.base}${path}`, {
      method: 'PUT',
      headers: { authorization: ada.authorization, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  };
  let nth = 0;
  return {
    db,
    password: PASSWORD,
    ada,
    adaId: (await findStaff(db.query, 'ada@redress.test'))?.staffId,
    adaPut: put,
    ...{ sam: as('Sam'), otherAdmin: as('Adam'), otto: as('Otto') },
    /** Makes an account on the server; gives what is entered to watch it. */
    entered: async (more: Record<string, unknown> = {}) => {
      const name = `box${++nth}`;
      await dovecot.setPassword(name, PASSWORD);
      return {
        ...{ name, address: `${name}@shop.test`, host: dovecot.host, port: dovecot.port },
        ...{ tls: 'none', user: name, folder: 'INBOX', pollSeconds: 1, password: PASSWORD },
        ...more,
      };
    },
    closedPort: async () => closed,
    channel: (name: string) => channelAt(ada, name),
    /** How many instances have it among what they measure. */
    watching: async (name: string): Promise<number> => {
      const gauges = await Promise.all(
        [first, second].map(({ metrics }) => metrics.connectorHealthy.get()),
      );
      return gauges
        .flatMap(({ values }) => values)
        .filter(({ labels }) => labels.connector === `imap:${name}`).length;
    },
    /** What was published of its health, in order. */
    healthEvents: async (name: string): Promise<boolean[]> =>
      (
        await eventsOf<{ connector: string; healthy: boolean }>(
          db,
          'operations.connector_health.v1',
        )
      )
        .filter(({ connector }) => connector === `imap:${name}`)
        .map(({ healthy }) => healthy),
    secretsOf: async (accountId: string) =>
      (
        await db.query<{ sealed_secret: string | null }>(
          'select sealed_secret from email.accounts where account_id = $1',
          [accountId],
        )
      ).map(({ sealed_secret }) => sealed_secret),
    logged: () => lines.join(''),
    dump: () => dump(db),
    restartOne: async () => {
      await second.stop();
      second = await startInstance(db, dovecot, given);
    },
    /** An instance that has another SECRET_KEY. */
    withOtherKey: async (
      work: (channel: (name: string) => Promise<Channel | undefined>) => Promise<void>,
    ) => {
      const key = createSigner(new Secret('another key of an instance that was set up anew'));
      const other = await startInstance(db, dovecot, { ...given, key });
      try {
        await work((name) => channelAt(as('Ada', other.base), name));
      } finally {
        await other.stop();
      }
    },
    removeAll: async () => {
      const { body } = await ada.get('/api/v1/channels/mailboxes');
      for (const { accountId } of body.accounts as { accountId: string }[])
        await ada.del(`/api/v1/channels/mailboxes/${accountId}`);
    },
    stop: async () => {
      await second.stop();
      await first.stop();
      await database.drop();
    },
  };
}
export type AccountsRig = Awaited<ReturnType<typeof createAccountsRig>>;
