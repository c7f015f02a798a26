// Sessions of browsers over HTTP, on routes of the console and of other services: who gets in, what a cookie needs besides, when
// a session ends.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { deactivateStaff, putStaff } from '#shared/people.ts';
import { endSessionsOf, listSessions, pruneSessions } from '#shared/sessions.ts';
import { putPassword } from '../../services/console/sign-in/password-store.ts';
import { makeSession, sessionHeaders } from '../harness/sign-in.ts';
import { type ConsoleRig, createConsoleRig, PASSWORD } from './console-rig.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await createConsoleRig();
});
afterAll(() => rig.close());
beforeEach(() => rig.context.db.query('delete from people.sign_in_tries'));

const SAM = 'sam@staff.test';

test('signing in gives a cookie that opens the routes of every service, and who one is', async () => {
  const sam = rig.visitor();
  expect((await sam.ask('GET', '/api/v1/session')).status).toBe(401);
  const answer = await sam.ask('POST', '/api/v1/session', {
    email: 'SAM@staff.test',
    password: PASSWORD,
  });
  expect(answer).toMatchObject({
    status: 200,
    body: { staffId: 'sam', name: 'sam', role: 'supervisor', way: 'password', restricted: false },
  });
  const set = answer.headers.get('set-cookie') ?? '';
  expect(set).toMatch(/^redress_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Expires=/);
  expect(answer.headers.get('cache-control')).toBe('private, no-store');
  expect((await sam.ask('GET', '/api/v1/session')).body).toMatchObject({
    email: SAM,
    csrfToken: answer.body.csrfToken,
  });
  expect((await sam.ask('GET', '/api/v1/cases')).status).toBe(200);
  expect((await sam.ask('DELETE', '/api/v1/session')).status).toBe(204);
  expect((await sam.ask('GET', '/api/v1/session')).status).toBe(401);
});

test('S25 a session that an attacker set before is not the one after signing in, and ends', async () => {
  const known = await makeSession(rig.context.db, 'fred', { now: rig.clock.now() });
  const victim = rig.visitor();
  victim.cookie = `redress_session=${known.token}`;
  expect((await victim.signIn(SAM)).body).toMatchObject({ staffId: 'sam' });
  expect(victim.cookie).not.toContain(known.token);
  const attacker = rig.visitor();
  attacker.cookie = `redress_session=${known.token}`;
  expect((await attacker.ask('GET', '/api/v1/session')).status).toBe(401);
});

test('S25 a session ends with the password, the role, the person; nothing else of it is told', async () => {
  const { db } = rig.context;
  const signedIn = async (email: string) => {
    const visitor = rig.visitor();
    expect((await visitor.signIn(email)).status).toBe(200);
    return visitor;
  };
  const status = async (visitor: { ask: ReturnType<ConsoleRig['visitor']>['ask'] }) =>
    (await visitor.ask('GET', '/api/v1/cases')).status;
  const byPassword = await signedIn('fiona@staff.test');
  const phc = await rig.context.passwords.hash(PASSWORD);
  await db.transaction((tx) => putPassword(tx, 'fiona', phc, rig.clock.now()));
  expect(await status(byPassword)).toBe(401);

  const byRole = await signedIn('sara@staff.test');
  const sara = { name: 'sara', email: 'sara@staff.test', role: 'supervisor' as const };
  await db.transaction((tx) => putStaff(tx, { ...sara, name: 'Sara S.' }));
  expect(await status(byRole)).toBe(200);
  await db.transaction((tx) => putStaff(tx, { ...sara, role: 'frontline' }));
  expect(await status(byRole)).toBe(401);

  const byPerson = await signedIn('fred@staff.test');
  await db.transaction((tx) => deactivateStaff(tx, 'fred', rig.clock.now()));
  expect(await status(byPerson)).toBe(401);
  expect((await rig.visitor().signIn('fred@staff.test')).body).toMatchObject({
    code: 'wrong_credentials',
  });
  await db.transaction((tx) =>
    putStaff(
      tx,
      { name: 'fred', email: 'fred@staff.test', role: 'frontline' },
      { reactivate: true },
    ),
  );
  expect(await status(byPerson)).toBe(401);
});

