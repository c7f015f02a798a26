// The clock of tasks on a real PostgreSQL, with a hand-moved clock: owners warned, overdue tasks up a rung, once each, by any
// number of processes; promises follow the case.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Case } from '../../services/cases/domain/case.ts';
import { executeCommand } from '../../services/cases/execute-command.ts';
import { openTasks } from '../../services/cases/stores/task-store.ts';
import { fireDueTasks } from '../../services/cases/tasks/task-clock.ts';
import { type CasesRig, createCasesRig } from './cases-rig.ts';

const HOUR_MS = 3_600_000;
let rig: CasesRig;
beforeAll(async () => {
  rig = await createCasesRig();
});
afterAll(() => rig.close());

type Row = { type: string; at: Date; data: Record<string, unknown> };
const entries = (caseId: string, type: string) =>
  rig.database.db.query<Row>(
    'select type, at, data from cases.case_timeline where case_id = $1 and type = $2 order by version',
    [caseId, type],
  );
const command = (reference: string, staffId: string, type: string, body: unknown = {}) =>
  executeCommand(rig.shell, { reference, staffId, type, body });
type Shown = { kind: string; state: string; owner: string; due: Date; raised: string | null };
const tasksOf = (current: Case, kind: string) =>
  rig.database.db.query<Shown>(
    `select kind, state, coalesce(owner_staff, owner_role) as owner, due_at as due, coalesce(raised_staff, raised_role) as raised
     from cases.tasks where case_id = $1 and kind = $2 order by created_at, due_at`,
    [current.caseId, kind],
  );
const hoursFrom = (start: Date, at: Date | undefined) =>
  ((at?.getTime() ?? 0) - start.getTime()) / HOUR_MS;

test('R22 the next update is a task of the assignee, warned before it, up rung by rung; sending one moves it', async () => {
  const current = await rig.say();
  await rig.report(current, 'acknowledgement', 'sent');
  await command(current.reference, 'fred', 'take-over');
  await command(current.reference, 'fred', 'start-investigation');
  const start = rig.clock.now();
  const [first] = await tasksOf(current, 'next_update');
  expect(first).toMatchObject({ owner: 'fred', state: 'open' });
  expect(hoursFrom(start, first?.due)).toBe(48);
  await rig.pass(43.9);
  const ofUpdate = async (type: string) =>
    (await entries(current.caseId, type)).filter(({ data }) => data.kind === 'next_update');
  expect(await ofUpdate('task.warned')).toEqual([]);
  await rig.pass(0.2);
  expect(await ofUpdate('task.warned')).toHaveLength(1);
  await command(current.reference, 'fred', 'send-update', {
    text: 'We wait for the carrier.',
    estimatedResolution: new Date(rig.clock.now().getTime() + 200 * HOUR_MS).toISOString(),
  });
  const [kept, next] = await tasksOf(current, 'next_update');
  expect(kept?.state).toBe('done');
  expect(hoursFrom(rig.clock.now(), next?.due)).toBe(48);
  const [resolve] = await tasksOf(current, 'resolve');
  expect(hoursFrom(rig.clock.now(), resolve?.due)).toBe(200);
  // At 48 h of the matrix the customer hears of it, which is an update too; the case goes on from there.
  // A clock that stood still until then goes up one rung at a time all the same.
  await rig.pass(500);
  expect(await ofUpdate('task.overdue')).toHaveLength(1);
  for (const hours of [24.1, 24.1, 500]) await rig.pass(hours);
  const overdue = await ofUpdate('task.overdue');
  expect(overdue.map(({ data }) => data)).toMatchObject([
    { owner: 'staff:fred', to: { role: 'supervisor' } },
    { from: { role: 'supervisor' }, to: { role: 'department_manager' }, step: 2 },
    { from: { role: 'department_manager' }, to: { role: 'senior_management' }, step: 3 },
  ]);
});

