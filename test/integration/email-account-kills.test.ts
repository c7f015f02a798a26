// A mailbox of the console in two real processes of which one is killed while it reads: what was changed holds, each mail once.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyUsers } from '../../services/config-users.ts';
import { createApiToken, findStaff } from '../../shared/people.ts';
import { type Dovecot, startDovecot } from '../harness/dovecot.ts';
import { createTestDatabase, type TestDatabase } from '../harness/postgres.ts';
import {
  type Environment,
  freePort,
  type RunningProcess,
  startProcess,
} from '../harness/product.ts';
import { createStaffApi } from '../harness/staff-api.ts';
import { writeConfig } from '../harness/topology.ts';
import { countItems, eventually, mail } from './email-rig.ts';

const PASSWORD = 'sesame-of-the-killed';
const MAILS = 150;
let database: TestDatabase;
let dovecot: Dovecot;
const running: RunningProcess[] = [];
beforeAll(async () => {
  [database, dovecot] = await Promise.all([createTestDatabase(), startDovecot({ users: [] })]);
  await dovecot.setPassword('care', PASSWORD);
  await database.db.transaction((tx) =>
    applyUsers(tx, [{ email: 'ada@redress.test', name: 'Ada', role: 'admin' }]),
  );
});
afterAll(async () => {
  for (const each of running) await each.kill();
  await dovecot?.stop();
  await database?.drop();
});

async function start(): Promise<RunningProcess> {
  const consoleMailboxes = { privateNetworks: ['127.0.0.1'], ports: [dovecot.port] };
  const environment: Environment = {
    ...{ DATABASE_URL: database.url, SECRET_KEY: 'a secret for tests, long enough for all' },
    ...{ PORT: String(await freePort()), SMTP_INLET_PORT: '0', LOG_LEVEL: 'debug' },
    REDRESS_CONFIG: writeConfig({ channels: { consoleMailboxes } }),
  };
  const started = await startProcess(environment, ['email']);
  running.push(started);
  return started;
}

test('R01 R02 a process that is killed while it takes mails in loses and doubles nothing', async () => {
  const { db } = database;
  const [first, second] = [await start(), await start()];
  const ada = await findStaff(db.query, 'ada@redress.test');
  const { token } = await db.transaction((tx) => createApiToken(tx, ada?.staffId ?? '', 'test'));
  const api = createStaffApi(second.url, token);
  for (let n = 0; n < MAILS; n++) dovecot.deliver('care', mail());
  const given = {
    ...{ name: 'care', address: 'care@shop.test', host: '127.0.0.1', port: dovecot.port },
    ...{ tls: 'none', user: 'care', pollSeconds: 1 },
  };
  const path = '/api/v1/channels/mailboxes';
  const { body } = await api.post(path, { ...given, password: PASSWORD });
  await eventually('the first mails', async () => (await countItems(db)) > 0);
  await first.kill();
  // The one that is left takes in and marks all of them.
  await eventually('all mails', async () => (await countItems(db)) >= MAILS);
  await eventually('all marked', async () => dovecot.unread('care') === 0);
  await api.post(`${path}/${body.accountId}/pause`);
  await second.kill();
  dovecot.deliver('care', mail());
  const third = await start();
  const again = createStaffApi(third.url, token);
  const { body: shown } = await again.get('/api/v1/channels');
  expect(
    (shown.channels as { name: string }[]).find(({ name }) => name === 'imap:care'),
  ).toMatchObject({ state: 'paused' });
  expect(await countItems(db)).toBe(MAILS);
  await again.post(`${path}/${body.accountId}/resume`);
  await eventually('the last one', async () => (await countItems(db)) === MAILS + 1);
  expect(running.map((each) => each.output()).join('')).not.toContain(PASSWORD);
});
