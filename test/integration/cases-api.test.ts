// The staff API of cases over HTTP, on a real PostgreSQL: rights, idempotency, downloads, tasks, the life of a case.
import { Command } from 'commander';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CliInstance } from '#shared/cli.ts';
import { addCaseCommands } from '../../services/cases/case-commands.ts';
import { createStaffApi } from '../harness/staff-api.ts';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

test('S9 without a token nothing answers, and an auditor reads but commands nothing', async () => {
  const { reference } = await rig.say();
  const none = await fetch(`${rig.base}/api/v1/cases/${reference}`);
  expect(none.status).toBe(401);
  const bad = createStaffApi(rig.base, 'rdr_wrong');
  expect((await bad.command(reference, 'note', { text: 'x' })).status).toBe(401);
  expect((await rig.api('audrey').get(`/api/v1/cases/${reference}`)).status).toBe(200);
  for (const name of ['audrey', 'adam'])
    expect((await rig.api(name).command(reference, 'note', { text: 'x' })).status).toBe(403);
});

test('S22 S23 unknown keys, filters and commands are refused by name', async () => {
  const { reference } = await rig.say();
  const note = await rig.api('fred').command(reference, 'note', { text: 'x', approvalLevel: 3 });
  expect(note).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
  expect((await rig.api('fred').get('/api/v1/cases?sort=1;drop')).status).toBe(400);
  expect((await rig.api('fred').get('/api/v1/cases?status=odd')).status).toBe(400);
  expect((await rig.api('fred').get('/api/v1/cases?cursor=odd')).status).toBe(400);
  expect((await rig.api('fred').command(reference, 'explode', {})).status).toBe(404);
  expect((await rig.api('fred').command('C-0000-0000', 'note', { text: 'x' })).status).toBe(404);
  expect((await rig.api('fred').command(reference, 'note', { text: 'a\u0000b' })).status).toBe(400);
});

test('R15 R16 a case is assigned, corrected and assessed, its root cause recorded (of R21), and the view shows all of it', async () => {
  const { reference } = await rig.say();
  const steps: [string, string, unknown, number][] = [
    ['fred', 'assign', { to: 'fiona@staff.test' }, 403],
    ['sara', 'assign', { to: 'fiona@staff.test' }, 200],
    ['fred', 'start-investigation', {}, 403],
    ['fiona', 'start-investigation', {}, 200],
    ['fiona', 'correct', { category: 'billing', severity: 'major', reason: 'money' }, 200],
    ['fiona', 'correct', { category: 'nonsense', reason: 'x' }, 422],
    ['fiona', 'impact', { lossAmount: '400.00', peopleAffected: 2 }, 200],
    ['fiona', 'root-cause', { cause: 'nonsense', text: 'x' }, 422],
    ['fiona', 'root-cause', { cause: 'human_error', text: 'charged twice by the till' }, 200],
    ['fiona', 'send-update', { text: 'We look into it until Friday.' }, 200],
    ['fiona', 'wait', { until: '2026-11-25T10:00:00+01:00', reason: 'the bank answers' }, 200],
    ['fiona', 'resume', { reason: 'it answered' }, 200],
    ['fiona', 'wait', { until: '2020-01-01T00:00:00Z', reason: 'x' }, 422],
  ];
  for (const [who, command, body, status] of steps)
    expect([command, (await rig.api(who).command(reference, command, body)).status]).toEqual([
      command,
      status,
    ]);
  const { body, headers } = await rig.api('fred').get(`/api/v1/cases/${reference}`);
  expect(body).toMatchObject({
    status: 'investigating',
    assignee: 'fiona',
    category: 'billing',
    severity: 'major',
    impact: { lossAmount: '400.00', lossCurrency: 'EUR', peopleAffected: 2 },
    rootCause: { cause: 'human_error', text: 'charged twice by the till' },
  });
  expect(headers.get('etag')).toBe(`"${body.version}"`);
  const [status] = await rig.query<{ updates: unknown }>(
    'select updates from cases.published_status where reference = $1',
    [reference],
  );
  expect(status?.updates).toMatchObject([{ text: 'We look into it until Friday.' }]);
});

test('two agents never overwrite each other silently: If-Match of an old version is 412', async () => {
  const { reference } = await rig.say();
  const { headers } = await rig.api('fred').get(`/api/v1/cases/${reference}`);
  const match = { 'if-match': headers.get('etag') ?? '' };
  const path = `/api/v1/cases/${reference}/note`;
  expect((await rig.api('fred').post(path, { text: 'one' }, match)).status).toBe(200);
  expect((await rig.api('sara').post(path, { text: 'two' }, match)).status).toBe(412);
  expect((await rig.api('sara').post(path, { text: 'two' }, { 'if-match': 'odd' })).status).toBe(
    400,
  );
});