test('R23 waiting for the customer stops the clocks of service, never the matrix; a reply ends the wait', async () => {
  const current = await rig.say();
  await command(current.reference, 'fred', 'take-over');
  await command(current.reference, 'fred', 'start-investigation');
  const start = rig.clock.now();
  await rig.pass(10);
  const until = new Date(rig.clock.now().getTime() + 100 * HOUR_MS).toISOString();
  await command(current.reference, 'fred', 'wait', { until, reason: 'asked for photos' });
  expect(hoursFrom(start, (await tasksOf(current, 'resolve'))[0]?.due)).toBe(172);
  await rig.pass(70);
  const broken = (await entries(current.caseId, 'task.overdue')).map(({ data }) => data.kind);
  expect(broken).not.toContain('resolve');
  expect(broken).not.toContain('next_update');
  const levels = (await entries(current.caseId, 'case.escalated')).map(({ data }) => data.level);
  expect(levels).toEqual([2, 3]);
  await rig.say({
    mail: { repliesTo: [rig.ownMessageId(current, 'acknowledgement')] },
    text: 'Here they are.',
  });
  expect((await rig.caseOf(current.reference)).status).toBe('investigating');
  expect(hoursFrom(start, (await tasksOf(current, 'resolve'))[0]?.due)).toBe(142);
});

test('R23 a promise that went to the top and is given more time is warned of and goes up anew', async () => {
  const { reference, caseId } = await rig.say();
  await command(reference, 'fred', 'take-over');
  const overdue = async () =>
    (await entries(caseId, 'task.overdue')).filter(({ data }) => data.kind === 'resolve');
  for (const hours of [500, 24.1, 24.1, 24.1]) await rig.pass(hours);
  expect(await overdue()).toHaveLength(3);
  const estimatedResolution = new Date(rig.clock.now().getTime() + 100 * HOUR_MS).toISOString();
  await command(reference, 'fred', 'send-update', { text: 'Next week.', estimatedResolution });
  const shown = async () => tasksOf(await rig.caseOf(reference), 'resolve');
  expect(await shown()).toMatchObject([{ raised: null, due: new Date(estimatedResolution) }]);
  await rig.pass(99);
  expect(await overdue()).toHaveLength(3);
  for (const hours of [1.1, 24.1, 24.1, 24.1]) await rig.pass(hours);
  const again = (await overdue()).slice(3);
  expect(again.map(({ data }) => (data.to as { role: string }).role)).toEqual([
    'supervisor',
    'department_manager',
    'senior_management',
  ]);
  expect(again[0]?.data.dueAt).toBe(estimatedResolution);
  // Each is told of it again: under keys of their own.
  const notices = [
    ...(await entries(caseId, 'notice.queued')),
    ...(await entries(caseId, 'message.requested')),
  ];
  const keys = notices
    .map(({ data }) => String(data.key))
    .filter((key) => key.includes('overdue/resolve'));
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys).toHaveLength(6);
});

test('R20 an assigned case hands its open tasks over with itself', async () => {
  const current = await rig.say();
  await command(current.reference, 'fred', 'take-over');
  await rig.say({ mail: { repliesTo: [rig.ownMessageId(current, 'acknowledgement')] } });
  expect(await tasksOf(current, 'read_reply')).toMatchObject([{ owner: 'fred', state: 'open' }]);
  expect(await tasksOf(current, 'assign')).toMatchObject([{ state: 'done' }]);
  await command(current.reference, 'sara', 'assign', { to: 'fiona' });
  for (const kind of ['read_reply', 'resolve', 'next_update'])
    expect(await tasksOf(current, kind)).toMatchObject([{ owner: 'fiona', state: 'open' }]);
});

