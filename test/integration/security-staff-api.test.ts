// Who may reach what of the staff API, generated over every route, role and kind of token; and what nobody may send.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiToken, deactivateStaff, putStaff, revokeApiToken } from '#shared/people.ts';
import { casesApi } from '../../services/cases/cases-api.ts';
import type { CommandType } from '../../services/cases/domain/commands/permissions.ts';
import { createStaffApi } from '../harness/staff-api.ts';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';
import { bodies, type OtherRoute, otherRoutes } from './writing-routes.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

const NOBODYS_ID = '00000000-0000-7000-8000-000000000000';
type Call = { method: string; path: string; body?: unknown; except?: OtherRoute['except'] };
const nameOf = ({ method, path }: { method: string; path: string }): string =>
  `${method.toUpperCase()} ${path}`;

/** Every route of the service, filled in for a case and one of its tasks. */
function callsFor(reference: string, taskId = NOBODYS_ID): Call[] {
  return casesApi.map(({ method, path }): Call => {
    const filled = path
      .replace('{reference}', reference)
      .replace('{itemId}', NOBODYS_ID)
      .replace('{taskId}', taskId)
      .replace('{sha256}', '0'.repeat(64))
      .replace('{staffId}', rig.staff.fred ?? '')
      .replace('{number}', '1')
      .replace('{id}', 'cases~messages~0~0');
    const other = otherRoutes[nameOf({ method, path })];
    const body = other ? other.body : bodies[path.split('/').at(-1) as CommandType];
    return {
      method: method.toUpperCase(),
      path: filled,
      ...(method === 'get' || body === undefined ? {} : { body }),
      ...(other?.except ? { except: other.except } : {}),
    };
  });
}

const call = async ({ method, path, body }: Call, authorization?: string): Promise<number> => {
  const response = await fetch(`${rig.base}${path}`, {
    method,
    headers: {
      ...(authorization ? { authorization } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  await response.arrayBuffer();
  return response.status;
};

const refusedWith = async (
  calls: Call[],
  wanted: number,
  authorization?: string,
): Promise<string[]> => {
  const others: string[] = [];
  for (const each of calls) {
    const status = await call(each, authorization);
    if (status !== wanted) others.push(`${each.method} ${each.path} ${status}`);
  }
  return others;
};

test('S9 S24 every route, without a token or with one that is wrong, revoked, expired or of one who left: 401', async () => {
  const { reference } = await rig.say();
  const calls = callsFor(reference);
  expect(calls.length).toBeGreaterThan(30);
  const now = rig.clock.now();
  const tokens = await rig.database.db.transaction(async (tx) => {
    const make = (staffId: string, expiresAt?: Date) => createApiToken(tx, staffId, 't', expiresAt);
    const gone = await putStaff(tx, { name: 'Gone', email: 'gone@staff.test', role: 'admin' });
    const [revoked, expired, left] = [
      await make(rig.staff.sara ?? ''),
      await make(rig.staff.sara ?? '', now),
      await make(gone),
    ];
    await revokeApiToken(tx, revoked.tokenId, now);
    await deactivateStaff(tx, gone, now);
    return [revoked, expired, left].map(({ token }) => token);
  });
  const wrong = ['', 'rdr_', 'null', 'undefined', `rdr_${'A'.repeat(43)}`, 'x'.repeat(5000)];
  expect(await refusedWith(calls, 401)).toEqual([]);
  for (const token of [...tokens, ...wrong])
    expect([token.slice(0, 9), await refusedWith(calls, 401, `Bearer ${token}`)]).toEqual([
      token.slice(0, 9),
      [],
    ]);
  expect(await refusedWith(calls, 401, `Basic ${btoa('sara@staff.test:x')}`)).toEqual([]);
});

test('S9 an auditor and an administrator change nothing about a case, by any route that writes', async () => {
  const { reference, caseId, version } = await rig.say();
  const [task] = await rig.query<{ task_id: string }>(
    `select task_id from cases.tasks where case_id = $1 and state = 'open' limit 1`,
    [caseId],
  );
  const named = casesApi
    .filter(({ method }) => method !== 'get')
    .map(nameOf)
    .filter((name) => !((name.split('/').at(-1) ?? '') in bodies));
  expect(named.sort()).toEqual(Object.keys(otherRoutes).sort());
  const writing = callsFor(reference, task?.task_id).filter(({ method }) => method !== 'GET');
  expect(writing).toHaveLength(named.length + Object.keys(bodies).length);
  for (const name of ['audrey', 'adam'] as const) {
    const wrong: string[] = [];
    for (const each of writing) {
      const status = await call(each, rig.api(name).authorization);
      if (status !== (each.except?.[name] ?? 403)) wrong.push(`${nameOf(each)} ${status}`);
    }
    expect([name, wrong]).toEqual([name, []]);
    // What the admin did is on record as what it is: held, and released.
    expect((await rig.caseOf(reference)).version).toBe(version + (name === 'adam' ? 2 : 0));
  }
});

test('S25 who was deactivated and comes back does not get the old tokens back', async () => {
  const { db } = rig.database;
  const back = { name: 'Back', email: 'back@staff.test', role: 'supervisor' } as const;
  const { staffId, token } = await db.transaction(async (tx) => {
    const id = await putStaff(tx, back);
    return { staffId: id, ...(await createApiToken(tx, id, 'old')) };
  });
  expect((await createStaffApi(rig.base, token).get('/api/v1/cases')).status).toBe(200);
  await db.transaction((tx) => deactivateStaff(tx, staffId, rig.clock.now()));
  await db.transaction((tx) => putStaff(tx, back, { reactivate: true }));
  expect((await createStaffApi(rig.base, token).get('/api/v1/cases')).status).toBe(401);
});

test('S22 what no database stores is refused as the asker’s fault, never as ours', async () => {
  const cursor = (at: string) => Buffer.from(`${at}|${NOBODYS_ID}`).toString('base64url');
  const paths = [
    '/api/v1/cases?assignee=%00',
    `/api/v1/cases?cursor=${cursor('2026-02-30T00:00:00.000Z')}`,
    `/api/v1/cases?cursor=${cursor('0000-01-01T00:00:00.000Z')}`,
    `/api/v1/tasks?cursor=${cursor('2026-04-31T24:00:00.000Z')}`,
    // Found by schemathesis: a displacement that RFC 3339 allows and PostgreSQL does not.
    '/api/v1/tasks?dueBefore=5940-01-01T09:16:47.8%2B23:24',
    '/api/v1/cases?dueFrom=5940-01-01T09:16:47.8%2B23:24',
    '/api/v1/cases/%ff',
  ];
  for (const path of paths)
    expect([path, (await rig.api('sara').get(path)).status]).toEqual([path, 400]);
  const { reference } = await rig.say({}, { agitated: true });
  const { body } = await rig.api('dora').get(`/api/v1/cases/${reference}`);
  const [task] = body.tasks as { taskId: string }[];
  const done = await rig
    .api('max')
    .post(`/api/v1/tasks/${task?.taskId}/done`, { note: 'a\u0000b' });
  expect(done.status).toBe(400);
});
