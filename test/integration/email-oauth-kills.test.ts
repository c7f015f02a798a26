// A mailbox of the configuration file whose authorisation is exchanged by a real process that is killed before it can keep the newer
// refresh token: where the provider takes the one before, nothing is lost; where it does not, that is told.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Dovecot, startDovecot } from '../harness/dovecot.ts';
import { createTestDatabase, type TestDatabase } from '../harness/postgres.ts';
import {
  type Environment,
  freePort,
  type RunningProcess,
  startProcess,
} from '../harness/product.ts';
import { writeConfig } from '../harness/topology.ts';
import { startTokenServer, type TokenServer } from '../simulators/token-server.ts';
import { countItems, eventually, mail } from './email-rig.ts';

let server: TokenServer;
let database: TestDatabase;
let dovecot: Dovecot;
const running: RunningProcess[] = [];
beforeAll(async () => {
  server = await startTokenServer();
  [database, dovecot] = await Promise.all([
    createTestDatabase(),
    startDovecot({ users: ['care'], introspectionUrl: server.introspectionUrl }),
  ]);
});
afterAll(async () => {
  for (const each of running) await each.kill();
  await dovecot?.stop();
  await database?.drop();
  await server?.stop();
});

async function start(refreshToken: string): Promise<RunningProcess> {
  const mailbox = {
    ...{ name: 'care', host: '127.0.0.1', port: dovecot.port, tls: 'none', user: 'care' },
    pollSeconds: 1,
    oauth: {
      ...{ provider: 'other', grant: 'refresh_token', tokenUrl: server.tokenUrl },
      ...{ clientId: server.clientId, clientSecret: server.clientSecret, refreshToken },
    },
  };
  const environment: Environment = {
    ...{ DATABASE_URL: database.url, SECRET_KEY: 'a secret for tests, long enough for all' },
    ...{ PORT: String(await freePort()), SMTP_INLET_PORT: '0', LOG_LEVEL: 'debug' },
    REDRESS_CONFIG: writeConfig({ channels: { mailboxes: [mailbox] } }),
  };
  const started = await startProcess(environment, ['email']);
  running.push(started);
  return started;
}

/** Starts one that dies while the provider's answer, with a newer refresh token, is on its way to it. */
async function startAndDie(refreshToken: string): Promise<void> {
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
  const { promise: dead, resolve: die } = Promise.withResolvers<void>();
  server.onGiven = async () => {
    server.onGiven = undefined;
    reach();
    await dead;
  };
  const first = await start(refreshToken);
  await reached;
  await first.kill();
  die();
}

const reasons = () =>
  database.db.query<{ code: string | null }>(
    `select code from email.connector_health where connector = 'imap:care' and not healthy`,
  );

test('R01 R72 killed between an exchange and its commit, the next process goes on with the refresh token before', async () => {
  server.rotates = 'leniently';
  const given = server.authorise('care');
  await startAndDie(given);
  dovecot.deliver('care', mail());
  const second = await start(given);
  await eventually('its mail', async () => (await countItems(database.db)) === 1);
  expect(server.asked.map(({ refresh_token }) => refresh_token)).toEqual([given, given]);
  expect(await reasons()).toEqual([]);
  // Killed after it, the next one goes on with what was kept.
  await second.kill();
  server.asked.length = 0;
  dovecot.deliver('care', mail());
  const third = await start(given);
  await eventually('the next mail', async () => (await countItems(database.db)) === 2);
  expect(server.asked[0]?.refresh_token).not.toBe(given);
  await third.kill();
  const said = running.map((each) => each.output()).join('');
  for (const secret of [server.clientSecret, 'secret.refresh.', 'secret.access.'])
    expect(said).not.toContain(secret);
});

test('R72 where each refresh token is good once, the loss is told as an authorisation to be given again, and giving it mends it', async () => {
  server.rotates = 'strictly';
  const given = server.authorise('care');
  await startAndDie(given);
  const second = await start(given);
  await eventually('the alert', async () => (await reasons())[0]?.code === 'grant_refused');
  expect(second.output()).toContain('authorise the mailbox again');
  await second.kill();
  dovecot.deliver('care', mail());
  const before = await countItems(database.db);
  await start(server.authorise('care'));
  await eventually('its mail', async () => (await countItems(database.db)) === before + 1);
  await eventually('the end of the outage', async () => (await reasons()).length === 0);
});