test('a correction back and forth opens a promise again, with its own time', async () => {
  const current = await rig.say({}, { kind: 'inquiry' });
  const correct = (kind: string) =>
    command(current.reference, 'fred', 'correct', { kind, reason: 'x' });
  await correct('complaint');
  expect(await tasksOf(current, 'answer_inquiry')).toMatchObject([{ state: 'cancelled' }]);
  await correct('inquiry');
  expect(await tasksOf(current, 'answer_inquiry')).toMatchObject([{ state: 'open' }]);
});

test('a task about no case goes up too, on its row', async () => {
  const row = {
    taskId: '018f0000-0000-7000-8000-00000000aaaa',
    caseId: null,
    itemId: null,
    key: 'k',
    kind: 'connector_down',
    title: 'down',
    ownerStaff: null,
    ownerRole: 'admin',
    ownerPlatform: null,
    createdAt: rig.clock.now().toISOString(),
    dueAt: new Date(rig.clock.now().getTime() + HOUR_MS).toISOString(),
  };
  await openTasks(rig.shell.db.query, [row]);
  await rig.pass(2);
  const [found] = await rig.shell.db.query(
    'select raised_role as role, raised_at as at from cases.tasks where task_id = $1',
    [row.taskId],
  );
  expect(found).toMatchObject({ role: 'supervisor', at: rig.clock.now() });
});

test('each task is warned of once and goes up once, none early, none missed, with restarts and four clocks at once', async () => {
  const { reference, caseId } = await rig.say({}, { kind: 'feedback' });
  const start = rig.clock.now().getTime();
  await command(reference, 'fred', 'take-over');
  let run = 0;
  const plan = fc.record({
    dues: fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 12 }),
    steps: fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 10 }),
  });
  await fc.assert(
    fc.asyncProperty(plan, async ({ dues, steps }) => {
      run++;
      const now = () => rig.clock.now().getTime();
      const rows = dues.map((minutes, index) => ({
        taskId: `018f0000-0000-7000-8000-${String(run).padStart(6, '0')}${String(index).padStart(6, '0')}`,
        caseId,
        itemId: null,
        key: `run/${run}/${index}`,
        kind: 'read_reply',
        title: 'x',
        ownerStaff: 'fred',
        ownerRole: null,
        ownerPlatform: null,
        createdAt: rig.clock.now().toISOString(),
        dueAt: new Date(now() + minutes * 60_000).toISOString(),
        warnAt: new Date(now() + minutes * 30_000).toISOString(),
      }));
      await openTasks(rig.shell.db.query, rows);
      for (const minutes of [...steps, 6000, 1440, 1440, 1440]) {
        rig.clock.advanceMs(minutes * 60_000);
        // A restart is nothing but another process that looks: state is in the rows.
        const looks = [0, 1, 2, 3].map(() => fireDueTasks({ ...rig.shell }));
        await Promise.all(looks);
        while ((await fireDueTasks(rig.shell)) > 0);
        const open = await rig.shell.db.query<{ due: number }>(
          `select count(*)::int as due from cases.tasks where case_id = $1 and state = 'open' and claim_at <= $2`,
          [caseId, rig.clock.now()],
        );
        expect(open[0]?.due).toBe(0);
      }
      for (const type of ['task.warned', 'task.overdue']) {
        const found = (await entries(caseId, type)).filter(({ data }) =>
          String(data.key).startsWith(`run/${run}/`),
        );
        const keys = found.map(({ data }) => `${data.key}/${data.step ?? 1}`);
        expect(new Set(keys).size).toBe(keys.length);
        // A supervisor, the department manager, senior management: each once, none beyond.
        if (type === 'task.overdue') expect(keys).toHaveLength(rows.length * 3);
        for (const { at, data } of found) {
          const row = rows.find(({ key }) => key === data.key);
          const earliest = type === 'task.overdue' ? row?.dueAt : row?.warnAt;
          expect(at.toISOString() >= (earliest ?? '')).toBe(true);
        }
      }
    }),
    { numRuns: 8 },
  );
  expect(rig.clock.now().getTime()).toBeGreaterThan(start);
}, 120_000);
