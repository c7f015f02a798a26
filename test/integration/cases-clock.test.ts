// The promises of cases against a hand-moved clock, on a real PostgreSQL: once, never early, to the right people, over
// restarts and with several clocks at once.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPostgresBus } from '#shared/bus/postgres.ts';
import { event as busEvent } from '#shared/bus.ts';
import { intakeClassifiedTopic } from '#shared/events/intake.ts';
import { startAll, stopAll } from '#shared/lifecycle.ts';
import { createMetrics } from '#shared/metrics.ts';
import { createCases } from '../../services/cases/cases.ts';
import { fireDueDeadlines } from '../../services/cases/deadline-clock.ts';
import { executeCommand } from '../../services/cases/execute-command.ts';
import { verifyCases } from '../../services/cases/record/verify.ts';
import { testLog } from '../harness/postgres.ts';
import { type CasesRig, createCasesRig } from './cases-rig.ts';

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

test('R30 R22 an untouched case goes up at 24, 48 and 72 hours, once each, to a named person, the customer told', async () => {
  const { caseId } = await rig.say({}, { severity: 'major' });
  await rig.pass(19.9);
  expect(await entries(caseId, 'escalation.warned')).toEqual([]);
  await rig.pass(4.05);
  expect(await entries(caseId, 'escalation.warned')).toHaveLength(1);
  expect(await entries(caseId, 'case.escalated')).toEqual([]);
  await rig.pass(0.1);
  await rig.pass(24);
  await rig.pass(24);
  await rig.pass(500);
  const escalated = await entries(caseId, 'case.escalated');
  expect(escalated.map(({ data }) => data)).toMatchObject([
    { level: 1, epoch: 1, role: 'supervisor', staffId: expect.stringMatching(/^sa/) },
    { level: 2, epoch: 1, role: 'department_manager', staffId: 'dora' },
    { level: 3, epoch: 1, role: 'senior_management', staffId: 'max' },
  ]);
  const messages = await rig.database.db.query<{ purpose: string; party: string }>(
    `select purpose, party from cases.messages where case_id = $1 and message_key like 'escalation/1/%'`,
    [caseId],
  );
  expect(messages.filter(({ purpose }) => purpose === 'escalation-notice')).toHaveLength(3);
  const told = (await entries(caseId, 'notice.queued')).filter(({ data }) =>
    String(data.key).startsWith('escalation/1/'),
  );
  expect(told.map(({ data }) => data.staffId)).toEqual(escalated.map(({ data }) => data.staffId));
  const tasks = await rig.database.db.query<{ owner_staff: string }>(
    `select owner_staff from cases.tasks where case_id = $1 and kind = 'escalation' order by task_key`,
    [caseId],
  );
  expect(tasks.map((task) => task.owner_staff)).toEqual([
    expect.stringMatching(/^sa/),
    'dora',
    'max',
  ]);
});

test('R30 a started investigation meets level 1, and waiting never pauses the rest', async () => {
  const { reference, caseId } = await rig.say();
  await command(reference, 'sara', 'take-over');
  await command(reference, 'sara', 'start-investigation');
  const until = new Date(rig.clock.now().getTime() + 1000 * 3_600_000).toISOString();
  await command(reference, 'sara', 'wait', { until, reason: 'the customer is away' });
  await rig.pass(49);
  const escalated = await entries(caseId, 'case.escalated');
  expect(escalated.map(({ data }) => data.level)).toEqual([2]);
});

test('R30 a reopened case has a matrix of its own, from its reopening', async () => {
  const { reference, caseId } = await rig.say({}, { severity: 'minor' });
  await command(reference, 'fred', 'resolve', { outcome: 'upheld', summary: 'done' });
  await rig.pass(100);
  expect(await entries(caseId, 'case.escalated')).toEqual([]);
  await command(reference, 'fred', 'reopen', { reason: 'it broke again' });
  await rig.pass(23.9);
  expect(await entries(caseId, 'case.escalated')).toEqual([]);
  await rig.pass(0.2);
  expect((await entries(caseId, 'case.escalated')).map(({ data }) => data)).toMatchObject([
    { level: 1, epoch: 2 },
  ]);
});

