// Ways in over HTTP: the first administrator's link, invitations, resets, the second factor.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type MessageRequested, messageRequestedTopic } from '#shared/events/message.ts';
import { firstAdministratorLink } from '../../services/console/sign-in/links.ts';
import { codeAt } from '../../services/console/sign-in/totp.ts';
import { type ConsoleRig, createConsoleRig, PASSWORD, type Visitor } from './console-rig.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await createConsoleRig();
});
afterAll(() => rig.close());
beforeEach(() => rig.context.db.query('delete from people.sign_in_tries'));

const NEW = 'nine clouds over the harbour';
const HOUR = 3_600_000;

/** What was asked to be mailed to somebody, the newest last. */
async function mailsTo(email: string): Promise<{ purpose: string; token: string }[]> {
  const rows = await rig.context.db.query<{ payload: MessageRequested }>(
    'select payload from bus.events where topic = $1 order by off',
    [messageRequestedTopic.name],
  );
  return rows
    .filter(({ payload }) => payload.recipient.email === email)
    .map(({ payload: { purpose, values } }) => ({
      purpose,
      token: String(values.accessUrl).split('#')[1] ?? '',
    }));
}
const accept = (visitor: Visitor, body: Record<string, unknown>) =>
  visitor.ask('POST', '/api/v1/sign-in/accept', body);

async function adam(): Promise<Visitor> {
  const visitor = rig.visitor();
  expect((await visitor.signIn('adam@staff.test')).status).toBe(200);
  return visitor;
}

