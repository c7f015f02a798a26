// Who may reach what of the staff API, generated over every route, role and kind of token; and what nobody may send.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiToken, deactivateStaff, putStaff, revokeApiToken } from '#shared/people.ts';
import { casesApi } from '../../services/cases/cases-api.ts';
import type { CommandType } from '../../services/cases/domain/commands/permissions.ts';
import { createStaffApi } from '../harness/staff-api.ts';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

/** A body that each command's schema takes: a refusal can only be about who asks. */
const bodies: Record<CommandType, unknown> = {
  assign: { to: 'fred@staff.test' },
  'take-over': {},
  'record-complained-about': { who: 'fred@staff.test', reason: 'x' },
  'withdraw-complained-about': { who: 'fred@staff.test', reason: 'x' },
  'start-investigation': {},
  note: { text: 'x' },
  correct: { severity: 'major', reason: 'x' },
  impact: { peopleAffected: 1 },
  'root-cause': { cause: 'defect', text: 'x' },
  'add-evidence': { kind: 'record', source: 'x', text: 'x' },
  'request-action': {
    problem: 'x',
    proposal: 'x',
    owner: 'fred@staff.test',
    dueAt: '2026-12-30T10:00:00Z',
  },
  'approve-action': { actionId: 'A1' },
  'refuse-action': { actionId: 'A1', reason: 'x' },
  'record-step': { actionId: 'A1', text: 'x' },
  'complete-action': { actionId: 'A1', summary: 'x' },
  'verify-action': { actionId: 'A1', effective: false, note: 'x' },
  'request-call-back': { to: 'fred@staff.test', reason: 'x' },
  'report-call-back': { callBackId: 'B1', reached: true, summary: 'x' },
  'send-update': { text: 'x' },
  'record-contact': { how: 'phone', summary: 'x' },
  'acknowledge-in-person': { how: 'phone' },
  answer: { text: 'x' },
  'record-app-answer': { text: 'x' },
  wait: { until: '2026-11-30T10:00:00Z', reason: 'x' },
  resume: { reason: 'x' },
  escalate: { reason: 'x' },
  'mark-agitated': { reason: 'x' },
  'mark-threatening': { reason: 'x' },
  'lift-suspension': { reason: 'x' },
  'keep-suspension': { reason: 'x' },
  'report-violence': {
    what: 'x',
    who: 'x',
    where: 'x',
    occurredAt: '2026-11-23T09:00:00Z',
    policeInformed: false,
  },
  'propose-remedy': { option: 'apology', reason: 'x' },
  'withdraw-remedy': { remedyId: 'R1', reason: 'x' },
  'approve-remedy': { remedyId: 'R1' },
  'reject-remedy': { remedyId: 'R1', reason: 'x' },
  'deliver-remedy': { remedyId: 'R1', how: 'x' },
  'confirm-remedy': { remedyId: 'R1' },
  'settle-payout': { remedyId: 'R1', outcome: 'paid', reason: 'x' },
  resolve: { outcome: 'upheld', summary: 'x' },
  'follow-up': { satisfied: true },
  'move-to-policy': { reason: 'x' },
  reopen: { reason: 'x' },
};

type OtherRoute = {
  body?: unknown;
  /** What an auditor or an administrator gets where it is not 403: each a named exception, with why it changes no case. */
  except?: { audrey?: number; adam?: number; why: string };
};
const both = { audrey: 200, adam: 200 };
const untilLater = { until: '2027-01-31T08:00:00Z' };
const triaging = { adam: 404, why: 'an admin decides what was set aside; here is no such thing' };

/** The same for routes that write without being a command: all of them, so that a new one must be thought of here. */
const otherRoutes: Record<string, OtherRoute> = {
  'POST /api/v1/cases': { body: { channel: 'phone', message: 'x' } },
  'POST /api/v1/cases/bulk': { body: {} },
  'POST /api/v1/cases/first-contact': {
    body: { channel: 'phone', message: 'x', category: 'delivery', summary: 'x' },
  },
  'POST /api/v1/cases/{reference}/files': { body: { name: 'x.txt', content: 'eA==' } },
  'POST /api/v1/cases/{reference}/effects': { body: { command: 'note', body: { text: 'x' } } },
  'POST /api/v1/cases/{reference}/preview': {
    body: { command: 'send-update', body: { text: 'x' } },
    except: { ...both, why: 'a dry run: it says that they may not, and writes nothing' },
  },
  'PUT /api/v1/cases/{reference}/draft': {
    body: { mode: 'note', note: 'x' },
    except: { ...both, why: 'what they typed and did not send is theirs alone' },
  },
  'DELETE /api/v1/cases/{reference}/draft': { except: { ...both, why: 'theirs alone' } },
  'PUT /api/v1/cases/{reference}/presence': {
    body: { doing: 'viewing' },
    except: { ...both, why: 'who looks at a case says so' },
  },
  'DELETE /api/v1/cases/{reference}/presence': {
    except: { ...both, why: 'they looked, and left' },
  },
  'POST /api/v1/complaint-log/customers': { body: { by: 'typed', typed: 'x' } },
  'POST /api/v1/complaint-log/duplicates': { body: { email: 'x@customer.test' } },
  'POST /api/v1/complaint-log/remedies': { body: { channel: 'phone' } },
  'PUT /api/v1/complaint-log/draft': { body: {} },
  'DELETE /api/v1/complaint-log/draft': {},
  'PUT /api/v1/social/threads/{reference}/claim': {},
  'DELETE /api/v1/social/threads/{reference}/claim': {},
  'POST /api/v1/tasks/{taskId}/done': { body: { note: 'x' } },
  'POST /api/v1/policy/check': {
    body: { yaml: 'nonsense: true' },
    except: { ...both, why: 'a check keeps nothing' },
  },
  'POST /api/v1/policy/calendar-days': {
    body: { calendar: { hours: { monday: ['09:00-17:00'] } }, timeZone: 'UTC', year: 2026 },
    except: { ...both, why: 'reckons what was given, and keeps nothing' },
  },
  'POST /api/v1/policy/versions': {
    body: { yaml: 'nonsense: true', note: 'x' },
    except: { adam: 422, why: 'the policy is the admin’s (R71); this one is none' },
  },
  'POST /api/v1/policy/versions/{number}/cases': { body: { reason: 'x' } },
  'POST /api/v1/cases/{reference}/hold': {
    body: { reason: 'x' },
    except: { adam: 200, why: 'a legal hold is the admin’s (R71)' },
  },
  'POST /api/v1/cases/{reference}/release': {
    body: { reason: 'x' },
    except: { adam: 200, why: 'a legal hold is the admin’s (R71)' },
  },
  'PUT /api/v1/staff/{staffId}/away': {
    body: untilLater,
    except: { adam: 200, why: 'an admin says who is away' },
  },
  'DELETE /api/v1/staff/{staffId}/away': {
    except: { adam: 200, why: 'an admin says who is back' },
  },
  'POST /api/v1/triage/items/{itemId}/release': { body: { reason: 'a reason' }, except: triaging },
  'POST /api/v1/triage/items/{itemId}/reject': { body: { reason: 'a reason' }, except: triaging },
  'POST /api/v1/triage/dead-letters/{id}/replay': {
    body: { reason: 'a reason' },
    except: triaging,
  },
};

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