test('R11 a case nobody could acknowledge is raised to a named person four hours before the 24 are over', async () => {
  const { caseId } = await rig.say({ sender: { name: 'No Address' } });
  await rig.pass(19.9);
  expect(await entries(caseId, 'acknowledgement.raised')).toEqual([]);
  await rig.pass(0.2);
  expect(await entries(caseId, 'acknowledgement.raised')).toHaveLength(1);
  const [task] = await rig.database.db.query<{ owner_staff: string | null }>(
    `select owner_staff from cases.tasks where case_id = $1 and kind = 'acknowledgement_failed'`,
    [caseId],
  );
  expect(task?.owner_staff).toMatch(/^sa/);
  await rig.pass(4);
  expect(await entries(caseId, 'acknowledgement.missed')).toHaveLength(1);
});

test('R11 an acknowledged case raises nothing', async () => {
  const current = await rig.say();
  await rig.report(current, 'acknowledgement', 'sent');
  await rig.pass(30);
  expect(await entries(current.caseId, 'acknowledgement.raised')).toEqual([]);
  expect(await entries(current.caseId, 'acknowledgement.missed')).toEqual([]);
});

test('R03 an inquiry has an answer deadline and no matrix; an answer meets it', async () => {
  const late = await rig.say({}, { kind: 'inquiry' });
  const answered = await rig.say({}, { kind: 'inquiry' });
  const told = await rig.say({}, { kind: 'inquiry' });
  for (const { reference } of [answered, told])
    await command(reference, 'fred', 'acknowledge-in-person', { how: 'phone' });
  const text = 'We open at nine.';
  await command(answered.reference, 'fred', 'send-update', { text, template: 'answer' });
  // News is no answer.
  await command(told.reference, 'fred', 'send-update', { text: 'We are looking.' });
  await rig.pass(73);
  const broken = async (caseId: string) =>
    (await entries(caseId, 'task.overdue')).filter(({ data }) => data.kind === 'answer_inquiry');
  expect(await broken(late.caseId)).toHaveLength(1);
  expect(await broken(answered.caseId)).toEqual([]);
  expect(await broken(told.caseId)).toHaveLength(1);
  expect(await entries(late.caseId, 'case.escalated')).toEqual([]);
});

test('R20 nobody assigned within one business day, the weekend left out, goes up from the supervisors to the manager', async () => {
  rig.clock.set(new Date('2027-01-08T15:00:00.000Z')); // a Friday, 16:00 in Berlin
  const { caseId } = await rig.say();
  await rig.pass(71);
  const overdue = async () =>
    (await entries(caseId, 'task.overdue')).filter(({ data }) => data.kind === 'assign');
  expect(await overdue()).toEqual([]);
  await rig.pass(1.1);
  expect((await overdue()).map(({ data }) => data)).toMatchObject([
    { owner: 'supervisor', to: { role: 'department_manager', staffId: 'dora' } },
  ]);
});

test('R17 a threat that no manager decides on in four hours goes to senior management; lifting sends the acknowledgement', async () => {
  const { reference, caseId } = await rig.say({}, { threat: true });
  await rig.pass(4.1);
  const [overdue] = await entries(caseId, 'suspension.overdue');
  expect(overdue?.data).toMatchObject({ to: { staffId: 'max' } });
  await expect(
    command(reference, 'sara', 'lift-suspension', { reason: 'x' }),
  ).rejects.toMatchObject({ status: 403 });
  await command(reference, 'dora', 'lift-suspension', { reason: 'a figure of speech' });
  const messages = await rig.database.db.query(
    `select purpose from cases.messages where case_id = $1 and party = 'customer'`,
    [caseId],
  );
  expect(messages).toEqual([{ purpose: 'acknowledgement' }]);
});

