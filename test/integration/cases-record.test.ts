// The record of cases on a real PostgreSQL: what was tampered with is named, what was erased stays verifiable (R70).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyCases } from '../../services/cases/record/verify.ts';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

test('R70 every timeline verifies; a changed, a missing and a cut-off entry are each named', async () => {
  const { db } = rig.database;
  for (let count = 0; count < 5; count++) await rig.say({}, { threat: count === 1 });
  const whole = await verifyCases(db);
  expect(whole.faults).toEqual([]);
  expect(whole.cases).toBe(5);
  const { caseId, reference, version } = await rig.say();
  await expect(
    rig.query(`update cases.case_timeline set data = '{}' where case_id = $1 and version = 1`, [
      caseId,
    ]),
  ).rejects.toThrow('never changed');
  const tampered = async (statement: string) => {
    await db
      .transaction(async (tx) => {
        await tx.query('alter table cases.case_timeline disable trigger case_timeline_append_only');
        await tx.query(statement.replaceAll('$1', `'${caseId}'`));
        const { faults } = await verifyCases({
          query: tx.query,
          transaction: (work) => work(tx),
        });
        expect(faults).toHaveLength(1);
        throw Object.assign(new Error('undo'), { fault: faults[0] });
      })
      .catch((error: Error & { fault?: unknown }) => {
        if (error.message !== 'undo') throw error;
        faults.push(error.fault);
      });
  };
  const faults: unknown[] = [];
  await tampered(
    `update cases.case_timeline set data = jsonb_set(data, '{severity}', '"minor"') where case_id = $1 and version = 1`,
  );
  await tampered(`delete from cases.case_timeline where case_id = $1 and version = 1`);
  await tampered(`delete from cases.case_timeline where case_id = $1 and version = ${version}`);
  await tampered(
    `update cases.cases set state = jsonb_set(state, '{severity}', '"minor"') where case_id = $1`,
  );
  await tampered(
    `update cases.case_timeline set actor = 'staff:eve' where case_id = $1 and version = 2`,
  );
  expect(faults).toEqual([
    { reference, version: 1, fault: 'what it says is not what was written' },
    { reference, version: 1, fault: 'the entry is missing or out of order' },
    { reference, version, fault: 'entries are missing at the end' },
    { reference, version, fault: 'replaying it gives another case than the row' },
    { reference, version: 2, fault: 'what it says is not what was written' },
  ]);
});

test('R70 erasing an entry’s data leaves its chain verifiable', async () => {
  const { caseId } = await rig.say();
  await rig.query(
    'update cases.case_timeline set data = null, salt = null where case_id = $1 and version = 1',
    [caseId],
  );
  expect((await verifyCases(rig.database.db)).faults).toEqual([]);
});

test('R03 a subject that is taken from the text, or is very long, never ends in half a character', async () => {
  const taken = await rig.say({ subject: '', text: `${'a'.repeat(79)}😀 it broke` });
  expect(taken.subject).toBe('a'.repeat(79));
  const long = await rig.say({ subject: `${'a'.repeat(499)}😀 it broke` });
  expect(long.subject).toBe('a'.repeat(499));
});
