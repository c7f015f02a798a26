// Accounts on X that administrators add: tested in words, watched by every process, changed and ended without a restart; no secret goes out.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../shared/clock.ts';
import { createAnsweringAccounts } from '../../shared/platforms/answering-accounts.ts';
import { createSigner, Secret } from '../../shared/secret.ts';
import { testLog } from '../harness/postgres.ts';
import { eventually } from '../harness/product.ts';
import { ANNA, BRAND } from '../harness/watched-account.ts';
import { CLIENT, createSocialRig, REFRESH, type SocialRig, TOKEN } from './social-accounts-rig.ts';

const PATH = '/api/v1/channels/accounts';
const SCOPES = ['tweet.read', 'users.read', 'dm.read', 'dm.write', 'offline.access'];
const given = { name: 'brand', accessToken: TOKEN, pollSeconds: 5 };
let rig: SocialRig;
beforeAll(async () => {
  rig = await createSocialRig();
});
afterAll(() => rig?.stop());
beforeEach(() => rig.x.world.grant(TOKEN, BRAND));
afterEach(async () => {
  await rig.removeAll();
  rig.x.clearFaults();
  await rig.db.query("delete from social.account_changes where what = 'tested'");
});

describe('a test says in words what is wrong', () => {
  const outcome = async (over: Record<string, unknown> = {}) =>
    (await rig.ada.post(`${PATH}/trial`, { ...given, ...over })).body;

  test('R46 nothing: whose it is; nothing was sent to anybody, and nothing asked that is not on the list', async () => {
    const found = { userId: BRAND, handle: 'brand' };
    expect(await outcome()).toMatchObject({ outcome: 'ok', found, advice: null });
    expect(await outcome({ userId: BRAND })).toMatchObject({ outcome: 'ok' });
    expect(rig.x.world.messages).toEqual([]);
    expect(rig.x.violations).toEqual([]);
  });

  test.each([
    ['tweet.read', 'scope_read'],
    ['dm.read', 'scope_dm_read'],
    ['dm.write', 'scope_dm_write'],
  ])('the scope %s is missing', async (scope, expected) => {
    rig.x.world.grant(
      TOKEN,
      BRAND,
      SCOPES.filter((each) => each !== scope),
    );
    const found = await outcome();
    expect(found.outcome).toBe(expected);
    expect(found.text).toContain(scope);
  });

  test('the token is refused, or of another account; X has a limit, is away, is silent', async () => {
    expect(await outcome({ accessToken: 'mistyped' })).toMatchObject({ outcome: 'token_refused' });
    expect(await outcome({ userId: ANNA })).toMatchObject({
      ...{ outcome: 'other_account', found: { userId: BRAND } },
    });
    const limit = { kind: 'status' as const, status: 429, headers: { 'retry-after': '600' } };
    rig.x.plan('me', limit);
    const limited = await outcome();
    expect(limited.outcome).toBe('limited');
    expect(Date.parse(String(limited.retryAt)) - Date.now()).toBeGreaterThan(300_000);
    rig.x.plan('me', { kind: 'status', status: 503 });
    expect(await outcome()).toMatchObject({ outcome: 'platform_down' });
    rig.x.plan('me', { kind: 'cut' });
    expect(await outcome()).toMatchObject({ outcome: 'no_network' });
    rig.x.plan('mentions', { kind: 'status', status: 402 });
    expect(await outcome()).toMatchObject({ outcome: 'not_permitted' });
  });

  test('twenty within ten minutes, then it is told when again', async () => {
    rig.x.world.revoke(TOKEN);
    for (let n = 0; n < 20; n++) expect((await outcome()).outcome).toBe('token_refused');
    const refused = await rig.ada.post(`${PATH}/trial`, given);
    expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_tests' } });
  });
});