test('R25 R28 a resolved case whose customer was asked, and gave no answer, closes after the policy’s days', async () => {
  const { reference } = await rig.say({}, { severity: 'minor' });
  await command(reference, 'fred', 'resolve', { outcome: 'upheld', summary: 'done' });
  await rig.pass(24);
  await rig.pass(14 * 24 - 1);
  expect((await rig.caseOf(reference)).status).toBe('resolved');
  await rig.pass(2);
  expect(await rig.caseOf(reference)).toMatchObject({ status: 'closed', closedHow: 'lapse' });
});

test('R30 eight clocks at once fire 150 cases once each', async () => {
  const events = await Promise.all(Array.from({ length: 150 }, () => rig.item()));
  await rig.consume(...events);
  rig.clock.advanceMs(25 * 3_600_000);
  const drain = async (): Promise<void> => {
    while ((await fireDueDeadlines(rig.shell)) > 0);
  };
  await Promise.all(Array.from({ length: 8 }, drain));
  await drain();
  const ids = await Promise.all(
    events.map(async (event) => (await rig.caseOf(event.payload.item.reference)).caseId),
  );
  const [count] = await rig.database.db.query<{ all: number; cases: number }>(
    `select count(*)::int as all, count(distinct case_id)::int as cases from cases.case_timeline
     where type = 'case.escalated' and case_id = any($1::uuid[])`,
    [ids],
  );
  expect(count).toEqual({ all: 150, cases: 150 });
});

test('a deadline whose time the policy moved later waits for its new time', async () => {
  const { caseId } = await rig.say();
  await rig.database.db.query(
    `update cases.deadlines set due_at = $2, claim_at = $2 where case_id = $1 and kind = 'escalation' and level = 2`,
    [caseId, rig.clock.now()],
  );
  await rig.pass(0.1);
  expect(await entries(caseId, 'case.escalated')).toEqual([]);
  await rig.pass(48);
  expect((await entries(caseId, 'case.escalated')).map(({ data }) => data.level)).toEqual([1, 2]);
});

test('the running service takes items off the bus and fires what is due, over a restart', async () => {
  const { db } = rig.database;
  const { clock, signer, publicUrl, rules } = rig.shell;
  const metrics = createMetrics();
  const bus = createPostgresBus({ db, clock, log: testLog, metrics });
  const mailFrom = { name: 'Care', address: 'care@redress.test' };
  const deps = { db, bus, clock, log: testLog, metrics, signer, policy: rules.policy };
  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    const { parts } = createCases({ deadlineEveryMs: 20 }, { ...deps, publicUrl, mailFrom });
    const all = [...bus.parts, ...parts];
    await startAll(all, testLog);
    try {
      return await work();
    } finally {
      await stopAll(all, testLog);
    }
  };
  const until = async (what: () => Promise<boolean>): Promise<void> => {
    const deadline = Date.now() + 20_000;
    while (!(await what())) {
      if (Date.now() > deadline) throw new Error('it did not happen');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const event = await rig.item();
  const { reference, itemId } = event.payload.item;
  await db.transaction(async (tx) => {
    tx.publish(
      busEvent(intakeClassifiedTopic, event.payload, { cause: itemId, trace: event.trace }),
    );
  });
  const exists = () =>
    rig.caseOf(reference).then(
      () => true,
      () => false,
    );
  await run(() => until(exists));
  const { caseId } = await rig.caseOf(reference);
  for (const level of [1, 2, 3]) {
    rig.clock.set(new Date(clock.now().getTime() + 24.1 * 3_600_000));
    await run(() => until(async () => (await entries(caseId, 'case.escalated')).length === level));
  }
  const levels = (await entries(caseId, 'case.escalated')).map(({ data }) => data.level);
  expect(levels).toEqual([1, 2, 3]);
  expect((await verifyCases(db)).faults).toEqual([]);
});
