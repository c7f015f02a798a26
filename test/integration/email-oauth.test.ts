// Mailboxes by access tokens on a real Dovecot, which asks the token end point whose each token is: in the console, by both grants.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Dovecot, startDovecot } from '../harness/dovecot.ts';
import { startTokenServer, type TokenServer } from '../simulators/token-server.ts';
import { type AccountsRig, createAccountsRig } from './email-accounts-rig.ts';
import { countItems, eventually, mail } from './email-rig.ts';

const path = '/api/v1/channels/mailboxes';
let server: TokenServer;
let dovecot: Dovecot;
let rig: AccountsRig;
beforeAll(async () => {
  server = await startTokenServer();
  dovecot = await startDovecot({ users: [], introspectionUrl: server.introspectionUrl });
  rig = await createAccountsRig(dovecot, { tokenHosts: [new URL(server.tokenUrl).host] });
});
afterAll(async () => {
  await rig?.stop();
  await dovecot?.stop();
  await server?.stop();
});
afterEach(async () => {
  await rig.removeAll();
  Object.assign(server, { mood: { kind: 'well' }, rotates: 'no', scope: undefined });
});

/** A mailbox as it is entered; `more` may set parts of oauth too. */
async function entered(
  grant: 'client_credentials' | 'refresh_token',
  more: Record<string, unknown> = {},
) {
  const { password: _none, ...given } = await rig.entered();
  const { oauth, ...others } = more;
  const secrets =
    grant === 'refresh_token' ? { refreshToken: server.authorise(given.user as string) } : {};
  server.appUser = given.user as string;
  return {
    ...given,
    oauth: {
      ...{ provider: 'other', grant, tokenUrl: server.tokenUrl, clientId: server.clientId },
      ...(oauth as object | undefined),
    },
    ...{ clientSecret: server.clientSecret, ...secrets, ...others },
  } as Record<string, unknown> & { name: string; user: string; refreshToken?: string };
}

const tried = async (given: unknown) => (await rig.ada.post(`${path}/trial`, given)).body;

test('R01 R72 a mailbox that the application may read by itself is tested, added and read; nothing secret is seen anywhere', async () => {
  const given = await entered('client_credentials');
  expect(await tried(given)).toMatchObject({ outcome: 'ok', said: null, mails: 0 });
  const added = await rig.ada.post(path, given);
  expect(added).toMatchObject({ status: 201, body: { oauth: { provider: 'other', scope: null } } });
  const before = await countItems(rig.db);
  dovecot.deliver(given.user, mail());
  await eventually('its mail', async () => (await countItems(rig.db)) === before + 1);
  await eventually('its health', async () => {
    const channel = await rig.channel(given.name);
    return channel?.state === 'ok' && channel.checkedAt !== null;
  });
  expect(await rig.channel(given.name)).toMatchObject({ lastError: null, lastErrorCode: null });
  const seen = [
    added,
    await rig.ada.get(path),
    await rig.ada.get('/api/v1/channels/record'),
    await rig.ada.post(path, { ...given, port: 'x' }),
    rig.logged(),
    await rig.dump(),
  ];
  expect(JSON.stringify(seen)).not.toContain(server.clientSecret);
  expect(JSON.stringify(seen)).not.toContain('secret.access.');
});

test('R72 a refresh token that the provider exchanges each time keeps working, tested and saved, restarted and shared by two folders', async () => {
  server.rotates = 'strictly';
  const given = await entered('refresh_token');
  const client = await dovecot.client(given.user);
  await client.mailboxCreate('Second');
  await client.logout();
  // The test has exchanged it already: what is saved goes on from there.
  expect(await tried(given)).toMatchObject({ outcome: 'ok' });
  const { body } = await rig.ada.post(path, given);
  const two = { ...given, name: `${given.name}-two`, folder: 'Second' };
  expect((await rig.ada.post(path, two)).status).toBe(201);
  const before = await countItems(rig.db);
  dovecot.deliver(given.user, mail());
  dovecot.deliver(given.user, mail(), 'Second');
  await eventually('both mails', async () => (await countItems(rig.db)) === before + 2);
  await rig.restartOne();
  expect((await rig.ada.post(`/api/v1/channels/imap:${given.name}/test`)).body).toMatchObject({
    outcome: 'ok',
  });
  const asked = server.asked.flatMap(({ refresh_token }) => refresh_token ?? []);
  expect(asked.filter((each) => each === given.refreshToken)).toHaveLength(1);
  expect(await rig.dump()).not.toContain('secret.refresh.');
  expect(rig.logged()).not.toContain('secret.refresh.');
  // What was exchanged is forgotten with the last mailbox that goes by it.
  const kept = () => rig.db.query('select 1 from email.oauth_grants');
  await rig.ada.del(`${path}/${body.accountId}`);
  expect(await kept()).toHaveLength(1);
  await rig.removeAll();
  await eventually(
    'that no process asks any more',
    async () => (await rig.watching(given.name)) === 0,
  );
  expect(await kept()).toHaveLength(0);
});

test('R72 a token that is taken back before its end is renewed at the next sign-in; no outage is told', async () => {
  const given = await entered('client_credentials');
  await rig.ada.post(path, given);
  await eventually('its health', async () => (await rig.channel(given.name))?.checkedAt !== null);
  server.voidAccess();
  await dovecot.kill();
  dovecot.deliver(given.user, mail());
  const before = await countItems(rig.db);
  await dovecot.up();
  await eventually('its mail', async () => (await countItems(rig.db)) === before + 1);
  expect(await rig.healthEvents(given.name)).toEqual([]);
});

