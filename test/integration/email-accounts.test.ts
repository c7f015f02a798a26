// Mailboxes of the console against a real Dovecot and two processes' worth of the service: added, tested, changed, paused, removed
// by the API, in force without a restart, each mail once. Their passwords: email-account-secrets.test.ts.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Dovecot, startDovecot } from '../harness/dovecot.ts';
import { type AccountsRig, createAccountsRig } from './email-accounts-rig.ts';
import { countItems, eventually, mail } from './email-rig.ts';

let dovecot: Dovecot;
let rig: AccountsRig;
beforeAll(async () => {
  dovecot = await startDovecot({ users: [] });
  rig = await createAccountsRig(dovecot);
});
afterAll(async () => {
  await rig?.stop();
  await dovecot?.stop();
});
afterEach(() => rig.removeAll());

const entered = (more?: Record<string, unknown>) => rig.entered(more);

describe('R01 a mailbox is added', () => {
  test('and its mails are taken in at once, without a restart, once by two processes', async () => {
    const given = await entered();
    for (let n = 0; n < 40; n++) dovecot.deliver(given.user, mail());
    const before = await countItems(rig.db);
    const { status, body, headers } = await rig.ada.post('/api/v1/channels/mailboxes', given);
    expect({ status, ...body }).toMatchObject({
      ...{ status: 201, name: given.name, state: 'active', version: 1 },
    });
    expect(headers.get('etag')).toBe('"1"');
    await eventually('all mails', async () => (await countItems(rig.db)) >= before + 40);
    dovecot.deliver(given.user, mail());
    await eventually('the later one', async () => (await countItems(rig.db)) >= before + 41);
    expect(await countItems(rig.db)).toBe(before + 41);
    expect(await rig.channel(given.name)).toMatchObject({
      ...{ state: 'ok', origin: 'console', accountId: body.accountId, waiting: 0 },
      ...{ checkedAt: expect.any(String), lastReceivedAt: expect.any(String), canBeTested: true },
    });
  });

  test('with a wrong password: the list says so, one alert by two processes; mended, it works', async () => {
    const given = await entered({ password: 'mistyped' });
    const { body } = await rig.ada.post('/api/v1/channels/mailboxes', given);
    dovecot.deliver(given.user, mail());
    await eventually('the refusal', async () => {
      return (await rig.channel(given.name))?.state === 'failing';
    });
    expect(await rig.channel(given.name)).toMatchObject({
      lastError: expect.stringContaining('renew the password'),
    });
    const before = await countItems(rig.db);
    const path = `/api/v1/channels/mailboxes/${body.accountId}`;
    const mended = await rig.ada.put(path, { ...given, password: rig.password });
    expect({ status: mended.status, ...mended.body }).toMatchObject({ status: 200, version: 2 });
    await eventually('its mail', async () => (await countItems(rig.db)) === before + 1);
    await eventually('the end of the outage', async () => {
      const states = await rig.healthEvents(given.name);
      return states.length === 2;
    });
    expect(await rig.healthEvents(given.name)).toEqual([false, true]);
  });

  test('but not twice: no name, no folder of an account, whatever the case', async () => {
    const given = await entered();
    expect((await rig.ada.post('/api/v1/channels/mailboxes', given)).status).toBe(201);
    const same = { ...given, name: 'another', host: given.host, user: given.user.toUpperCase() };
    const answers = await Promise.all([
      rig.ada.post('/api/v1/channels/mailboxes', given),
      rig.ada.post('/api/v1/channels/mailboxes', same),
      rig.ada.post('/api/v1/channels/mailboxes', { ...given, name: 'filed', user: 'x' }),
    ]);
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
      [409, 'name_taken'],
      [409, 'already_watched'],
      [409, 'name_taken'],
    ]);
  });
});

