// The command line of getting in: an operator sets a password, and removes factors that were lost. Hostile bytes at the door.
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeAt } from '../../services/console/sign-in/totp.ts';
import { type ConsoleRig, createConsoleRig } from './console-rig.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await createConsoleRig();
});
afterAll(() => rig.close());

/** Runs `redress user password …` with a password on standard input. */
async function setPassword(password: string, ...words: string[]) {
  const child = spawn(
    process.execPath,
    ['services/cli/main.ts', '--json', 'user', 'password', ...words],
    {
      env: {
        ...process.env,
        DATABASE_URL: rig.database.url,
        SECRET_KEY: 'a secret of the tests, long enough',
      },
    },
  );
  child.stdin.end(`${password}\n`);
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { out, err };
}

test('an operator sets a password from standard input; a weak one is refused; factors go only when asked', async () => {
  const sam = rig.visitor();
  await sam.signIn('sam@staff.test');
  const offered = await sam.ask('POST', '/api/v1/account/app');
  const code = codeAt(String(offered.body.secret), rig.clock.now());
  await sam.ask('POST', '/api/v1/account/app/confirm', { code });

  const weak = await setPassword('password1234', 'sam@staff.test');
  expect(weak.err).toMatch(/password: is one of those that are guessed first/);
  const password = 'eleven bells beyond the ridge';
  const set = await setPassword(password, 'sam@staff.test');
  expect(JSON.parse(set.out)).toMatchObject({ staffId: 'sam', factorsRemoved: false });
  expect((await sam.ask('GET', '/api/v1/session')).status).toBe(401);
  expect((await sam.signIn('sam@staff.test', password)).status).toBe(202);
  await setPassword(password, 'sam@staff.test', '--remove-factors');
  expect((await sam.signIn('sam@staff.test', password)).status).toBe(200);
  const audit = await rig.context.db.query<{ what: string; by: string | null }>(
    "select what, by_staff_id as by from people.audit where about_staff_id = 'sam' order by entry_id",
  );
  expect(audit).toEqual([
    { what: 'second_factor_added', by: 'sam' },
    { what: 'password_set', by: null },
    { what: 'password_set', by: null },
    { what: 'second_factor_removed', by: null },
  ]);
});

test('S26 S36 what is no request, no JSON, no token or far too long is refused, and the next one is answered', async () => {
  const { ask } = rig.visitor();
  const port = Number(new URL(rig.base).port);
  const raw = connect(port, '127.0.0.1');
  raw.on('error', () => {}).resume();
  raw.end('\u0000\u0001GET /api/v1/session WEBSOCKET\r\n\r\n');
  await new Promise((resolve) => raw.on('close', resolve));
  const bodies = ['{', '[]', 'null', '"x"', '{"email":{"$ne":1},"password":["x"]}', '\u0000'];
  for (const body of bodies) {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${rig.base}/api/v1/session`, { method: 'POST', headers, body });
    expect({ body, status: answer.status }).toEqual({ body, status: 400 });
  }
  const cookies = [
    'redress_session=',
    `redress_session=${'x'.repeat(10_000)}`,
    'redress_session=%00',
    `redress_session=' or 1=1 --`,
    '=;;;=',
    `__Host-redress_session=${'A'.repeat(43)}; redress_session=${'A'.repeat(43)}`,
  ];
  for (const cookie of cookies)
    expect((await ask('GET', '/api/v1/session', undefined, { cookie })).status).toBe(401);
  const long = { email: 'sam@staff.test', password: 'x'.repeat(1001) };
  expect((await ask('POST', '/api/v1/session', long)).status).toBe(400);
  expect(
    (await ask('POST', '/api/v1/session', { ...long, email: '\u0000', password: 'x' })).status,
  ).toBeLessThan(500);
  expect((await ask('GET', '/api/v1/sign-in')).status).toBe(200);
});

test('S22 filters of the record are values, and pages of it meet without a gap', async () => {
  const admin = rig.visitor();
  await admin.signIn('adam@staff.test');
  for (const about of ["' or true --", '%', 'sam; drop table people.audit']) {
    const path = `/api/v1/staff/audit?about=${encodeURIComponent(about)}`;
    expect((await admin.ask('GET', path)).body).toEqual({ entries: [] });
  }
  expect((await admin.ask('GET', '/api/v1/staff/audit?before=x')).status).toBe(400);
  expect((await admin.ask('GET', '/api/v1/staff/audit?order=at')).status).toBe(400);
  const seen: number[] = [];
  let next = '';
  do {
    const { body } = await admin.ask('GET', `/api/v1/staff/audit?limit=1${next}`);
    seen.push(...(body.entries as { entryId: number }[]).map(({ entryId }) => entryId));
    next = body.next ? `&before=${body.next}` : '';
  } while (next);
  const all = await rig.context.db.query<{ id: number }>(
    'select entry_id as id from people.audit order by entry_id desc',
  );
  expect(seen).toEqual(all.map(({ id }) => id));
});
