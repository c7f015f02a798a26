// How channels fare, and the connection test of a mailbox against a real Dovecot.
import type { Server } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyUsers } from '../../services/config-users.ts';
import { channelRoutes } from '../../services/email/channels/channel-routes.ts';
import { createTrials } from '../../services/email/channels/mailbox-trial.ts';
import { createEmail } from '../../services/email/email.ts';
import { createPostgresBus } from '../../shared/bus/postgres.ts';
import { systemClock } from '../../shared/clock.ts';
import { problemHandler } from '../../shared/http.ts';
import { newId } from '../../shared/ids.ts';
import { acceptItem } from '../../shared/intake.ts';
import { startAll, stopAll } from '../../shared/lifecycle.ts';
import { createMetrics } from '../../shared/metrics.ts';
import { createApiToken, findStaff } from '../../shared/people.ts';
import { loadPolicy } from '../../shared/policy/policy.ts';
import type { ServiceDefinition } from '../../shared/runtime.ts';
import { type Dovecot, startDovecot } from '../harness/dovecot.ts';
import { createTestDatabase, type TestDatabase, testLog } from '../harness/postgres.ts';
import { freePort } from '../harness/product.ts';
import { createStaffApi, type StaffApi } from '../harness/staff-api.ts';
import { eventually, mail, mailboxOn, signer } from './email-rig.ts';

const SECRET = 'not-the-password-of-care';
let database: TestDatabase;
let dovecot: Dovecot;
let email: ServiceDefinition;
let server: Server;
const apis: Record<string, StaffApi> = {};

const users = [
  { email: 'fay@redress.test', name: 'Fay', role: 'frontline' as const },
  { email: 'sam@redress.test', name: 'Sam', role: 'supervisor' as const },
  { email: 'ada@redress.test', name: 'Ada', role: 'admin' as const },
];

function settingsOf(closedPort: number) {
  return {
    inletPort: 0,
    mailboxes: [
      mailboxOn(dovecot, 'care'),
      { ...mailboxOn(dovecot, 'wrong', { password: SECRET }), user: 'care' },
      mailboxOn(dovecot, 'closed', { port: closedPort }),
      mailboxOn(dovecot, 'nofolder', { user: 'care', password: 'secret', folder: 'Complaints' }),
      mailboxOn(dovecot, 'notls', { user: 'care', password: 'secret', tls: 'tls' }),
      mailboxOn(dovecot, 'nofile', {
        ...{ user: 'care', password: undefined, passwordFile: '/nowhere/care-password' },
      }),
    ],
  };
}

beforeAll(async () => {
  [database, dovecot] = await Promise.all([
    createTestDatabase(),
    startDovecot({ users: ['care', 'wrong', 'closed'] }),
  ]);
  const { db } = database;
  await db.transaction((tx) => applyUsers(tx, users));
  const common = { db, clock: systemClock, log: testLog, metrics: createMetrics() };
  email = createEmail(
    settingsOf(await freePort()),
    {
      ...{ ...common, bus: createPostgresBus(common), signer, policy: loadPolicy() },
      ...{
        publicUrl: 'http://127.0.0.1',
        mailFrom: { name: 'Care', address: 'care@redress.test' },
      },
    },
    ['x:ourbrand'],
  );
  if (!email.router) throw new Error('the service has no routes');
  server = express().use(email.router).use(problemHandler(testLog)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const { email: address, name } of users) {
    const staff = await findStaff(db.query, address);
    const { token } = await db.transaction((tx) =>
      createApiToken(tx, staff?.staffId ?? '', 'test'),
    );
    apis[name] = createStaffApi(base, token);
  }
  await startAll(email.parts, testLog);
});
afterAll(async () => {
  await stopAll(email.parts, testLog);
  await new Promise((resolve) => server.close(resolve));
  await dovecot.stop();
  await database.drop();
});

const api = (name: string): StaffApi => {
  const found = apis[name];
  if (!found) throw new Error(`nobody is called ${name}`);
  return found;
};

type Channel = Record<string, unknown> & { name: string; state: string };
async function channels(): Promise<Map<string, Channel>> {
  const { status, body } = await api('Sam').get('/api/v1/channels');
  expect(status).toBe(200);
  channelRoutes[0]?.answers[200]?.schema?.parse(body);
  return new Map((body.channels as Channel[]).map((channel) => [channel.name, channel]));
}

/** Takes in an item; of `outcome`, if one is given. */
async function receive(connector: string, daysAgo: number, outcome?: string): Promise<string> {
  const receivedAt = new Date(Date.now() - daysAgo * 86_400_000).toISOString();
  const { itemId } = await database.db.transaction((tx) =>
    acceptItem(tx, {
      ...{ dedupKey: newId(), trace: 'test', original: Buffer.from('x'), attachments: [] },
      received: {
        ...{
          channel: 'form',
          connector,
          receivedAt,
          subject: '',
          text: 'It broke',
          textCut: false,
        },
        sender: { name: 'Ada' },
      },
    }),
  );
  if (outcome)
    await database.db.query(
      `insert into cases.intake_outcomes (item_id, outcome, reason, owner, decided_at) values ($1, $2, 'robot', 'supervisor', now())`,
      [itemId, outcome],
    );
  return receivedAt;
}

