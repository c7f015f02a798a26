// A real process that is killed between X's answer to a renewal and the commit: the pair is lost, and that is told at once.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../shared/clock.ts';
import { createTestDatabase, type TestDatabase } from '../harness/postgres.ts';
import { eventually, freePort, type RunningProcess, startProcess } from '../harness/product.ts';
import { writeConfig } from '../harness/topology.ts';
import { BRAND } from '../harness/watched-account.ts';
import { startXSimulator, type XSimulator } from '../simulators/x.ts';

const CLIENT = 'the-client-id';
let database: TestDatabase;
let x: XSimulator;
const running: RunningProcess[] = [];
beforeAll(async () => {
  [database, x] = await Promise.all([
    createTestDatabase(),
    startXSimulator({ clock: systemClock }),
  ]);
  x.world.addUser({ id: BRAND, username: 'brand', name: 'The Brand' });
  for (const token of ['the-first-one', 'authorised-again'])
    x.world.grantRefresh(token, { userId: BRAND, clientId: CLIENT });
});
afterAll(async () => {
  for (const each of running) await each.kill();
  await x?.stop();
  await database?.drop();
});

async function start(refreshToken: string): Promise<RunningProcess> {
  const account = { name: 'brand', userId: BRAND, clientId: CLIENT, refreshToken, apiUrl: x.url };
  const started = await startProcess(
    {
      ...{ DATABASE_URL: database.url, SECRET_KEY: 'a secret for tests, long enough for all' },
      ...{ PORT: String(await freePort()) },
      REDRESS_CONFIG: writeConfig({ channels: { x: [{ ...account, pollSeconds: 0.2 }] } }),
    },
    ['social'],
  );
  running.push(started);
  return started;
}

const renewals = (): number[] =>
  x.traffic.filter(({ path }) => path === '/2/oauth2/token').map(({ status }) => status);
const failure = async (): Promise<string | null | undefined> =>
  (
    await database.db.query<{ failure: string | null }>(
      'select failure from social.published_watches',
    )
  )[0]?.failure;

test('R46 killed between answer and commit, it ends in "authorise again" and an alert; another refresh token mends it', async () => {
  const release = x.holdRenewals();
  const first = await start('the-first-one');
  await eventually('the renewal', async () => renewals().length === 1);
  await first.kill();
  release();
  await start('the-first-one');
  await eventually('the word on it', async () => (await failure())?.includes('interrupted'));
  // Asked once more, refused, and then never again.
  expect(renewals().slice(1)).toEqual([400]);
  const alerts = await database.db.query<{ reason: string }>(
    `select e.payload ->> 'reason' as reason from bus.events e where e.topic = 'operations.connector_health.v1'`,
  );
  expect(alerts).toHaveLength(1);
  expect(alerts[0]?.reason).toContain('authorise the account again');
  await running.at(-1)?.kill();
  await start('authorised-again');
  await eventually('the end', async () => (await failure()) === null);
  expect(renewals().slice(2)).toEqual([200]);
});
