// Who has a case, on a real PostgreSQL: people as they work, absence, impartiality, and that no start brings back who left.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deactivateStaff, findStaff, putStaff } from '#shared/people.ts';
import { awaySchema, setAway, setWork } from '#shared/people-work.ts';
import type { Case } from '../../services/cases/domain/case.ts';
import { executeCommand } from '../../services/cases/execute-command.ts';
import { verifyCases } from '../../services/cases/record/verify.ts';
import { reassignAbsent } from '../../services/cases/tasks/absence-clock.ts';
import { createApproverRound } from '../../services/cases/tasks/approver-clock.ts';
import { applyUsers } from '../../services/config-users.ts';
import { type CasesRig, createCasesRig } from './cases-rig.ts';

let rig: CasesRig;
beforeAll(async () => {
  rig = await createCasesRig();
});
afterAll(() => rig.close());

const command = (reference: string, staffId: string, type: string, body: unknown = {}) =>
  executeCommand(rig.shell, { reference, staffId, type, body });
const owners = async (caseId: string) =>
  (
    await rig.database.db.query<{ owner: string }>(
      `select distinct coalesce(owner_staff, owner_role) as owner from cases.tasks
       where case_id = $1 and state = 'open' and kind <> 'review' order by 1`,
      [caseId],
    )
  ).map(({ owner }) => owner);

test('R20 who is set away hands over to a deputy, who is deactivated by routing; on record, by many clocks at once', async () => {
  const { db } = rig.database;
  const one = await rig.say();
  const other = await rig.say();
  await command(one.reference, 'fred', 'take-over');
  await command(other.reference, 'fiona', 'take-over');
  const until = new Date(rig.clock.now().getTime() + 48 * 3_600_000).toISOString();
  await db.transaction((tx) =>
    setAway(tx, 'fred', { until, deputy: 'sara@staff.test' }, rig.clock.now()),
  );
  await db.transaction((tx) => deactivateStaff(tx, 'fiona', rig.clock.now()));
  await Promise.all([0, 1, 2].map(() => reassignAbsent({ ...rig.shell })));
  while ((await reassignAbsent(rig.shell)) > 0);
  expect((await rig.caseOf(one.reference)).assignee).toBe('sara');
  // Nobody of the frontline is left: a supervisor has it.
  const left = (await rig.caseOf(other.reference)).assignee;
  expect(['sara', 'sam']).toContain(left);
  expect(await owners(one.caseId)).toEqual(['sara']);
  expect(await owners(other.caseId)).toEqual([left]);
  await expect(command(one.reference, 'sara', 'assign', { to: 'fred' })).rejects.toThrow(/away/);
  expect((await verifyCases(db)).faults).toEqual([]);
  await db.transaction((tx) => setAway(tx, 'fred', null, rig.clock.now()));
  await command(one.reference, 'sara', 'assign', { to: 'fred' });
});

test('R20 nobody is away for longer than 400 days or outside this century, and only who works on cases stands in', async () => {
  const { db } = rig.database;
  const now = rig.clock.now();
  const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString();
  const away = (until: string, deputy?: string) =>
    db.transaction((tx) => setAway(tx, 'fred', { until, ...(deputy ? { deputy } : {}) }, now));
  await expect(away(inDays(400.001))).rejects.toMatchObject({
    status: 422,
    message: expect.stringContaining('400 days'),
  });
  await db.transaction((tx) =>
    putStaff(tx, { staffId: 'gone', name: 'Gone', email: 'gone@staff.test', role: 'supervisor' }),
  );
  await db.transaction((tx) => deactivateStaff(tx, 'gone', now));
  for (const deputy of [rig.staff.adam, rig.staff.audrey, 'gone', 'fred', 'nobody'])
    await expect(away(inDays(2), deputy)).rejects.toMatchObject({
      status: 422,
      message: expect.stringMatching(/^deputy: /),
    });
  expect((await findStaff(db.query, 'fred'))?.away).toBeUndefined();
  await away(inDays(400), 'sara');
  expect((await findStaff(db.query, 'fred'))?.away?.deputy).toBe('sara');
  await db.transaction((tx) => setAway(tx, 'fred', null, now));
  const until = '2027-01-31T08:00:00Z';
  for (const wrong of [
    { until: '2100-01-01T00:00:00Z' },
    { until: '9999-12-31T23:59:59Z' },
    { until, from: '1999-12-31T23:59:59Z' },
    { until, from: '0000-01-01T00:00:00Z' },
  ])
    expect([wrong, awaySchema.safeParse(wrong).success]).toEqual([wrong, false]);
  expect(awaySchema.safeParse({ until, from: '2000-01-01T00:00:00Z' }).success).toBe(true);
});