test('a command with an Idempotency-Key happens once, ten times at once or later; another body is 409', async () => {
  const { reference } = await rig.say();
  const path = `/api/v1/cases/${reference}/note`;
  const key = { 'idempotency-key': 'note-1' };
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => rig.api('fred').post(path, { text: 'once' }, key)),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  const { body } = await rig.api('fred').get(`/api/v1/cases/${reference}`);
  expect((body.timeline as { type: string }[]).filter((e) => e.type === 'note.added')).toHaveLength(
    1,
  );
  expect((await rig.api('fred').post(path, { text: 'other' }, key)).status).toBe(409);
});

test('R45 R46 S42 only a designated responder answers on X, by direct message, and that acknowledges', async () => {
  const current = await rig.say({
    channel: 'x',
    sender: { handle: 'angry', platformUserId: '99' },
    social: { platform: 'x', postId: '9', direct: false },
  });
  const { reference, caseId } = current;
  const text = { text: 'We are sorry and look into it.' };
  for (const name of ['fred', 'sara', 'dora', 'max'])
    expect((await rig.api(name).command(reference, 'answer', text)).status).toBe(403);
  expect((await rig.api('fred').command(reference, 'send-update', text)).status).toBe(403);
  const answered = await rig.api('fiona').command(reference, 'answer', text);
  expect(answered.status).toBe(200);
  const [message] = await rig.query<{ payload: Record<string, unknown> }>(
    `select payload from bus.events where topic = 'message.requested.v1' and key = $1`,
    [caseId],
  );
  expect(message?.payload).toMatchObject({
    purpose: 'answer',
    via: 'direct_message',
    author: 'staff:fiona',
    recipient: { platform: 'x', platformUserId: '99' },
  });
  const after = await rig.caseOf(reference);
  await rig.report(after, after.acknowledgement.messageKey ?? '', 'sent');
  expect((await rig.caseOf(reference)).acknowledgement).toMatchObject({
    state: 'done',
    how: 'direct_message',
  });
  const mail = await rig.say();
  expect((await rig.api('fiona').command(mail.reference, 'answer', text)).status).toBe(409);
});

test('R07 a complaint by phone is logged by a named person; told on the phone, it is acknowledged, silently', async () => {
  const log = { channel: 'phone', message: 'The heating is cold.', customerName: 'Carl' };
  const key = { 'idempotency-key': 'call-1' };
  const first = await rig.api('fred').post('/api/v1/cases', log, key);
  expect(first.status).toBe(202);
  const again = await rig.api('fred').post('/api/v1/cases', log, key);
  expect(again.body).toEqual(first.body);
  expect(
    (await rig.api('fred').post('/api/v1/cases', { ...log, message: 'other' }, key)).status,
  ).toBe(409);
  const [item] = await rig.query<{ received: Record<string, never> }>(
    'select received from intake.items where reference = $1',
    [first.body.reference],
  );
  const event = await rig.item({});
  event.payload.item = item?.received as never;
  await rig.consume(event);
  const reference = String(first.body.reference);
  const told = await rig.api('fred').command(reference, 'acknowledge-in-person', { how: 'phone' });
  expect(told.status).toBe(200);
  const { body } = await rig.api('fred').get(`/api/v1/cases/${reference}`);
  expect(body).toMatchObject({ acknowledgement: { state: 'done', how: 'phone' }, messages: [] });
  expect((body.items as { loggedBy: string }[])[0]?.loggedBy).toBe('fred');
});

test('S4 S8 originals come as downloads only, and only those of the case', async () => {
  const { reference, caseId } = await rig.say();
  const other = await rig.say();
  const { body } = await rig.api('fred').get(`/api/v1/cases/${reference}`);
  const itemId = (body.items as { itemId: string }[])[0]?.itemId;
  const authorization = rig.api('fred').authorization;
  const original = await fetch(`${rig.base}/api/v1/cases/${reference}/items/${itemId}/original`, {
    headers: { authorization },
  });
  expect(original.status).toBe(200);
  expect(original.headers.get('content-type')).toBe('application/octet-stream');
  expect(original.headers.get('content-disposition')).toMatch(/^attachment/);
  expect(original.headers.get('x-content-type-options')).toBe('nosniff');
  const foreign = await rig
    .api('fred')
    .get(`/api/v1/cases/${other.reference}/items/${itemId}/original`);
  expect(foreign.status).toBe(404);
  expect(
    (await rig.api('fred').get(`/api/v1/cases/${reference}/items/${caseId}/original`)).status,
  ).toBe(404);
});