test('a session ends when it is not used, and in any case after a time; use keeps it', async () => {
  const visitor = rig.visitor();
  await visitor.signIn(SAM);
  const status = async () => (await visitor.ask('GET', '/api/v1/session')).status;
  for (let hours = 0; hours < 6 * 24; hours += 11) {
    rig.clock.advanceMs(11 * 3_600_000);
    expect([hours, await status()]).toEqual([hours, 200]);
  }
  rig.clock.advanceMs(11 * 3_600_000);
  rig.clock.advanceMs(11 * 3_600_000);
  expect(await status()).toBe(401);
  await visitor.signIn(SAM);
  rig.clock.advanceMs(12 * 3_600_000);
  expect(await status()).toBe(401);
  await pruneSessions(rig.context.db.query, new Date(rig.clock.now().getTime() + 8 * 86_400_000));
  expect(await rig.context.db.query('select 1 from people.sessions')).toEqual([]);
});

test('S31 by cookie, what changes something needs the token of our own pages, on every service; by API token it does not', async () => {
  const { reference } = await rig.say();
  const note = `/api/v1/cases/${reference}/note`;
  const sam = rig.visitor();
  await sam.signIn(SAM);
  const { csrfToken } = sam;
  const post = (headers: Record<string, string>) => sam.ask('POST', note, { text: 'x' }, headers);
  const refused: Record<string, string>[] = [
    { 'x-csrf-token': '' },
    { 'x-csrf-token': 'x'.repeat(43) },
    { 'x-csrf-token': `${csrfToken}x` },
    { origin: 'https://evil.test' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ];
  for (const given of refused) {
    const { status, body } = await post(given);
    expect({ given, status, code: body.code }).toEqual({ given, status: 403, code: 'csrf' });
  }
  sam.csrfToken = '';
  expect((await sam.ask('DELETE', '/api/v1/session')).status).toBe(403);
  sam.csrfToken = csrfToken;
  const other = rig.visitor();
  await other.signIn('max@staff.test');
  expect((await post({ 'x-csrf-token': other.csrfToken })).status).toBe(403);
  expect((await post({ 'sec-fetch-site': 'same-origin', origin: rig.base })).status).toBe(200);
  expect((await rig.caseOf(reference)).status).toBe('new');
});

test('S31 another site cannot sign our user in as somebody else', async () => {
  const body = { email: SAM, password: PASSWORD };
  const { ask } = rig.visitor();
  expect(
    (await ask('POST', '/api/v1/session', body, { 'sec-fetch-site': 'cross-site' })).status,
  ).toBe(403);
  expect((await ask('POST', '/api/v1/session', body, { origin: 'https://evil.test' })).status).toBe(
    403,
  );
  const form = await fetch(`${rig.base}/api/v1/session`, {
    method: 'POST',
    body: new URLSearchParams(body),
  });
  expect([form.status, form.headers.get('set-cookie')]).toEqual([415, null]);
});

test('S28 of 200 guesses at once no more than the limit is even computed; the account opens again by itself', async () => {
  const before = rig.hashes();
  const guesses = await Promise.all(
    Array.from({ length: 200 }, (_, n) =>
      rig.visitor().ask(
        'POST',
        '/api/v1/session',
        { email: SAM, password: `guess ${n}` },
        {
          'x-forwarded-for': `203.0.${n}.7`,
        },
      ),
    ),
  );
  const statuses = Map.groupBy(guesses, ({ status }) => status);
  expect([statuses.get(401)?.length, statuses.get(429)?.length]).toEqual([10, 190]);
  expect(rig.hashes() - before).toBe(10);
  const locked = await rig.visitor().signIn(SAM);
  expect(locked).toMatchObject({ status: 429, body: { code: 'too_many_tries' } });
  expect((await rig.visitor().signIn('max@staff.test')).status).toBe(200);
  rig.clock.advanceMs(15 * 60_000);
  expect((await rig.visitor().signIn(SAM)).status).toBe(200);
});

test('S28 S27 one address cannot try many accounts, and cannot claim to be many addresses', async () => {
  const statuses = [];
  for (let n = 0; n < 12; n++) {
    const guesses = Array.from({ length: 10 }, (_, m) =>
      rig.visitor().ask(
        'POST',
        '/api/v1/session',
        { email: `nobody-${n}-${m}@staff.test`, password: 'x' },
        // The nearest proxy's word counts; what the client wrote before it does not.
        { 'x-forwarded-for': `198.51.${n}.${m}, 203.0.113.7` },
      ),
    );
    statuses.push(...(await Promise.all(guesses)).map(({ status }) => status));
  }
  expect(statuses.filter((status) => status === 401)).toHaveLength(100);
  expect(statuses.filter((status) => status === 429)).toHaveLength(20);
});

test('S28 an office behind one address is not locked out by those who get it right', async () => {
  for (let n = 0; n < 12; n++) {
    const mornings = await Promise.all(
      Array.from({ length: 10 }, () => rig.visitor().signIn('max@staff.test')),
    );
    expect(mornings.map(({ status }) => status)).toEqual(Array(10).fill(200));
  }
  const [kept] = await rig.context.db.query<{ tries: number }>(
    "select tries from people.sign_in_tries where subject like 'address:%'",
  );
  expect(kept?.tries).toBe(0);
});

test('S29 an address that nobody has is answered like a wrong password, after the same work, and locked the same', async () => {
  const { db } = rig.context;
  await db.transaction((tx) =>
    putStaff(tx, { name: 'nora', email: 'nora@staff.test', role: 'frontline' }),
  );
  const answers = [];
  for (const email of [SAM, 'nobody@staff.test', 'nora@staff.test']) {
    const before = rig.hashes();
    const all = [];
    for (let n = 0; n < 11; n++) {
      const { status, body } = await rig.visitor().signIn(email, 'not the password');
      all.push({ status, body });
    }
    answers.push({ all, computed: rig.hashes() - before });
  }
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[2]).toEqual(answers[0]);
  expect(answers[0]?.computed).toBe(10);
});