test('R37 an approval of somebody who lost the role goes to another who may, once, by many clocks at once', async () => {
  const { db } = rig.database;
  const { caseId, reference } = await rig.say({}, { severity: 'moderate' });
  const body = { option: 'partial_refund', amount: '50', reason: 'x' };
  await command(reference, 'fred', 'propose-remedy', body);
  const ownerNow = async () =>
    (
      await db.query<{ owner: string }>(
        `select owner_staff as owner from cases.tasks where case_id = $1 and task_key = 'approve/R1'`,
        [caseId],
      )
    )[0]?.owner ?? '';
  const before = await ownerNow();
  expect(['sara', 'sam']).toContain(before);
  const as = (role: 'frontline' | 'supervisor') =>
    db.transaction((tx) =>
      putStaff(tx, { staffId: before, name: before, email: `${before}@staff.test`, role }),
    );
  await createApproverRound(rig.shell)();
  expect(await ownerNow()).toBe(before);
  await as('frontline');
  await Promise.all([0, 1, 2].map(() => createApproverRound(rig.shell)()));
  const after = await ownerNow();
  expect([before, after].sort()).toEqual(['sam', 'sara']);
  const told = await db.query<{ type: string; data: { from?: string; staffId?: string } }>(
    `select type, data from cases.case_timeline where case_id = $1 and (type = 'task.handed_over' or
     type = 'notice.queued' and data ->> 'key' like 'approve/R1/handed-over/%') order by version`,
    [caseId],
  );
  expect(told.map(({ type, data }) => [type, data.from ?? data.staffId])).toEqual([
    ['task.handed_over', before],
    ['notice.queued', after],
  ]);
  const notified = await db.query(
    `select kind from cases.notifications where case_id = $1 and staff_id = $2 and kind = 'approval'`,
    [caseId, after],
  );
  expect(notified).toHaveLength(1);
  await as('supervisor');
});

test('R21 a complaint that names somebody is kept from them and from who reports to them', async () => {
  const { db } = rig.database;
  await db.transaction(async (tx) => {
    await putStaff(tx, {
      staffId: 'rude',
      name: 'Rudi Grob',
      email: 'rudi@staff.test',
      role: 'supervisor',
    });
    await setWork(tx, 'fred', { reportsTo: 'rudi@staff.test' });
  });
  const current = await rig.say({ text: 'Your Mr Rudi Grob shouted at me.' });
  expect(current.complainedAbout).toMatchObject([{ staffId: 'rude', evidence: 'Rudi Grob' }]);
  for (const who of ['rude', 'fred'])
    await expect(command(current.reference, who, 'take-over')).rejects.toMatchObject({
      code: 'not_impartial',
    });
  await command(current.reference, 'sara', 'withdraw-complained-about', {
    who: 'rude',
    reason: 'another Rudi Grob, of a supplier',
  });
  await command(current.reference, 'fred', 'take-over');
  await expect(db.transaction((tx) => setWork(tx, 'rude', { reportsTo: 'fred' }))).rejects.toThrow(
    /report to themselves/,
  );
});

test('R21 a reply that names the manager who is to decide takes the decision from them, and from nobody else', async () => {
  const { caseId, reference } = await rig.say({}, { severity: 'major' });
  await command(reference, 'sara', 'mark-agitated', { reason: 'shouts' });
  await command(reference, 'sara', 'escalate', { level: 2, reason: 'x' });
  const had = async () =>
    rig.database.db.query<{ kind: string; owner: string }>(
      `select kind, owner_staff as owner from cases.tasks
       where case_id = $1 and state = 'open' and kind in ('agitated_customer', 'escalation') order by kind`,
      [caseId],
    );
  const before = await had();
  expect(before).toHaveLength(2);
  const [{ owner } = { owner: '' }] = before;
  const name = (text: string) =>
    rig.say({
      text,
      mail: { repliesTo: [rig.ownMessageId({ caseId } as Case, 'acknowledgement')] },
    });
  await name('Ask fred@staff.test, he was kind.');
  expect(await had()).toEqual(before);
  await name(`It is the fault of ${owner}@staff.test alone.`);
  const after = await had();
  expect(after.map(({ kind }) => kind)).toEqual(before.map(({ kind }) => kind));
  expect(after.map((task) => task.owner)).not.toContain(owner);
  for (const task of after) expect(task.owner).toBeTruthy();
});

test('a person of the configuration who was deactivated stays so at the next start', async () => {
  const { db } = rig.database;
  const users = [
    {
      email: 'carl@staff.test',
      name: 'Carl',
      role: 'frontline' as const,
      reportsTo: 'cora@staff.test',
      skills: ['billing'],
    },
    { email: 'cora@staff.test', name: 'Cora', role: 'supervisor' as const },
  ];
  await db.transaction((tx) => applyUsers(tx, users));
  const carl = await findStaff(db.query, 'carl@staff.test');
  const cora = await findStaff(db.query, 'cora@staff.test');
  expect(carl).toMatchObject({ active: true, reportsTo: cora?.staffId, skills: ['billing'] });
  await db.transaction((tx) => deactivateStaff(tx, carl?.staffId ?? '', rig.clock.now()));
  await db.transaction((tx) => applyUsers(tx, users));
  expect((await findStaff(db.query, 'carl@staff.test'))?.active).toBe(false);
});
