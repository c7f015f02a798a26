// The record of cases on a real PostgreSQL: what was tampered with is named, what was erased stays verifiable (R70).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eraseCase } from '../../services/cases/record/erase.ts';
import { verifyCase, verifyCases } from '../../services/cases/record/verify.ts';
import { appendTimeline, putCases } from '../../services/cases/stores/cases-store.ts';
import { frozenTimelines } from '../frozen/timelines.ts';
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

test('R70 R71 an erased case verifies; one emptied without an erasure, or changed after it, is named', async () => {
  const { db } = rig.database;
  const { caseId, reference } = await rig.say();
  const empty = `update cases.case_timeline set data = null, salt = null where case_id = '${caseId}' and version = 1`;
  await expect(rig.query(empty)).rejects.toThrow('never changed');
  await eraseCase(rig.shell, { reference, reason: 'asked for it', staffId: 'adam' });
  expect((await verifyCases(db)).faults).toEqual([]);
  const faults: unknown[] = [];
  const tampered = (statement: string) =>
    db
      .transaction(async (tx) => {
        await tx.query('alter table cases.case_timeline disable trigger user');
        await tx.query(statement);
        faults.push((await verifyCase({ transaction: (work) => work(tx) }, caseId))?.fault?.fault);
        throw new Error('undo');
      })
      .catch((error: Error) => expect(error.message).toBe('undo'));
  const { version } = await rig.caseOf(reference);
  await tampered(
    `update cases.case_timeline set data = null, salt = null where case_id = '${caseId}' and version = ${version}`,
  );
  await tampered(
    `update cases.case_timeline set actor = 'staff:eve' where case_id = '${caseId}' and version = 1`,
  );
  await tampered(
    `update cases.case_timeline set data = '{}' where case_id = '${caseId}' and version = 1`,
  );
  await tampered(
    `update cases.cases set state = jsonb_set(state, '{severity}', '"minor"') where case_id = '${caseId}'`,
  );
  expect(faults).toEqual([
    'what it says is gone, and no erasure of it is on record',
    'it is not chained to the entry before it',
    'one half of it is gone',
    'the row is not what the erasure left',
  ]);
});

test('R03 a subject that is taken from the text, or is very long, never ends in half a character', async () => {
  const taken = await rig.say({ subject: '', text: `${'a'.repeat(79)}😀 it broke` });
  expect(taken.subject).toBe('a'.repeat(79));
  const long = await rig.say({ subject: `${'a'.repeat(499)}😀 it broke` });
  expect(long.subject).toBe('a'.repeat(499));
});

test('R70 timelines that earlier versions wrote are verified in the database as any other', async () => {
  const { db } = rig.database;
  const frozen = frozenTimelines().map(([, each]) => each);
  const before = await verifyCases(db);
  const now = rig.clock.now();
  await db.transaction(async (tx) => {
    const rows = frozen.map(({ row }) => ({
      ...{ state: row.state, chain: row.chain, trace: 'frozen' },
      ...{ resolveBy: now.toISOString(), updatedAt: now.toISOString() },
    }));
    await putCases(tx.query, rows);
    const entries = frozen.flatMap(({ row: { caseId }, entries }) =>
      entries.map((entry) => ({ ...entry, caseId })),
    );
    await appendTimeline(tx.query, entries, now);
  });
  const after = await verifyCases(db);
  expect(after.faults).toEqual(before.faults);
  expect(after.cases).toBe(before.cases + frozen.length);
});