describe('R01 a mailbox is paused, changed, removed', () => {
  test('paused it rests, resumed it takes what came meanwhile, removed it is left alone', async () => {
    const given = await entered();
    const { body } = await rig.ada.post('/api/v1/channels/mailboxes', given);
    const path = `/api/v1/channels/mailboxes/${body.accountId}`;
    dovecot.deliver(given.user, mail());
    const before = await countItems(rig.db);
    await eventually('the first', async () => (await countItems(rig.db)) === before + 1);
    expect((await rig.ada.post(`${path}/pause`)).body.state).toBe('paused');
    await eventually('nobody watches', async () => (await rig.watching(given.name)) === 0);
    dovecot.deliver(given.user, mail());
    expect(await rig.channel(given.name)).toMatchObject({ state: 'paused', checkedAt: null });
    expect(await dovecot.unread(given.user)).toBe(1);
    expect(await countItems(rig.db)).toBe(before + 1);
    expect((await rig.ada.post(`${path}/resume`)).body.state).toBe('active');
    await eventually('the second', async () => (await countItems(rig.db)) === before + 2);
    expect((await rig.ada.del(path)).status).toBe(204);
    await eventually('nobody watches', async () => (await rig.watching(given.name)) === 0);
    expect((await rig.ada.del(path)).status).toBe(404);
    expect((await rig.ada.post(`${path}/resume`)).status).toBe(404);
    expect(await rig.secretsOf(body.accountId as string)).toEqual([null]);
    // The name is free again, and goes on where it was.
    expect((await rig.ada.post('/api/v1/channels/mailboxes', given)).status).toBe(201);
    dovecot.deliver(given.user, mail());
    await eventually('the third', async () => (await countItems(rig.db)) === before + 3);
  });

  test('changed again and again while mails come: each is taken once', async () => {
    const given = await entered();
    const { password: _password, ...settings } = given;
    const { body } = await rig.ada.post('/api/v1/channels/mailboxes', given);
    const path = `/api/v1/channels/mailboxes/${body.accountId}`;
    const before = await countItems(rig.db);
    for (let round = 0; round < 6; round++) {
      for (let n = 0; n < 25; n++) dovecot.deliver(given.user, mail());
      if (round % 2 === 0) await rig.ada.put(path, { ...settings, pollSeconds: 1 + round });
      else await rig.ada.post(`${path}/${round === 3 ? 'pause' : 'resume'}`);
      if (round === 4) await rig.restartOne();
    }
    await rig.ada.post(`${path}/resume`);
    await eventually('all', async () => (await countItems(rig.db)) >= before + 150);
    await eventually('all marked', async () => (await dovecot.unread(given.user)) === 0);
    expect(await countItems(rig.db)).toBe(before + 150);
  });

  test('an outage ends for the operators when the mailbox is removed', async () => {
    const given = await entered({ password: 'mistyped' });
    const { body } = await rig.ada.post('/api/v1/channels/mailboxes', given);
    await eventually('the alert', async () => (await rig.healthEvents(given.name)).length === 1);
    await rig.ada.del(`/api/v1/channels/mailboxes/${body.accountId}`);
    await eventually('its end', async () => (await rig.healthEvents(given.name)).length === 2);
    expect(await rig.healthEvents(given.name)).toEqual([false, true]);
  });

  test('the outage of a mailbox of the file goes on, whoever had its name here', async () => {
    const given = await entered();
    const { body } = await rig.ada.post('/api/v1/channels/mailboxes', given);
    await rig.ada.del(`/api/v1/channels/mailboxes/${body.accountId}`);
    await rig.db.query(`update email.accounts set name = 'filed' where account_id = $1`, [
      body.accountId,
    ]);
    await rig.db.query(
      `insert into email.connector_health values ('imap:filed', false, now(), 'away')
       on conflict (connector) do update set healthy = false`,
    );
    // By the next outage that it ends, the watch has looked.
    const other = await entered({ password: 'mistyped' });
    const made = await rig.ada.post('/api/v1/channels/mailboxes', other);
    await eventually('the alert', async () => (await rig.healthEvents(other.name)).length === 1);
    await rig.ada.del(`/api/v1/channels/mailboxes/${made.body.accountId}`);
    await eventually('its end', async () => (await rig.healthEvents(other.name)).length === 2);
    expect(await rig.healthEvents('filed')).toEqual([]);
  });

  test('nobody overwrites anybody, and the name stays', async () => {
    const given = await entered();
    const { body } = await rig.ada.post('/api/v1/channels/mailboxes', given);
    const path = `/api/v1/channels/mailboxes/${body.accountId}`;
    await rig.ada.post(`${path}/pause`);
    const stale = await rig.adaPut(path, { ...given, folder: 'X' }, { 'if-match': '"1"' });
    expect([stale.status, stale.body.version]).toEqual([412, 2]);
    const named = await rig.ada.put(path, { ...given, name: 'other' });
    expect([named.status, named.body.code]).toEqual([422, 'name_stays']);
  });
});

