// A mailbox that cannot be read is told once and its recovery once, whatever restarts in between; the backlog comes in.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createMailbox } from '../../services/email/mailbox.ts';
import { createMimeReader, type MimeReader } from '../../services/email/mime.ts';
import { createHandClock, type HandClock } from '../../shared/clock.ts';
import type { ConnectorHealth } from '../../shared/events/operations.ts';
import { createMetrics } from '../../shared/metrics.ts';
import { type Dovecot, startDovecot } from '../harness/dovecot.ts';
import { createTestDatabase, type TestDatabase, testLog } from '../harness/postgres.ts';
import { countItems, eventsOf, eventually, mail, mailboxOn, signer } from './email-rig.ts';

let dovecot: Dovecot;
let database: TestDatabase;
let mime: MimeReader;
let clock: HandClock;
const mailboxes: ReturnType<typeof createMailbox>[] = [];

const start = async (settings: Record<string, unknown> = {}) => {
  const metrics = createMetrics();
  const deps = { db: database.db, clock, metrics, signer, log: testLog, mime };
  // Soon again, so that nobody waits: the pauses of production are seconds and minutes.
  const backoff = { firstMs: 20, maxMs: 50, refusedMs: 50 };
  const mailbox = createMailbox(
    mailboxOn(dovecot, 'support', { password: 'secret', ...settings }),
    deps,
    backoff,
  );
  await mailbox.start();
  mailboxes.push(mailbox);
  return { mailbox, metrics };
};
const stop = async () => {
  for (const mailbox of mailboxes.splice(0)) await mailbox.stop();
};
const told = () => eventsOf<ConnectorHealth>(database.db, 'operations.connector_health.v1');
const gauge = async (metrics: ReturnType<typeof createMetrics>) =>
  (await metrics.connectorHealthy.get()).values[0]?.value;

beforeAll(async () => {
  dovecot = await startDovecot({ users: ['support'] });
  mime = createMimeReader(testLog);
  await mime.start();
});
afterAll(async () => {
  await mime.stop();
  await dovecot.stop();
});
beforeEach(async () => {
  database = await createTestDatabase();
  clock = createHandClock(new Date('2026-11-23T12:00:00Z'));
});
afterEach(async () => {
  await stop();
  await dovecot.setPassword('support', 'secret');
  await database.drop();
});

test('R01 a refused sign-in is told once, also over a restart, and its recovery once', async () => {
  const { mailbox, metrics } = await start();
  await eventually('working', async () => (await gauge(metrics)) === 1);
  await stop();
  await dovecot.setPassword('support', 'changed');
  dovecot.deliver('support', mail());
  const second = await start();
  await eventually('the alert', async () => (await told()).length === 1);
  expect(await told()).toMatchObject([
    { connector: 'imap:support', healthy: false, since: '2026-11-23T12:00:00.000Z' },
  ]);
  expect((await told())[0]?.reason).toMatch(/refused.*renew the password/);
  expect(await gauge(second.metrics)).toBe(0);
  await expect(second.mailbox.check.check()).rejects.toThrow(/refused/);
  await mailbox.check.check();
  await stop();
  clock.advanceMs(3_600_000);
  const third = await start();
  await eventually('trying', async () => (await gauge(third.metrics)) === 0);
  expect(await told()).toHaveLength(1);
  await dovecot.setPassword('support', 'secret');
  await eventually('the recovery', async () => (await told()).length === 2);
  expect((await told())[1]).toEqual({
    connector: 'imap:support',
    healthy: true,
    since: '2026-11-23T12:00:00.000Z',
  });
  await third.mailbox.check.check();
  expect(await countItems(database.db)).toBe(1);
});

test('a folder that is not there is told at once', async () => {
  await start({ folder: 'Missing' });
  await eventually('the alert', async () => (await told()).length === 1);
  expect((await told())[0]?.reason).toMatch(/opening folder Missing/);
});

test('a server that is away becomes an alert after five minutes only', async () => {
  const { metrics } = await start();
  await eventually('working', async () => (await gauge(metrics)) === 1);
  await dovecot.kill();
  await eventually('failing', async () => (await gauge(metrics)) === 0);
  expect(await told()).toEqual([]);
  clock.advanceMs(301_000);
  await eventually('the alert', async () => (await told()).length === 1);
  await dovecot.up();
  await eventually('the recovery', async () => (await told()).length === 2);
  expect((await told()).map(({ healthy }) => healthy)).toEqual([false, true]);
});
