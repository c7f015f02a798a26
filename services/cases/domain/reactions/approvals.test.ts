// With whom an approval lies: never for long with somebody who may not give it (R37).
import { describe, expect, test } from 'vitest';
import { contextOf, OPENED_AT, rules, staff } from '../../../../test/harness/case-fixtures.ts';
import { act, approve, at, propose, taken } from '../../../../test/harness/remedy-acts.ts';
import type { Case, Staffer } from '../case.ts';
import { returnApprovals } from './approvals.ts';

const { remedyApproval } = rules.policy;
const alternates = [{ role: 'department_manager' as const, alternate: 'sara@staff.test' }];
const policy = { ...rules.policy, remedyApproval: { ...remedyApproval, alternates } };
const without = (...gone: string[]): Staffer[] =>
  staff.filter(({ staffId }) => !gone.includes(staffId));
const change = (people: Staffer[], staffId: string, more: Partial<Staffer>): Staffer[] =>
  people.map((one) => (one.staffId === staffId ? { ...one, ...more } : one));

// dora is alone of the level and proposed it herself: sara is the alternate.
const alone = without('dean', 'max');
const proposed = taken(at('major'), 'dora', propose('full_refund', '80'), {
  rules: { policy },
  staff: alone,
});
const returned = (current: Case, people: Staffer[], owner = 'sara') => {
  const task = {
    ...{ taskId: 't', key: 'approve/R1', kind: 'approve_remedy' as const, title: 'Approve R1' },
    ...{ owner: { staffId: owner }, dueAt: OPENED_AT.toISOString() },
  };
  const more = { rules: { policy }, staff: people };
  return returnApprovals(current, [task], contextOf({ type: 'clock' }, OPENED_AT, more));
};
const gives = (current: Case, people: Staffer[], owner?: string) =>
  returned(current, people, owner).tasks;
const given = (owner: unknown) => [{ give: { key: 'approve/R1', owner } }];

describe('R37 an approval that lies with somebody who may not give it goes to somebody who may', () => {
  test('the alternate keeps it as long as nobody of the level is there', () => {
    expect(gives(proposed.after, alone)).toEqual([]);
    expect(gives(proposed.after, change(alone, 'sara', { role: 'frontline' }))).toEqual([]);
  });
  test('somebody of the level is there again, on record and with one notice', () => {
    const { tasks, entries } = returned(proposed.after, without('max'));
    expect(tasks).toEqual(given({ staffId: 'dean' }));
    const to = { role: 'department_manager', staffId: 'dean', name: 'dean' };
    expect(entries.map(({ type }) => type)).toEqual(['task.handed_over', 'notice.queued']);
    expect(entries[0]?.data).toEqual({ key: 'approve/R1', from: 'sara', to });
    expect(entries[1]?.data).toMatchObject({
      staffId: 'dean',
      title: 'Yours from now on: Approve R1',
    });
  });
  test('the alternate has left, or is whom the case is about: the role has it, until somebody of it is there', () => {
    const role = { role: 'department_manager' };
    expect(
      gives(
        proposed.after,
        alone.filter(({ staffId }) => staffId !== 'sara'),
      ),
    ).toEqual(given(role));
    const about = [{ staffId: 'sara', name: 'sara', evidence: 'sara' }];
    expect(gives({ ...proposed.after, complainedAbout: about }, alone)).toEqual(given(role));
    const away = { from: OPENED_AT.toISOString(), until: '2026-12-24T00:00:00.000Z' };
    expect(gives(proposed.after, change(alone, 'sara', { away }))).toEqual(given(role));
  });
  test('an approver who lost the role, or whose role is not enough since the severity rose', () => {
    const moderate = taken(at('moderate'), 'fred', propose('partial_refund', '50'));
    const sam = { staffId: 'sam' };
    expect(gives(moderate.after, staff)).toEqual([]);
    expect(gives(moderate.after, change(staff, 'sara', { role: 'frontline' }))).toEqual(given(sam));
    const risen = { ...moderate.after, severity: 'critical', remedySeverity: 'critical' } as const;
    expect(gives(risen, staff)).toEqual(given({ staffId: 'dean' }));
  });
});

describe('R21 R37 all of the level are whom the case is about', () => {
  const about = [{ staffId: 'dora', name: 'dora', evidence: 'dora' }];
  const raised = taken(at('major'), 'fred', propose('full_refund', '80'), { staff: alone });
  const current = { ...raised.after, complainedAbout: about };
  const more = { rules: { policy }, staff: alone };

  test('the alternate decides, and not they', () => {
    expect(gives(current, alone, 'dora')).toEqual(given({ staffId: 'sara' }));
    expect(act(current, 'dora', approve('R1'), more)).toMatchObject({ code: 'not_impartial' });
    expect(act(current, 'sara', approve('R1'), more).ok).toBe(true);
  });
  test('where nobody else could, they do: a proposal that nobody may decide would help nobody', () => {
    const own = { ...current.remedies[0], proposedBy: 'staff:sara' } as Case['remedies'][number];
    const left = { ...current, remedies: [own] };
    expect(act(left, 'dora', approve('R1'), more).ok).toBe(true);
    expect(gives(left, alone, 'dora')).toEqual([]);
  });
  test('an impartial one of the level who proposed it does not keep them from it', () => {
    const two = without('max');
    const own = taken(at('major'), 'dean', propose('full_refund', '80'), { staff: two }).after;
    const left = { ...own, complainedAbout: about };
    expect(act(left, 'dora', approve('R1'), { staff: two }).ok).toBe(true);
  });
});
