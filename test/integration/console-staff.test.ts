// Administration of staff over HTTP: who may, what is refused, what stands on record.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { roles } from '#shared/people.ts';
import { consoleApi } from '../../services/console/console-api.ts';
import { type ConsoleRig, createConsoleRig, type Visitor } from './console-rig.ts';

let rig: ConsoleRig;
const people: Record<string, Visitor> = {};
const staff = {
  frontline: 'fred',
  supervisor: 'sara',
  department_manager: 'dora',
  senior_management: 'max',
  admin: 'adam',
  auditor: 'audrey',
};
beforeAll(async () => {
  rig = await createConsoleRig();
  for (const name of Object.values(staff)) {
    const visitor = rig.visitor();
    await visitor.signIn(`${name}@staff.test`);
    people[name] = visitor;
  }
});
afterAll(() => rig.close());

const as = (name: string): Visitor => {
  const visitor = people[name];
  if (!visitor) throw new Error(name);
  return visitor;
};
const account = (staffId: string) => `/api/v1/staff/accounts/${staffId}`;

test('S9 each role reaches of staff what it may and nothing else; without a session nothing', async () => {
  const routes = consoleApi.filter(
    ({ who, path }) => Array.isArray(who) && path.startsWith('/api/v1/staff'),
  );
  expect(routes.length).toBeGreaterThan(8);
  for (const { method, path, who } of routes) {
    const asked = path.replace(/\{\w+\}/, 'nobody');
    for (const role of roles) {
      const { status } = await as(staff[role]).ask(
        method.toUpperCase(),
        asked,
        method === 'get' ? undefined : {},
      );
      const may = (who as readonly string[]).includes(role);
      expect({ method, path, role, refused: status === 403 }).toEqual({
        method,
        path,
        role,
        refused: !may,
      });
    }
    expect((await rig.visitor().ask(method.toUpperCase(), asked)).status).toBe(401);
  }
});

test('everybody reads the directory, which tells no more than is needed (S22)', async () => {
  const { body } = await as('fred').ask('GET', '/api/v1/staff');
  const all = body.staff as Record<string, unknown>[];
  expect(all).toHaveLength(8);
  expect(Object.keys(all[0] ?? {}).sort()).toEqual([
    'away',
    'languages',
    'name',
    'responderFor',
    'role',
    'staffId',
    'team',
  ]);
});

test('an administrator changes somebody; who overwrites an unseen change is told; all of it is on record', async () => {
  const adam = as('adam');
  const read = await adam.ask('GET', account('fiona'));
  const etag = read.headers.get('etag') ?? '';
  const change = {
    team: 'North',
    skills: ['billing'],
    languages: ['de'],
    reportsTo: 'sara@staff.test',
    shift: { monday: ['09:00-17:00'] },
    responderFor: [],
  };
  const changed = await adam.ask('PATCH', account('fiona'), change, { 'if-match': etag });
  expect(changed).toMatchObject({ status: 200, body: { ...change, reportsTo: 'sara' } });
  expect(changed.headers.get('etag')).not.toBe(etag);
  const stale = await adam.ask('PATCH', account('fiona'), { team: 'South' }, { 'if-match': etag });
  expect(stale).toMatchObject({ status: 412, body: { code: 'changed_meanwhile' } });
  const audit = await as('audrey').ask('GET', '/api/v1/staff/audit?about=fiona');
  expect(audit.body.entries).toMatchObject([
    {
      by: 'adam',
      what: 'changed',
      details: { team: { from: null, to: 'North' }, responderFor: { from: ['x'], to: [] } },
    },
  ]);
  await expect(rig.context.db.query('delete from people.audit')).rejects.toThrow(/never changed/);
});

test('S25 a new role counts at the next request, and ends the sessions of before', async () => {
  const adam = as('adam');
  expect((await adam.ask('PATCH', account('sara'), { role: 'frontline' })).status).toBe(200);
  expect((await as('sara').ask('GET', '/api/v1/session')).status).toBe(401);
  expect((await as('sara').signIn('sara@staff.test')).body).toMatchObject({ role: 'frontline' });
  await adam.ask('PATCH', account('sara'), { role: 'supervisor' });
});

test('nobody changes their own role or access, and the last administrator stays, also when two go at once', async () => {
  const adam = as('adam');
  for (const change of [{ role: 'supervisor' }, { active: false }])
    expect((await adam.ask('PATCH', account('adam'), change)).body).toMatchObject({
      code: 'own_access',
    });
  expect((await adam.ask('PATCH', account('adam'), { name: 'Adam A.' })).status).toBe(200);
  await adam.ask('PATCH', account('max'), { role: 'admin' });
  const max = as('max');
  await max.signIn('max@staff.test');
  const both = await Promise.all([
    adam.ask('PATCH', account('max'), { role: 'frontline' }),
    max.ask('PATCH', account('adam'), { role: 'frontline' }),
  ]);
  // Whoever comes second is no administrator any more, or would take the last one's role.
  expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
  const rows = await rig.context.db.query(
    "select 1 from people.staff where role = 'admin' and active",
  );
  expect(rows).toHaveLength(1);
  await rig.context.db.query("update people.staff set role = 'admin' where staff_id = 'adam'");
  await as('adam').signIn('adam@staff.test');
});

test('whoever is let go has no access; what they had does not come back with them', async () => {
  const adam = as('adam');
  const fred = as('fred');
  const { reference } = await rig.say();
  expect((await adam.ask('PATCH', account('fred'), { active: false })).body).toMatchObject({
    active: false,
    sessions: 0,
  });
  expect((await fred.ask('GET', `/api/v1/cases/${reference}`)).status).toBe(401);
  expect((await fred.signIn('fred@staff.test')).status).toBe(401);
  expect((await adam.ask('POST', `${account('fred')}/invitation`)).body).toMatchObject({
    code: 'not_active',
  });
  await adam.ask('PATCH', account('fred'), { active: true });
  expect((await fred.ask('GET', '/api/v1/session')).status).toBe(401);
});

test('S23 no field that nobody meant to give is taken', async () => {
  for (const odd of [
    { password: 'x' },
    { staffId: 'x' },
    { version: 1 },
    { phc: 'x' },
    { approvalLevel: 3 },
  ])
    expect((await as('adam').ask('PATCH', account('fiona'), odd)).status).toBe(400);
  expect(
    (
      await as('fiona' in people ? 'fiona' : 'dora').ask('PATCH', '/api/v1/account', {
        role: 'admin',
      })
    ).status,
  ).toBe(400);
});

test('R45 whoever is named twice for a platform is its responder once', async () => {
  const invited = await as('adam').ask('POST', '/api/v1/staff/accounts', {
    ...{ email: 'tilda@staff.test', name: 'Tilda', role: 'frontline' },
    responderFor: ['x', 'tiktok', 'x', 'tiktok'],
  });
  expect(invited).toMatchObject({ status: 201, body: { responderFor: ['tiktok', 'x'] } });
  const { staffId } = invited.body;
  const changed = await as('adam').ask('PATCH', account(String(staffId)), {
    responderFor: ['x', 'x'],
  });
  expect(changed).toMatchObject({ status: 200, body: { responderFor: ['x'] } });
});