test('S24 the first administrator gets in by a link that is good once, for a day, and only while nobody else can', async () => {
  const { db } = rig.context;
  const fresh = () => firstAdministratorLink(rig.context, false);
  expect(await fresh()).toBeUndefined();
  const kept = await db.query<{ phc: string }>(
    "delete from people.passwords where staff_id = 'adam' returning phc",
  );
  expect(await firstAdministratorLink(rig.context, true)).toBeUndefined();
  const before = (await fresh())?.split('#')[1] ?? '';
  const link = (await fresh()) ?? '';
  expect(link).toMatch(/^http:\/\/redress\.test\/console\/join#[\w-]{43}$/);
  const token = link.split('#')[1] ?? '';
  const body = { token, password: NEW, name: 'Grace', email: 'grace@staff.test' };
  const visitor = rig.visitor();
  expect((await accept(visitor, { ...body, token: before })).body).toMatchObject({
    code: 'bad_link',
  });
  expect((await accept(visitor, { ...body, password: 'password1234' })).body).toMatchObject({
    code: 'password_refused',
  });
  expect((await accept(visitor, { token, password: NEW })).status).toBe(400);
  const read = await visitor.ask('POST', '/api/v1/sign-in/link', { token });
  expect(read.body).toMatchObject({ kind: 'first_administrator', email: null });
  const racing = await Promise.all([accept(rig.visitor(), body), accept(visitor, body)]);
  expect(racing.map(({ status }) => status).sort()).toEqual([200, 422]);
  expect(racing.find(({ status }) => status === 200)?.body).toMatchObject({
    role: 'admin',
    way: 'invitation',
  });
  expect((await accept(rig.visitor(), body)).body).toMatchObject({ code: 'bad_link' });
  expect(await fresh()).toBeUndefined();
  expect((await rig.visitor().signIn('grace@staff.test', NEW)).status).toBe(200);
  await db.query(
    "insert into people.passwords (staff_id, phc, changed_at) values ('adam', $1, now())",
    [kept[0]?.phc],
  );
});

test('S24 an invitation is mailed, good once and for 72 hours; empty, unknown, used and expired tokens are refused alike', async () => {
  const admin = await adam();
  const invited = await admin.ask('POST', '/api/v1/staff/accounts', {
    email: 'Ina@staff.test',
    name: 'Ina',
    role: 'frontline',
    locale: 'de',
  });
  expect(invited).toMatchObject({
    status: 201,
    body: { email: 'ina@staff.test', password: false },
  });
  const { staffId } = invited.body;
  const [first] = await mailsTo('ina@staff.test');
  expect(first?.purpose).toBe('invitation');
  const ina = rig.visitor();
  for (const token of ['x', 'A'.repeat(43), ' ', `${first?.token}x`])
    expect((await accept(ina, { token, password: NEW })).body).toMatchObject({ code: 'bad_link' });
  expect((await accept(ina, { token: '', password: NEW })).status).toBe(400);
  rig.clock.advanceMs(72 * HOUR);
  expect((await accept(ina, { token: first?.token, password: NEW })).body).toMatchObject({
    code: 'bad_link',
  });
  const again = await adam();
  await again.ask('POST', `/api/v1/staff/accounts/${staffId}/invitation`);
  const second = (await mailsTo('ina@staff.test')).at(-1)?.token;
  expect(second).not.toBe(first?.token);
  expect((await ina.ask('POST', '/api/v1/sign-in/link', { token: second })).body).toMatchObject({
    kind: 'invitation',
    name: 'Ina',
    email: 'ina@staff.test',
  });
  expect((await accept(ina, { token: second, password: NEW })).body).toMatchObject({
    staffId,
    role: 'frontline',
  });
  expect((await accept(ina, { token: second, password: NEW })).body).toMatchObject({
    code: 'bad_link',
  });
  const kept = JSON.stringify(await rig.context.db.query('select * from people.sign_in_links'));
  expect(kept).not.toContain(second);
});

test('S29 S25 a reset is answered alike for everybody, mailed to whoever is there, and ends all sessions', async () => {
  const sam = rig.visitor();
  await sam.signIn('sam@staff.test');
  const ask = (email: string) => rig.visitor().ask('POST', '/api/v1/sign-in/reset', { email });
  const answers = [await ask('sam@staff.test'), await ask('nobody@staff.test'), await ask('sam')];
  expect(answers.map(({ status, body }) => ({ status, body }))).toEqual(
    Array(3).fill({ status: 202, body: {} }),
  );
  expect(await mailsTo('nobody@staff.test')).toEqual([]);
  const mails = await mailsTo('sam@staff.test');
  expect(mails.map(({ purpose }) => purpose)).toEqual(['password-reset']);
  const visitor = rig.visitor();
  const token = mails[0]?.token;
  expect((await accept(visitor, { token, password: 'sam@staff.test' })).body).toMatchObject({
    code: 'password_refused',
  });
  expect((await accept(visitor, { token, password: NEW })).status).toBe(200);
  expect((await sam.ask('GET', '/api/v1/session')).status).toBe(401);
  expect((await rig.visitor().signIn('sam@staff.test')).status).toBe(401);
  const change = { current: NEW, password: PASSWORD };
  const other = rig.visitor();
  await other.signIn('sam@staff.test', NEW);
  expect(
    (await visitor.ask('PUT', '/api/v1/account/password', { ...change, current: 'x' })).status,
  ).toBe(401);
  expect((await visitor.ask('PUT', '/api/v1/account/password', change)).status).toBe(204);
  expect((await visitor.ask('GET', '/api/v1/session')).status).toBe(200);
  expect((await other.ask('GET', '/api/v1/session')).status).toBe(401);
});

/** Sets up an app for somebody; gives its secret and the recovery codes. */
async function setUpApp(visitor: Visitor): Promise<{ secret: string; codes: string[] }> {
  const offered = await visitor.ask('POST', '/api/v1/account/app');
  const secret = String(offered.body.secret);
  expect(String(offered.body.uri)).toMatch(/^otpauth:\/\/totp\//);
  expect(
    (await visitor.ask('POST', '/api/v1/account/app/confirm', { code: '000000' })).body,
  ).toMatchObject({ code: 'wrong_code' });
  const confirmed = await visitor.ask('POST', '/api/v1/account/app/confirm', {
    code: codeAt(secret, rig.clock.now()),
  });
  expect(confirmed.status).toBe(200);
  return { secret, codes: confirmed.body.codes as string[] };
}

test('with an authenticator app a password alone gives no session; each code counts once, each recovery code too', async () => {
  const max = rig.visitor();
  await max.signIn('max@staff.test');
  const { secret, codes } = await setUpApp(max);
  expect(codes).toHaveLength(10);
  const kept = JSON.stringify([
    await rig.context.db.query('select * from people.totp'),
    await rig.context.db.query('select * from people.recovery_codes'),
  ]);
  for (const told of [secret, ...codes]) expect(kept).not.toContain(told);

  const visitor = rig.visitor();
  const firstStep = async () => {
    const answer = await visitor.signIn('max@staff.test');
    expect([answer.status, visitor.cookie]).toEqual([202, '']);
    return (answer.body.secondFactor as { token: string }).token;
  };
  const second = (token: string, code: string) =>
    rig.visitor().ask('POST', '/api/v1/session/second-factor', { token, code });
  // The code that confirmed the app was used by that.
  const token = await firstStep();
  expect((await second(token, codeAt(secret, rig.clock.now()))).body).toMatchObject({
    code: 'wrong_code',
  });
  rig.clock.advanceMs(30_000);
  const code = codeAt(secret, rig.clock.now());
  const racing = await Promise.all([
    second(token, code),
    second(token, code),
    second(await firstStep(), code),
  ]);
  expect(racing.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
  const [recovery = ''] = codes;
  const typed = recovery.toLowerCase().replace('-', ' ');
  expect((await second(await firstStep(), typed)).body).toMatchObject({
    staffId: 'max',
    secondFactor: true,
  });
  expect((await second(await firstStep(), recovery)).body).toMatchObject({ code: 'wrong_code' });
  const late = await firstStep();
  rig.clock.advanceMs(10 * 60_000);
  expect((await second(late, codeAt(secret, rig.clock.now()))).body).toMatchObject({
    code: 'sign_in_again',
  });
});

test('S28 codes are counted too: of 50 at once no more than ten are looked at', async () => {
  const visitor = rig.visitor();
  const answer = await visitor.signIn('max@staff.test');
  const { token } = answer.body.secondFactor as { token: string };
  const guesses = await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      rig
        .visitor()
        .ask('POST', '/api/v1/session/second-factor', { token, code: String(100_000 + n) }),
    ),
  );
  expect(guesses.filter(({ status }) => status === 401)).toHaveLength(10);
  expect(guesses.filter(({ status }) => status === 429)).toHaveLength(40);
});

test('a role that needs a second factor gets into nothing else before one is set up', async () => {
  rig.context.config.secondFactorFor = ['department_manager'];
  const dora = rig.visitor();
  expect((await dora.signIn('dora@staff.test')).body).toMatchObject({ restricted: true });
  for (const path of ['/api/v1/cases', '/api/v1/account/tokens', '/api/v1/staff'])
    expect((await dora.ask('GET', path)).body).toMatchObject({ code: 'second_factor_required' });
  expect((await dora.ask('GET', '/api/v1/account')).body).toMatchObject({
    secondFactorNeeded: true,
    app: false,
  });
  await setUpApp(dora);
  expect((await dora.ask('GET', '/api/v1/session')).body).toMatchObject({
    restricted: false,
    secondFactor: true,
  });
  expect((await dora.ask('GET', '/api/v1/cases')).status).toBe(200);
  rig.context.config.secondFactorFor = [];
});

test('how one gets in is changed only lately after showing who one is, and never by an API token', async () => {
  const fred = rig.visitor();
  await fred.signIn('fred@staff.test');
  const make = () => fred.ask('POST', '/api/v1/account/tokens', { label: 'script', days: 30 });
  rig.clock.advanceMs(15 * 60_000);
  expect((await make()).body).toMatchObject({ code: 'confirm_first' });
  expect((await fred.ask('POST', '/api/v1/session/confirm', { password: 'x' })).status).toBe(401);
  expect((await fred.ask('POST', '/api/v1/session/confirm', { password: PASSWORD })).status).toBe(
    204,
  );
  const made = await make();
  expect(made.status).toBe(201);
  const token = String(made.body.token);
  expect(token).toMatch(/^rdr_/);
  const listed = await fred.ask('GET', '/api/v1/account/tokens');
  expect(listed.body.tokens).toMatchObject([{ label: 'script', staffId: 'fred' }]);
  expect(JSON.stringify(listed.body)).not.toContain(token);
  const program = rig.visitor();
  const bearer = { authorization: `Bearer ${token}` };
  expect((await program.ask('GET', '/api/v1/cases', undefined, bearer)).status).toBe(200);
  for (const [method, path, body] of [
    ['POST', '/api/v1/account/tokens', { label: 'x', days: 1 }],
    ['POST', '/api/v1/account/app', undefined],
    ['PUT', '/api/v1/account/password', { current: PASSWORD, password: NEW }],
  ] as const)
    expect((await program.ask(method, path, body, bearer)).body).toMatchObject({
      code: 'needs_session',
    });
  const { tokenId } = made.body.made as { tokenId: string };
  const sara = rig.visitor();
  await sara.signIn('sara@staff.test');
  expect((await sara.ask('DELETE', `/api/v1/account/tokens/${tokenId}`)).status).toBe(404);
  expect((await sara.ask('DELETE', `/api/v1/staff/tokens/${tokenId}`)).status).toBe(403);
  const admin = await adam();
  expect((await admin.ask('GET', '/api/v1/staff/tokens')).body.tokens).toHaveLength(1);
  expect((await admin.ask('DELETE', `/api/v1/staff/tokens/${tokenId}`)).status).toBe(204);
  expect((await program.ask('GET', '/api/v1/cases', undefined, bearer)).status).toBe(401);
});