test('lists page by cursor without a gap or a repeat, and filter', async () => {
  const seen: string[] = [];
  let cursor = '';
  do {
    const { body } = await rig
      .api('fred')
      .get(`/api/v1/cases?kind=complaint&limit=7${cursor && `&cursor=${cursor}`}`);
    seen.push(...(body.cases as { reference: string }[]).map(({ reference }) => reference));
    cursor = String(body.next ?? '');
  } while (cursor);
  const [count] = await rig.query<{ n: number }>(
    `select count(*)::int as n from cases.cases where kind = 'complaint'`,
    [],
  );
  expect(seen).toHaveLength(count?.n ?? -1);
  expect(new Set(seen).size).toBe(seen.length);
});

test('tasks are listed by who may take them; one ends by its owner, some only by what they ask for', async () => {
  const { reference } = await rig.say({}, { severity: 'major' });
  const { body } = await rig.api('sara').get('/api/v1/tasks?mine=true&limit=200');
  const tasks = body.tasks as { taskId: string; kind: string; caseReference: string }[];
  const review = tasks.find((task) => task.caseReference === reference && task.kind === 'review');
  expect(review).toBeDefined();
  const done = `/api/v1/tasks/${review?.taskId}/done`;
  expect((await rig.api('fred').post(done, {})).status).toBe(403);
  expect((await rig.api('sara').post(done, { note: 'looked' })).body).toMatchObject({
    state: 'done',
  });
  expect((await rig.api('sara').post(done, {})).status).toBe(409);
  expect((await rig.api('sara').post('/api/v1/tasks/odd/done', {})).status).toBe(404);
  await rig.api('fred').command(reference, 'propose-remedy', {
    option: 'full_refund',
    amount: '10',
    reason: 'x',
  });
  const { body: of } = await rig.api('dora').get('/api/v1/tasks?mine=true&limit=200');
  const approval = (of.tasks as typeof tasks).find(
    (task) => task.caseReference === reference && task.kind === 'approve_remedy',
  );
  expect((await rig.api('dora').post(`/api/v1/tasks/${approval?.taskId}/done`, {})).status).toBe(
    409,
  );
});

test('R25 resolved, not satisfied: reopened one level up in a new epoch; satisfied: closed', async () => {
  const { reference, caseId } = await rig.say({}, { severity: 'minor' });
  await rig
    .api('fred')
    .command(reference, 'resolve', { outcome: 'upheld', summary: 'A new parcel.' });
  expect((await rig.api('fred').get(`/api/v1/cases/${reference}`)).body.status).toBe('resolved');
  const no = await rig.api('sara').command(reference, 'follow-up', { satisfied: false });
  expect(no.body).toMatchObject({ status: 'assigned', epoch: 2, escalationLevel: 1 });
  const again = { outcome: 'upheld', summary: 'And a voucher.' };
  const early = await rig.api('fred').command(reference, 'resolve', again);
  expect([early.status, early.body.title]).toEqual([409, expect.stringMatching(/root cause/)]);
  const cause = { cause: 'step_skipped', text: 'Nobody checked the address.' };
  await rig.api('fred').command(reference, 'root-cause', cause);
  const unacted = await rig.api('fred').command(reference, 'resolve', again);
  expect(unacted.body.title).toMatch(/corrective action/);
  const whyNoAction = 'The step is checked by the system since last week.';
  await rig.api('fred').command(reference, 'resolve', { ...again, whyNoAction });
  const yes = await rig.api('sara').command(reference, 'follow-up', { satisfied: true });
  expect(yes.body).toMatchObject({ status: 'closed' });
  const reply = await rig.say({ subject: `Re: ${reference}` });
  expect(reply).toMatchObject({ caseId, status: 'assigned', epoch: 3 });
});

test('the command line prints lists for programs as the API answers them, page by page', async () => {
  const printed: unknown[] = [];
  const { db, clock, signer, publicUrl, log, rules } = rig.shell;
  const instance: CliInstance = {
    ...{ db, clock, signer, publicUrl, log, policy: rules.policy, settings: { cases: {} } },
    mailFrom: { name: 'Care', address: 'care@redress.test' },
    json: true,
    print: (value) => printed.push(JSON.parse(JSON.stringify(value))),
  };
  const program = new Command('redress').exitOverride();
  addCaseCommands(program, (action) => action(instance));
  await program.parseAsync(['case', 'list', '--limit', '2'], { from: 'user' });
  await program.parseAsync(['task', 'list', '--limit', '2'], { from: 'user' });
  const first = await rig.api('fred').get('/api/v1/cases?limit=2');
  const tasks = await rig.api('fred').get('/api/v1/tasks?limit=2');
  expect(printed).toEqual([first.body, tasks.body]);
  const next = String(first.body.next);
  await program.parseAsync(['case', 'list', '--limit', '2', '--cursor', next], { from: 'user' });
  const second = await rig.api('fred').get(`/api/v1/cases?limit=2&cursor=${next}`);
  expect(printed.at(-1)).toEqual(second.body);
  expect(second.body.cases).toHaveLength(2);
});
