// What whom a case is about leaves to others: deciding on it, easing it, ending it (R21).
import { expect, test } from 'vitest';
import { caseIn, hoursOn, staff } from '../../../../test/harness/case-fixtures.ts';
import { act, taken } from '../../../../test/harness/remedy-acts.ts';
import type { Case } from '../case.ts';
import type { Command } from './commands.ts';

const about = (current: Case, ...names: string[]): Case => ({
  ...current,
  complainedAbout: names.map((name) => ({ staffId: name, name, evidence: name })),
});
const request: Command = {
  type: 'request-action',
  body: { problem: 'x', proposal: 'x', owner: 'fiona', dueAt: hoursOn(24).toISOString() },
};

test('R21 R24 a corrective action is neither approved, refused nor verified by whom the case is about', () => {
  const current = about(taken(caseIn('assigned'), 'fred', request).after, 'dean');
  const decisions: Command[] = [
    { type: 'approve-action', body: { actionId: 'A1' } },
    { type: 'refuse-action', body: { actionId: 'A1', reason: 'x' } },
    { type: 'verify-action', body: { actionId: 'A1', effective: false, note: 'x' } },
  ];
  for (const command of decisions)
    expect(act(current, 'dean', command)).toMatchObject({ code: 'not_impartial' });
  const approve = decisions[0] as Command;
  expect(act(current, 'dora', approve).ok).toBe(true);
  // Where nobody else of the rank is there, it is theirs.
  const alone = {
    staff: staff.filter(({ staffId }) => ['dean', 'fred', 'fiona'].includes(staffId)),
  };
  expect(act(current, 'dean', approve, alone).ok).toBe(true);
});

test('R21 R25 whom a complaint is about does not say that its customer is satisfied, nor who reports to them', () => {
  const satisfied: Command = { type: 'follow-up', body: { satisfied: true } };
  const current = about(caseIn('resolved'), 'sara');
  const people = staff.map((one) =>
    one.staffId === 'fiona' ? { ...one, reportsTo: 'sara' } : one,
  );
  for (const by of ['sara', 'fiona'])
    expect(act(current, by, satisfied, { staff: people })).toMatchObject({ code: 'not_impartial' });
  expect(act(current, 'fred', satisfied, { staff: people }).ok).toBe(true);
});

test('R15 R21 whom a complaint is about neither eases it nor makes something else of it; the rest they may correct', () => {
  const current = about({ ...caseIn('assigned'), severity: 'major' }, 'sara');
  const correct = (body: object): Command => ({ type: 'correct', body: { reason: 'x', ...body } });
  for (const body of [{ severity: 'minor' }, { kind: 'feedback' }]) {
    expect(act(current, 'sara', correct(body))).toMatchObject({ code: 'not_impartial' });
    expect(act(current, 'sam', correct(body)).ok).toBe(true);
  }
  for (const body of [{ severity: 'critical' }, { category: 'delivery' }])
    expect(act(current, 'sara', correct(body)).ok).toBe(true);
});
