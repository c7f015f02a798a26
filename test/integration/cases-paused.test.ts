// Tasks that are paused, on a real PostgreSQL: by a threat until it is lifted, by a merge until it is undone; off the lists and the
// clock meanwhile, with whoever has the case by then.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

const HOUR_MS = 3_600_000;
let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

type Row = { key: string; state: string; owner: string | null; due: Date; claim: Date | null };
const tasksOf = (caseId: string) =>
  rig.query<Row>(
    `select task_key as key, state, owner_staff as owner, due_at as due, claim_at as claim from cases.tasks
     where case_id = $1 order by task_key`,
    [caseId],
  );
const taskOf = async (caseId: string, key: string) =>
  (await tasksOf(caseId)).find((task) => task.key === key);
const hoursAhead = (at: Date | null | undefined): number =>
  ((at?.getTime() ?? Number.NaN) - rig.clock.now().getTime()) / HOUR_MS;
async function give(who: string, reference: string, type: string, body: object = {}) {
  const answer = await rig.api(who).command(reference, type, body);
  expect([type, answer.status, answer.body.title]).toEqual([type, 200, answer.body.title]);
}
const overdue = (caseId: string) =>
  rig.query(
    `select 1 from cases.case_timeline where case_id = $1 and type = 'task.overdue'
    and data ->> 'kind' in ('call_back', 'acknowledge_in_person')`,
    [caseId],
  );
const reason = { reason: 'x' };

test('R17 R27 after a threat nobody has a call on their list, whoever has the case; lifted, it is theirs, in time', async () => {
  const current = await rig.say({ channel: 'phone', sender: { name: 'Ann', phone: '+49 30 1' } });
  const { reference, caseId } = current;
  await give('fred', reference, 'take-over');
  await give('dora', reference, 'request-call-back', { to: 'fiona@staff.test', ...reason });
  const before = await tasksOf(caseId);
  const kinds = before.filter(({ state }) => state === 'open').map(({ key }) => key);
  expect(kinds).toEqual(expect.arrayContaining(['acknowledge', 'call-back/B1']));
  await give('fred', reference, 'mark-threatening', reason);
  expect(await taskOf(caseId, 'acknowledge')).toMatchObject({ state: 'paused' });
  expect(await taskOf(caseId, 'call-back/B1')).toMatchObject({ state: 'paused' });
  const listed = await rig.api('fred').get('/api/v1/tasks?state=paused&limit=100');
  expect((listed.body.tasks as { caseId: string }[]).map((task) => task.caseId)).toContain(caseId);
  await give('sara', reference, 'assign', { to: 'sam@staff.test' });
  await rig.pass(72);
  expect(await overdue(caseId)).toEqual([]);
  await give('dora', reference, 'lift-suspension', reason);
  const back = await taskOf(caseId, 'acknowledge');
  expect([back?.state, hoursAhead(back?.due)]).toEqual(['open', 4]);
  // Warned before it is due, as any other.
  expect(hoursAhead(back?.claim)).toBeGreaterThan(0);
  expect(hoursAhead(back?.claim)).toBeLessThan(4);
  // The call is that of the one it was asked of, whoever has the case.
  expect(await taskOf(caseId, 'call-back/B1')).toMatchObject({
    state: 'open',
    owner: rig.staff.fiona,
  });
  await rig.pass(5);
  expect(await overdue(caseId)).not.toEqual([]);
});

test('R17 what fails to reach a customer while contact is suspended is nobody’s task before it is lifted', async () => {
  const current = await rig.say({}, { severity: 'minor' });
  const { reference, caseId } = current;
  await give('fred', reference, 'mark-threatening', reason);
  await rig.report(current, 'acknowledgement', 'bounced');
  const failed = 'acknowledgement/acknowledgement/bounced';
  expect(await taskOf(caseId, failed)).toMatchObject({ state: 'paused' });
  await rig.pass(30);
  const open = (await tasksOf(caseId)).filter(({ state }) => state === 'open');
  expect(open.filter(({ key }) => key.startsWith('acknowledge'))).toEqual([]);
  await give('dora', reference, 'lift-suspension', reason);
  expect(await taskOf(caseId, failed)).toMatchObject({ state: 'open' });
});

test('R30 a case that was merged has its tasks again when it is taken apart, those of then and no others', async () => {
  const sender = { name: 'Tom Twice', email: 'tom@twice.test' };
  const into = await rig.say({ sender, subject: 'The oven' }, { severity: 'critical' });
  const { reference, caseId } = await rig.say({ sender, subject: 'The oven again' });
  await give('fred', reference, 'take-over');
  await give('fred', reference, 'mark-agitated', reason);
  const openOf = async () =>
    (await tasksOf(caseId)).filter(({ state }) => state === 'open').map(({ key }) => key);
  const before = await openOf();
  expect(before).toEqual(expect.arrayContaining(['agitated', 'resolve/1', 'review/1']));
  for (const round of [1, 2]) {
    await give('sara', reference, 'merge', { into: into.reference, ...reason });
    expect(await openOf()).toEqual([]);
    await rig.pass(10);
    await give('sara', reference, 'unmerge', { from: into.reference, ...reason });
    const again = await openOf();
    expect(again).toEqual(expect.arrayContaining(before));
    expect(again.filter((key) => key.startsWith('joined/'))).toHaveLength(round);
  }
  expect(hoursAhead((await taskOf(caseId, 'agitated'))?.due)).toBe(24);
});