test('by https the cookie is bound to this host, and the plain one of a neighbouring host is not taken for it', async () => {
  const { db } = rig.context;
  await endSessionsOf(db.query, 'sam');
  const secure = await makeSession(db, 'sam', { now: rig.clock.now(), secure: true });
  const ask = async (headers: Record<string, string>) =>
    (await fetch(`${rig.base}/api/v1/session`, { headers })).status;
  expect(await ask(sessionHeaders(secure, true))).toBe(200);
  expect(await ask(sessionHeaders(secure, false))).toBe(401);
  const plain = await makeSession(db, 'sam', { now: rig.clock.now() });
  expect(await ask(sessionHeaders(plain, true))).toBe(401);
  expect(await listSessions(db.query, 'sam', rig.clock.now())).toHaveLength(2);
  expect(await endSessionsOf(db.query, 'sam', plain.sessionId)).toBe(1);
  expect(await ask(sessionHeaders(plain, false))).toBe(200);
});

test('S22 S23 a token is no cookie and a cookie no token; unknown keys are refused; digests alone are kept', async () => {
  const made = await makeSession(rig.context.db, 'sam', { now: rig.clock.now() });
  const ask = async (headers: Record<string, string>) =>
    (await fetch(`${rig.base}/api/v1/session`, { headers })).status;
  expect(await ask({ authorization: `Bearer ${made.token}` })).toBe(401);
  // Whoever sends both counts by the header.
  expect(await ask({ ...sessionHeaders(made), authorization: 'Bearer rdr_wrong' })).toBe(401);
  const kept = JSON.stringify(await rig.context.db.query('select * from people.sessions'));
  expect(kept).not.toContain(made.token);
  expect(kept).not.toContain(made.csrfToken);
  const body = { email: SAM, password: PASSWORD, role: 'admin' };
  expect((await rig.visitor().ask('POST', '/api/v1/session', body)).status).toBe(400);
});

test('one sees where one is signed in, and ends that one by one or all at once; nobody ends another’s', async () => {
  const [here, there, sara] = [rig.visitor(), rig.visitor(), rig.visitor()];
  for (const visitor of [here, there]) await visitor.signIn('fred@staff.test');
  await sara.signIn('sara@staff.test');
  const list = async () =>
    (await here.ask('GET', '/api/v1/account/sessions')).body.sessions as {
      sessionId: string;
      current: boolean;
    }[];
  const other = (await list()).find(({ current }) => !current)?.sessionId;
  expect((await sara.ask('DELETE', `/api/v1/account/sessions/${other}`)).status).toBe(404);
  await here.ask('DELETE', '/api/v1/account/sessions');
  expect(await list()).toHaveLength(1);
  expect((await there.ask('GET', '/api/v1/session')).status).toBe(401);
  const [own] = await list();
  expect((await here.ask('DELETE', `/api/v1/account/sessions/${own?.sessionId}`)).status).toBe(204);
  expect((await here.ask('GET', '/api/v1/session')).status).toBe(401);
});
