// Whose the tasks of somebody who is away are (R20, R37).
import { expect, test } from 'vitest';
import { caseIn, contextOf, OPENED_AT } from '../../../../test/harness/case-fixtures.ts';
import type { Staffer } from '../case.ts';
import { decide } from '../decide.ts';
import { decideAbsence } from './absence.ts';

const person = (staffId: string, role: Staffer['role']): Staffer => ({
  staffId,
  name: `${staffId} smith`,
  email: `${staffId}@staff.test`,
  role,
  locale: 'en',
  responderFor: [],
  load: 0,
});

test('R20 R37 an approval of somebody away goes to another than its proposer, though the proposer is the deputy', () => {
  const proposed = decide(
    { ...caseIn('assigned'), severity: 'moderate', remedySeverity: 'moderate' },
    { type: 'propose-remedy', body: { option: 'partial_refund', amount: '50', reason: 'x' } },
    contextOf({ type: 'staff', staffId: 'sue', role: 'supervisor', responderFor: [] }),
  );
  if (!proposed.ok) throw new Error(proposed.message);
  const task = {
    taskId: 't',
    key: 'approve/R1',
    kind: 'approve_remedy' as const,
    title: 'x',
    owner: { staffId: 'sid' },
    dueAt: OPENED_AT.toISOString(),
  };
  const sue = person('sue', 'supervisor');
  const others = [person('ann', 'frontline'), person('eve', 'department_manager')];
  const toWhom = (deputy: string, staff: Staffer[]) => {
    const absent = new Map([['sid', { staffId: 'sid', role: 'supervisor', deputy }]]);
    return decideAbsence(
      proposed.after,
      [task],
      absent,
      contextOf({ type: 'system' }, OPENED_AT, { staff }),
    ).tasks;
  };
  const gives = (owner: unknown) => [{ give: { key: 'approve/R1', owner } }];
  expect(toWhom('sue', [sue, ...others])).toEqual(gives({ staffId: 'eve' }));
  // Nor does a deputy decide who may not.
  expect(toWhom('ann', [sue, ...others])).toEqual(gives({ staffId: 'eve' }));
  const tom = person('tom', 'supervisor');
  expect(toWhom('tom', [sue, tom, ...others])).toEqual(gives({ staffId: 'tom' }));
});