describe('from adding to removing', () => {
  test('R01 R46 added without a user id it is watched at once, changed without a restart, paused, resumed, removed; on record', async () => {
    const added = await rig.ada.post(PATH, given);
    expect(added).toMatchObject({ status: 201, body: { userId: BRAND, handle: 'brand' } });
    const path = `${PATH}/${added.body.accountId}`;
    rig.x.world.post({ authorId: ANNA, text: '@brand it broke', mentions: [BRAND] });
    await eventually('the mention', async () => (await rig.items()) > 0);
    await eventually('both', async () => (await rig.watching('x:brand')) === 2);

    const stale = await rig.put(path, { ...given, userId: BRAND }, { 'if-match': '"9"' });
    expect(stale).toMatchObject({ status: 412, body: { code: 'changed_meanwhile' } });
    const { accessToken: _kept, ...kept } = { ...given, userId: BRAND, pollSeconds: 6 };
    expect(await rig.put(path, kept, { 'if-match': '"1"' })).toMatchObject({ status: 200 });
    for (const other of [{ userId: ANNA }, { clientId: CLIENT }])
      expect(await rig.put(path, { ...kept, ...other })).toMatchObject({
        ...{ status: 422, body: { code: 'token_needed' } },
      });
    expect(await rig.put(path, { ...kept, name: 'another' })).toMatchObject({ status: 422 });
    expect(await rig.ada.post(PATH, { ...given, name: 'second' })).toMatchObject({
      ...{ status: 409, body: { code: 'one_account_only' } },
    });

    await rig.ada.post(`${path}/pause`);
    await eventually('nobody', async () => (await rig.watching('x:brand')) === 0);
    const before = await rig.items();
    rig.x.world.post({ authorId: ANNA, text: '@brand and again', mentions: [BRAND] });
    await rig.ada.post(`${path}/resume`);
    await eventually('what came meanwhile', async () => (await rig.items()) > before);
    expect((await rig.ada.del(path)).status).toBe(204);
    expect(await rig.ada.del(path)).toMatchObject({ status: 404 });
    await eventually('nobody', async () => (await rig.watching('x:brand')) === 0);
    const { body } = await rig.otto.get(`${PATH}/record`);
    const entries = body.entries as { what: string; byName: string; details: unknown }[];
    expect(entries.map(({ what }) => what)).toEqual([
      ...['removed', 'resumed', 'paused', 'changed', 'added', 'tested'],
    ]);
    expect(entries[3]).toMatchObject({
      ...{ byName: 'Ada', details: { pollSeconds: { from: 5, to: 6 } } },
    });
    expect(rig.x.violations).toEqual([]);
  });

  test('R46 a refused token is told at once and its end too; answers go out by the account that is there', async () => {
    rig.x.world.revoke(TOKEN);
    const told = (await rig.healthEvents()).length;
    const added = await rig.ada.post(PATH, { ...given, userId: BRAND });
    await eventually('the alert', async () => (await rig.healthEvents()).length === told + 1);
    expect((await rig.watch())?.failure).toContain('connect the account again');
    rig.x.world.grant('a-new-token', BRAND);
    const path = `${PATH}/${added.body.accountId}`;
    await rig.put(path, { ...given, userId: BRAND, accessToken: 'a-new-token' });
    await eventually('the end', async () => (await rig.healthEvents()).length === told + 2);
    const answering = createAnsweringAccounts(
      { configured: [], apiUrl: rig.x.url },
      {
        ...{ db: rig.db, clock: systemClock, log: testLog },
        signer: createSigner(new Secret('a key of the tests, as long as it must be')),
      },
    );
    const { signal } = new AbortController();
    await (await answering.get('x'))?.sendDirectMessage(ANNA, 'We are sorry.', signal);
    expect(rig.x.world.messages.at(-1)).toMatchObject({ fromUserId: BRAND, toUserId: ANNA });
    await rig.removeAll();
    expect(await answering.get('x')).toBeUndefined();
  });

  test('what fails when it is paused is over: nobody waits for its end', async () => {
    rig.x.world.revoke(TOKEN);
    const told = (await rig.healthEvents()).length;
    const { body } = await rig.ada.post(PATH, { ...given, userId: BRAND });
    await eventually('the alert', async () => (await rig.healthEvents()).length === told + 1);
    await rig.ada.post(`${PATH}/${body.accountId}/pause`);
    await eventually('its end', async () => (await rig.healthEvents()).length === told + 2);
    expect((await rig.healthEvents()).slice(told)).toEqual([false, true]);
  });

  test('while the configuration file has an account, none is added; that one can be tested', async () => {
    await rig.withFile(async (api) => {
      expect(await api.post(PATH, given)).toMatchObject({
        ...{ status: 409, body: { code: 'account_in_file' } },
      });
      expect((await api.get(PATH)).body.mayAdd).toBe(false);
      const tested = await api.post(`${PATH}/test`, { name: 'x:filed' });
      expect(tested.body).toMatchObject({ outcome: 'ok' });
      expect((await api.post(`${PATH}/test`, { name: 'x:nobody' })).status).toBe(404);
    });
  });
});

test('R72 S9 tokens are nowhere: not in answers, record, problems, logs, nor in any table; and only administrators change', async () => {
  rig.x.world.grantRefresh(REFRESH, {
    ...{ userId: BRAND, clientId: CLIENT, clientSecret: 'sesame-of-the-client' },
  });
  const whole = {
    ...{ ...given, clientId: CLIENT, refreshToken: REFRESH, clientSecret: 'sesame-of-the-client' },
  };
  const added = await rig.ada.post(PATH, whole);
  const path = `${PATH}/${added.body.accountId}`;
  await eventually('the renewal', async () =>
    rig.x.traffic.some(({ path, status }) => path === '/2/oauth2/token' && status === 200),
  );
  await eventually('a look', async () => (await rig.watch())?.failure === null);
  const answers = [
    added,
    await rig.ada.get(PATH),
    await rig.ada.post(`${PATH}/trial`, whole),
    await rig.ada.post(`${PATH}/test`, { name: 'x:brand' }),
    await rig.put(path, { ...whole, userId: BRAND, pollSeconds: 9 }),
    await rig.put(path, { ...whole, acessToken: TOKEN }),
    await rig.put(path, { ...whole, clientId: null }),
    await rig.ada.get(`${PATH}/record`),
  ];
  expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 200, 200, 400, 400, 200]);
  expect(answers[3]?.body).toMatchObject({ outcome: 'ok' });
  for (const text of [JSON.stringify(answers), rig.logged(), await rig.dump()])
    for (const secret of ['sesame-', 'of-a-renewal']) expect(text).not.toContain(secret);
  expect(rig.logged()).toContain('x:brand');
  for (const api of [rig.sam, rig.otto]) expect((await api.post(`${path}/pause`)).status).toBe(403);
  expect((await rig.sam.get(`${PATH}/record`)).status).toBe(403);
});
