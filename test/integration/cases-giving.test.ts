// Tasks that go from one person to another, on a real PostgreSQL: several in one transaction in their order, each on record and told
// once, overdue ones from the list that they went up to.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Case } from '../../services/cases/domain/case.ts';
import { executeCommand } from '../../services/cases/execute-command.ts';
import { verifyCases } from '../../services/cases/record/verify.ts';
import { giveTasks, type TaskGift } from '../../services/cases/tasks/giving-store.ts';
import { type CasesRig, createCasesRig } from './cases-rig.ts';

let rig: CasesRig;
beforeAll(async () => {
  rig = await createCasesRig();
});
afterAll(() => rig.close());

const command = (reference: string, staffId: string, type: string, body: unknown = {}) =>
  executeCommand(rig.shell, { reference, staffId, type, body });
type Row = { owner: string | null; role: string | null; raised: string | null };
const taskOf = async (caseId: string, key: string): Promise<Row | undefined> => {
  const [row] = await rig.database.db.query<Row>(
    `select owner_staff as owner, owner_role as role, raised_staff as raised from cases.tasks
     where case_id = $1 and task_key = $2`,
    [caseId, key],
  );
  return row;
};
const handed = async (caseId: string) =>
  (
    await rig.database.db.query<{ line: string }>(
      `select concat_ws(' ', data ->> 'key', data ->> 'from', data #>> '{to,staffId}') as line from cases.case_timeline
       where case_id = $1 and type = 'task.handed_over' order by version`,
      [caseId],
    )
  ).map(({ line }) => line);
const answering = (caseId: string, text: string) =>
  rig.item({
    text,
    mail: { repliesTo: [rig.ownMessageId({ caseId } as Case, 'acknowledgement')] },
  });

test('of gifts of the same task in one batch each sees what the one before made, in each case by itself', async () => {
  const cases = [await rig.say(), await rig.say()];
  for (const { reference } of cases)
    await command(reference, 'sara', 'mark-agitated', { reason: 'x' });
  const gift = (at: 0 | 1, from: string, ownerStaff: string): TaskGift => ({
    ...{ caseId: cases[at]?.caseId ?? '', key: null, from: [from], kinds: ['agitated_customer'] },
    ...{ ownerStaff, ownerRole: null, ownerPlatform: null, ownerTeam: null },
  });
  await rig.database.db.transaction((tx) =>
    giveTasks(tx.query, [
      gift(0, 'dora', 'fred'),
      gift(1, 'dora', 'sam'),
      gift(0, 'fred', 'fiona'),
      // Whose it was is not whose it is.
      gift(0, 'dora', 'max'),
      gift(1, 'nobody', 'max'),
    ]),
  );
  const owners = await Promise.all(cases.map(({ caseId }) => taskOf(caseId, 'agitated')));
  expect(owners.map((row) => row?.owner)).toEqual(['fiona', 'sam']);
});

test('R21 two replies of one batch that name one manager after the other: the second takes from whom the first gave', async () => {
  const { caseId, reference } = await rig.say({}, { severity: 'major' });
  await command(reference, 'sara', 'mark-agitated', { reason: 'x' });
  expect(await taskOf(caseId, 'agitated')).toMatchObject({ owner: 'dora' });
  const first = await answering(caseId, 'dora@staff.test shouted at me.');
  const second = await answering(caseId, 'max@staff.test as well.');
  await rig.consume(first, second);
  expect(await handed(caseId)).toEqual(['agitated dora max', 'agitated max']);
  expect(await taskOf(caseId, 'agitated')).toMatchObject({
    owner: null,
    role: 'senior_management',
  });
  // Repeated by the bus, nothing happens again.
  await rig.consume(first, second);
  expect(await handed(caseId)).toHaveLength(2);
  const notices = await rig.database.db.query(
    `select 1 from cases.case_timeline where case_id = $1 and data ->> 'key' like '%/handed-over/%'`,
    [caseId],
  );
  expect(notices).toHaveLength(1);
});

test('R21 an overdue task that went up to whom the case is about is on the list of another, or of the rung', async () => {
  const { caseId, reference } = await rig.say({}, { severity: 'minor', kind: 'inquiry' });
  await command(reference, 'fred', 'take-over');
  for (let days = 0; days < 8 && !(await taskOf(caseId, 'answer/1'))?.raised; days++)
    await rig.pass(24);
  const before = await taskOf(caseId, 'answer/1');
  expect(['sara', 'sam', 'dora', 'max']).toContain(before?.raised);
  await rig.consume(await answering(caseId, `${before?.raised}@staff.test knows it well.`));
  const after = await taskOf(caseId, 'answer/1');
  expect(after?.owner).toBe(before?.owner);
  expect(after?.raised).not.toBe(before?.raised);
  expect(await handed(caseId)).toEqual(
    expect.arrayContaining([['answer/1', before?.raised, after?.raised].filter(Boolean).join(' ')]),
  );
  expect((await verifyCases(rig.database.db)).faults).toEqual([]);
});