describe('the test before saving', () => {
  const trial = (given: unknown) => rig.ada.post('/api/v1/channels/mailboxes/trial', given);

  test('says what is wrong, each in its words, and keeps nothing', async () => {
    const given = await entered();
    const closed = await rig.closedPort();
    const found = [
      await trial(given),
      await trial({ ...given, password: 'mistyped' }),
      await trial({ ...given, folder: 'Nowhere' }),
      await trial({ ...given, port: closed }),
      await trial({ ...given, tls: 'tls' }),
      await trial({ ...given, host: 'nowhere.invalid', tls: 'tls' }),
      await trial({ ...given, flag: 'x'.repeat(61) }),
    ];
    expect(found.map(({ status, body }) => body.outcome ?? status)).toEqual([
      ...['ok', 'credentials', 'folder', 'refused', 'tls', 'host_unknown', 400],
    ]);
    expect(found[0]?.body).toMatchObject({ mails: 0, advice: null });
    expect(found[1]?.body).toMatchObject({ said: expect.any(String), advice: expect.any(String) });
    const { body } = await rig.ada.get('/api/v1/channels/mailboxes');
    expect((body.accounts as { name: string }[]).map(({ name }) => name)).not.toContain(given.name);
  });

  test('a folder in which nothing may be marked is told before a mail comes', async () => {
    const given = await entered();
    dovecot.makeReadOnly(given.user, 'Archive');
    const { body } = await trial({ ...given, folder: 'Archive' });
    expect(body).toMatchObject({ outcome: 'read_only' });
    const harmless = await trial({ ...given, folder: 'Archive', after: 'none' });
    expect(harmless.body).toMatchObject({ outcome: 'ok' });
  });

  test('S20 is no way to try out machines: networks and ports by the configuration, so many a person', async () => {
    const given = { ...(await entered()), tls: 'tls' };
    for (const host of [
      '10.0.0.1',
      '169.254.169.254',
      'fe80::1',
      '::ffff:10.0.0.1',
      'metadata.invalid',
    ])
      expect(['host_refused', 'host_unknown']).toContain(
        (await trial({ ...given, host })).body.outcome,
      );
    expect((await trial({ ...given, port: 22 })).body.outcome).toBe('host_refused');
    const answers = [];
    for (let n = 0; n < 21; n++)
      answers.push(
        await rig.otherAdmin.post('/api/v1/channels/mailboxes/trial', { ...given, port: 22 }),
      );
    expect(answers.map(({ status }) => status)).toEqual([...Array(20).fill(200), 429]);
    expect(Number(answers.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
    const { body } = await rig.otto.get('/api/v1/channels/record?limit=200');
    const tested = (body.entries as { byName: string }[]).filter(({ byName }) => byName === 'Adam');
    expect(tested).toHaveLength(20);
  });

  test('with the password that is kept only where it always goes', async () => {
    const given = await entered();
    const { body } = await rig.ada.post('/api/v1/channels/mailboxes', given);
    const { accountId } = body;
    const { password: _password, ...settings } = given;
    expect((await trial({ ...settings, accountId })).body.outcome).toBe('ok');
    const elsewhere = { ...settings, accountId, host: 'localhost' };
    const [tried, changed] = [
      await trial(elsewhere),
      await rig.ada.put(`/api/v1/channels/mailboxes/${accountId}`, {
        ...settings,
        host: 'localhost',
      }),
    ];
    expect([tried, changed].map(({ status, body: said }) => [status, said.code])).toEqual([
      [422, 'password_needed'],
      [422, 'password_needed'],
    ]);
  });
});

describe('S9 R72 who may', () => {
  test('administrators alone; the record is for auditors too', async () => {
    const given = await entered();
    const { body } = await rig.ada.post('/api/v1/channels/mailboxes', given);
    const path = '/api/v1/channels/mailboxes';
    for (const api of [rig.sam, rig.otto]) {
      const answers = await Promise.all([
        api.get(path),
        api.post(path, given),
        api.post(`${path}/trial`, given),
        api.put(`${path}/${body.accountId}`, given),
        api.post(`${path}/${body.accountId}/pause`),
        api.post(`${path}/${body.accountId}/resume`),
        api.del(`${path}/${body.accountId}`),
      ]);
      expect(answers.map(({ status }) => status)).toEqual(Array(7).fill(403));
    }
    expect((await rig.sam.get('/api/v1/channels/record')).status).toBe(403);
    expect((await rig.otto.get('/api/v1/channels/record')).status).toBe(200);
  });
});