test('R72 an authorisation that was taken back is told once, in words and by a code, until it is given again', async () => {
  const given = await entered('refresh_token', { refreshToken: 'secret.refresh.mistyped' });
  const { body } = await rig.ada.post(path, given);
  await eventually('the alert', async () => (await rig.healthEvents(given.name)).length === 1);
  expect(await rig.channel(given.name)).toMatchObject({
    ...{ state: 'failing', lastErrorCode: 'grant_refused' },
    lastError: expect.stringContaining('invalid_grant'),
  });
  expect(JSON.stringify(await rig.channel(given.name))).not.toContain('secret.refresh.mistyped');
  // The client's secret is kept: the new authorisation alone is entered.
  const { clientSecret: _kept, ...again } = given;
  const refreshToken = server.authorise(given.user);
  const saved = await rig.adaPut(`${path}/${body.accountId}`, { ...again, refreshToken }, {});
  expect(saved.status).toBe(200);
  await eventually('its recovery', async () => (await rig.channel(given.name))?.state === 'ok');
  await eventually(
    'the end of the alert',
    async () => (await rig.healthEvents(given.name)).length === 2,
  );
  const { body: record } = await rig.ada.get('/api/v1/channels/record');
  expect((record.entries as unknown[])[0]).toMatchObject({ details: { refreshToken: 'replaced' } });
});

test('R72 the test says at which step it failed, and what to do', async () => {
  const given = await entered('client_credentials');
  const outcome = async (more: Record<string, unknown>, oauth: Record<string, unknown> = {}) => {
    const { outcome, advice } = await tried({
      ...given,
      ...more,
      oauth: { ...(given.oauth as object), ...oauth },
    });
    expect(advice).not.toBeNull();
    return outcome;
  };
  expect(await outcome({ clientSecret: 'wrong' })).toBe('client_refused');
  expect(await outcome({}, { tokenUrl: 'https://127.0.0.1:9/token' })).toBe('token_host_refused');
  expect(await outcome({}, { tokenUrl: 'https://id.example.com/token' })).toBe(
    'token_host_refused',
  );
  const refused = {
    ...given,
    refreshToken: 'void',
    oauth: { ...(given.oauth as object), grant: 'refresh_token' },
  };
  expect(await tried(refused)).toMatchObject({
    outcome: 'grant_refused',
    said: expect.stringContaining('invalid_grant'),
  });
  server.scope = 'mail.send';
  expect(await outcome({}, { scope: 'mail.read' })).toBe('scope_refused');
  server.scope = undefined;
  server.mood = { kind: 'answers', status: 502, body: 'bad gateway', type: 'text/plain' };
  expect(await outcome({})).toBe('token_unreachable');
  server.mood = { kind: 'well' };
  // The token is good, and for another mailbox.
  server.appUser = 'somebody-else';
  expect(await outcome({})).toBe('token_login');
  server.appUser = given.user;
  expect(await outcome({ folder: 'Nowhere' })).toBe('folder');
});

test('S9 R72 kept secrets go nowhere else: another host, user, client or end point asks for them again', async () => {
  const given = await entered('refresh_token');
  const { body } = await rig.ada.post(path, given);
  const { clientSecret: _secret, refreshToken: _token, ...kept } = given;
  const oauth = given.oauth as object;
  for (const more of [
    { host: 'localhost' },
    { user: 'other' },
    { oauth: { ...oauth, clientId: 'another' } },
    { oauth: { ...oauth, tokenUrl: 'https://id.example.com/token' } },
    { oauth: { ...oauth, scope: 'all' } },
  ]) {
    const changed = await rig.adaPut(`${path}/${body.accountId}`, { ...kept, ...more }, {});
    expect(changed).toMatchObject({
      status: 422,
      body: { code: 'secret_needed', fields: { refreshToken: expect.anything() } },
    });
    const trial = await tried({ ...kept, ...more, accountId: body.accountId });
    expect(trial).toMatchObject({ code: 'secret_needed' });
  }
  // And a password is not taken for a token, nor the other way round.
  const plain = await rig.adaPut(`${path}/${body.accountId}`, { ...kept, oauth: null }, {});
  expect(plain).toMatchObject({ status: 422, body: { code: 'password_needed' } });
  for (const wrong of [
    { ...given, password: 'x' },
    { ...given, oauth: null, password: 'x' },
    { ...kept, clientSecret: 'x' },
  ])
    expect((await rig.ada.post(path, wrong)).status).toBe(400);
  expect(
    (
      await rig.adaPut(
        `${path}/${body.accountId}`,
        { ...kept, folder: 'INBOX', pollSeconds: 5 },
        {},
      )
    ).status,
  ).toBe(200);
});

test('R72 secrets that cannot be opened any more are replaced by those that are entered, or named as needed', async () => {
  const given = await entered('refresh_token');
  const { body } = await rig.ada.post(path, given);
  const { clientSecret, refreshToken, ...kept } = given;
  await rig.db.query(
    `update email.accounts set sealed_secret = 'sealed-by-another-key', version = version + 1 where account_id = $1`,
    [body.accountId],
  );
  await eventually('the failure', async () => {
    return (await rig.channel(given.name))?.lastErrorCode === 'secret_sealed';
  });
  expect(await tried({ ...kept, accountId: body.accountId })).toMatchObject({
    outcome: 'secret_sealed',
  });
  const change = (secrets: object) =>
    rig.adaPut(`${path}/${body.accountId}`, { ...kept, ...secrets }, {});
  expect(await change({ clientSecret })).toMatchObject({
    ...{
      status: 422,
      body: { code: 'secret_needed', fields: { refreshToken: expect.anything() } },
    },
  });
  expect((await change({ clientSecret, refreshToken })).status).toBe(200);
  await eventually('its recovery', async () => (await rig.channel(given.name))?.state === 'ok');
});