describe('the list', () => {
  test('counts the last seven days by the ledger, and says when the last item came', async () => {
    const last = await receive('form', 1, 'quarantined');
    await receive('form', 2, 'suppressed');
    await receive('form', 3);
    await receive('form', 8, 'quarantined');
    expect((await channels()).get('form')).toMatchObject({
      ...{ kind: 'form', state: 'ok', lastReceivedAt: last, canBeTested: false },
      counts: { received: 3, cases: 0, joined: 0, suppressed: 1, quarantined: 1, pending: 1 },
    });
  });

  test('a mailbox that is read is ok; one that is refused fails, since when and why, without its password', async () => {
    dovecot.deliver('care', mail());
    await eventually('the mail of care, and the refusal of the other', async () => {
      const found = await channels();
      const { received } = (found.get('imap:care')?.counts ?? {}) as { received?: number };
      return received === 1 && found.get('imap:wrong')?.state === 'failing';
    });
    const found = await channels();
    expect(found.get('imap:care')).toMatchObject({ kind: 'mailbox', state: 'ok', lastError: null });
    expect(found.get('imap:wrong')).toMatchObject({
      failingSince: expect.stringMatching(/^\d{4}-/),
      lastError: expect.stringContaining('renew the password'),
    });
    expect(JSON.stringify([...found])).not.toContain(SECRET);
  });

  test('a watched account fails as services/social has it on record; an inlet that is not on is off', async () => {
    expect((await channels()).get('x:ourbrand')).toMatchObject({ kind: 'social', state: 'ok' });
    await database.db.query(
      `insert into social.cursors (connector, polled_at, failing_since, failure)
       values ('x:ourbrand', now(), '2026-11-20T10:00:00Z', 'the token was refused')`,
    );
    const found = await channels();
    expect(found.get('x:ourbrand')).toMatchObject({
      ...{ state: 'failing', failingSince: '2026-11-20T10:00:00.000Z' },
      lastError: 'the token was refused',
    });
    expect(found.get('smtp-inlet')).toMatchObject({ state: 'off' });
  });

  test('a mailbox that is no longer configured is off, while the ledger has items of it', async () => {
    await receive('imap:old', 1);
    expect((await channels()).get('imap:old')).toMatchObject({ state: 'off', canBeTested: false });
  });

  test('is for supervisors and above, and administrators', async () => {
    expect((await api('Fay').get('/api/v1/channels')).status).toBe(403);
    expect((await api('Ada').get('/api/v1/channels')).status).toBe(200);
  });
});

describe('the connection test', () => {
  test.each([
    ['imap:care', 'ok'],
    ['imap:wrong', 'credentials'],
    ['imap:closed', 'refused'],
    ['imap:nofolder', 'folder'],
    ['imap:notls', 'tls'],
    ['imap:nofile', 'secret_file'],
  ])('%s: %s, in words, with what to do', async (name, outcome) => {
    const { status, body } = await api('Ada').post(`/api/v1/channels/${name}/test`);
    expect({ status, ...body }).toMatchObject({ status: 200, name, outcome });
    channelRoutes[1]?.answers[200]?.schema?.parse(body);
    if (outcome === 'ok') expect(body).toMatchObject({ mails: expect.any(Number), advice: null });
    else expect(body.advice).toMatch(/\w/);
    expect(JSON.stringify(body)).not.toContain(SECRET);
  });

  test('changes nothing in the mailbox', async () => {
    const client = await dovecot.client('care');
    const before = await client.status('INBOX', { messages: true, unseen: true, recent: true });
    await api('Ada').post('/api/v1/channels/imap:care/test');
    const after = await client.status('INBOX', { messages: true, unseen: true, recent: true });
    await client.logout();
    expect(after).toEqual(before);
  });

  test('a server that never answers is given up in time, by one connection whoever asks meanwhile', async () => {
    let connections = 0;
    const silent = createServer((socket) => {
      connections++;
      socket.on('error', () => {});
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const { port } = silent.address() as AddressInfo;
    const trials = createTrials(300);
    const mailbox = mailboxOn(dovecot, 'care', { port });
    const found = await Promise.all([trials(mailbox), trials(mailbox)]);
    expect(found.map(({ outcome }) => outcome)).toEqual(['timed_out', 'timed_out']);
    expect(connections).toBe(1);
    await new Promise((resolve) => silent.close(resolve));
  });

  test('is for administrators, and for mailboxes of the configuration alone', async () => {
    expect((await api('Sam').post('/api/v1/channels/imap:care/test')).status).toBe(403);
    for (const name of ['form', 'imap:none', 'care'])
      expect((await api('Ada').post(`/api/v1/channels/${name}/test`)).status).toBe(404);
  });
});
