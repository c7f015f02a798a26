// What cases keep and what they let go, on a real PostgreSQL: rows of deadlines, keys of commands; and that the clock goes on
// while something is due, and rests when nothing is.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startAll, stopAll } from '#shared/lifecycle.ts';
import { createDeadlineClock, fireDueDeadlines } from '../../services/cases/deadline-clock.ts';
import { executeCommand, pruneCommandKeys } from '../../services/cases/execute-command.ts';
import { countDeadlines } from '../../services/cases/stores/deadline-store.ts';
import { testLog } from '../harness/postgres.ts';
import { type CasesRig, createCasesRig } from './cases-rig.ts';

const HOUR_MS = 3_600_000;

let rig: CasesRig;
beforeAll(async () => {
  rig = await createCasesRig();
});
afterAll(() => rig.close());

const query = <R = Record<string, unknown>>(text: string, parameters: unknown[] = []) =>
  rig.database.db.query<R>(text, parameters);
const command = (reference: string, staffId: string, type: string, body: unknown = {}) =>
  executeCommand(rig.shell, { reference, staffId, type, body });
const statesOf = async (caseId: string) =>
  (
    await query<{ kind: string; state: string }>(
      'select kind, state from cases.deadlines where case_id = $1 order by kind, level',
      [caseId],
    )
  ).map(({ kind, state }) => `${kind} ${state}`);

test('the clock rests when all that is due fails, is held by others, or was marked as due by mistake', async () => {
  const broken = await rig.say();
  const held = await rig.say();
  const early = await rig.say();
  await query(`update cases.cases set state = state - 'fired' where case_id = $1`, [broken.caseId]);
  await query(`update cases.deadlines set claim_at = $2 where case_id = $1`, [
    early.caseId,
    rig.clock.now(),
  ]);
  rig.clock.advanceMs(1000);
  expect(await fireDueDeadlines(rig.shell)).toBe(1);
  expect(await fireDueDeadlines(rig.shell)).toBe(0);
  rig.clock.advanceMs(25 * HOUR_MS);
  await rig.database.db.transaction(async (tx) => {
    await tx.query('select from cases.cases where case_id = $1 for update', [held.caseId]);
    expect(await fireDueDeadlines(rig.shell)).toBe(2);
    expect(await fireDueDeadlines(rig.shell)).toBe(0);
  });
  expect(await fireDueDeadlines(rig.shell)).toBe(1);
  const levels = await query(
    `select case_id from cases.case_timeline where type = 'case.escalated' and case_id = any($1::uuid[])`,
    [[broken.caseId, held.caseId, early.caseId]],
  );
  expect(levels.map(({ case_id }) => case_id).sort()).toEqual([held.caseId, early.caseId].sort());
  // What failed is kept as due, for a minute later.
  const counts = await countDeadlines(rig.shell.db.query, rig.clock.now());
  expect(counts.find(({ kind }) => kind === 'escalation')).toMatchObject({ due: 1 });
  await query(`update cases.cases set state = state || '{"fired": []}' where case_id = $1`, [
    broken.caseId,
  ]);
});

test('deadlines that a case no longer has leave no row; those that fired stay, and never fire again', async () => {
  const current = await rig.say();
  const { reference, caseId } = current;
  expect(await statesOf(caseId)).toHaveLength(8);
  await rig.report(current, 'acknowledgement', 'sent');
  await rig.pass(20.1);
  await command(reference, 'sara', 'take-over');
  await command(reference, 'sara', 'root-cause', { cause: 'defect', text: 'x' });
  await command(reference, 'sara', 'resolve', {
    ...{ outcome: 'upheld', summary: 'A new parcel.' },
    whyNoAction: 'a single case',
  });
  expect(await statesOf(caseId)).toEqual(['ask_satisfaction open', 'escalation_warning fired']);
  await rig.pass(24);
  await rig.pass(15 * 24);
  expect(await statesOf(caseId)).toEqual([
    'ask_satisfaction fired',
    'escalation_warning fired',
    'follow_up fired',
    'lapse fired',
  ]);
});

test('the figures of deadlines count what is open and what is due, by kind, from small indexes', async () => {
  const before = await countDeadlines(rig.shell.db.query, rig.clock.now());
  const of = (counts: typeof before, kind: string) =>
    counts.find((count) => count.kind === kind) ?? { kind, open: 0, due: 0 };
  await rig.say();
  await rig.say();
  const after = await countDeadlines(rig.shell.db.query, rig.clock.now());
  expect(of(after, 'escalation').open - of(before, 'escalation').open).toBe(6);
  expect(of(after, 'acknowledge').due).toBe(of(before, 'acknowledge').due);
  const late = new Date(rig.clock.now().getTime() + 24.5 * HOUR_MS);
  const then = await countDeadlines(rig.shell.db.query, late);
  expect(of(then, 'acknowledge').due - of(after, 'acknowledge').due).toBe(2);
});

test('keys of commands are kept for a week, then pruned in bounded steps', async () => {
  const { reference } = await rig.say();
  const note = (key: string) =>
    executeCommand(rig.shell, {
      reference,
      staffId: 'fred',
      type: 'note',
      body: { text: 'seen' },
      idempotencyKey: key,
    });
  const keys = async () =>
    (await query<{ key: string }>('select key from cases.command_keys order by key')).map(
      ({ key }) => key,
    );
  for (const key of ['a', 'b', 'c']) await note(key);
  rig.clock.advanceMs(6 * 24 * HOUR_MS);
  const { version } = await note('d');
  expect(await pruneCommandKeys(rig.shell, 2)).toBe(false);
  expect(await keys()).toEqual(['a', 'b', 'c', 'd']);
  rig.clock.advanceMs(1.1 * 24 * HOUR_MS);
  expect(await pruneCommandKeys(rig.shell, 2)).toBe(true);
  expect(await keys()).toHaveLength(2);
  expect(await pruneCommandKeys(rig.shell, 2)).toBe(false);
  expect(await keys()).toEqual(['d']);
  expect((await note('d')).version).toBe(version);
});

test('R30 the clock goes on at once while anything is due, whatever it took in one look', async () => {
  const events = await Promise.all(Array.from({ length: 150 }, () => rig.item()));
  await rig.consume(...events);
  // Several deadlines a case are due, so one look sees fewer cases than deadlines.
  rig.clock.advanceMs(25 * HOUR_MS);
  // An idle clock would rest for an hour.
  const clock = createDeadlineClock(rig.shell, HOUR_MS);
  await startAll([clock], testLog);
  try {
    const end = Date.now() + 30_000;
    const left = async () =>
      (await countDeadlines(rig.shell.db.query, rig.clock.now())).reduce(
        (n, { due }) => n + due,
        0,
      );
    while ((await left()) > 0) {
      if (Date.now() > end) throw new Error(`${await left()} deadlines are due still`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  } finally {
    await stopAll([clock], testLog);
  }
  expect(await fireDueDeadlines(rig.shell)).toBe(0);
});
