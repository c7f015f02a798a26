// An overdue task goes up rung by rung: properties over random staff, owners and times.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  caseIn,
  contextOf,
  OPENED_AT,
  rules,
  staff,
} from '../../../../test/harness/case-fixtures.ts';
import { ladder } from '../case.ts';
import type { OpenTask } from '../task-times.ts';
import type { EntryData } from '../timeline/entries.ts';
import { decideTaskOverdue } from './task.ts';

const HOUR_MS = 3_600_000;
const dueAt = new Date(OPENED_AT.getTime() + HOUR_MS).toISOString();
const base = { taskId: 't', key: 'k', kind: 'read_reply' as const, title: 'x', dueAt };

/** Lets an overdue task go up until nothing more is asked for. */
function climb(owner: OpenTask['owner'], present: typeof staff) {
  const current = caseIn('assigned');
  const went: { at: Date; data: EntryData['task.overdue'] }[] = [];
  let task: OpenTask = { ...base, owner };
  let now: Date | undefined = new Date(dueAt);
  for (let tries = 0; now && tries < 20; tries++) {
    const context = contextOf({ type: 'clock' }, now, { staff: present });
    const { decided, raised } = decideTaskOverdue(current, task, context);
    for (const entry of decided.entries)
      if (entry.type === 'task.overdue') went.push({ at: now, data: entry.data });
    task = { ...task, raised: raised && { ...raised.to, steps: raised.steps } };
    now = raised?.nextAt ? new Date(raised.nextAt) : undefined;
  }
  return { went, task };
}

test('R22 a task that fred leaves undone goes to a supervisor, a day later to the department manager, then to senior management', () => {
  const { went } = climb({ staffId: 'fred' }, staff);
  expect(went.map(({ data }) => data.to.role)).toEqual([
    'supervisor',
    'department_manager',
    'senior_management',
  ]);
  expect(went.map(({ data }) => data.step)).toEqual([undefined, 2, 3]);
  expect(went[1]?.data.from).toMatchObject({ role: 'supervisor' });
  expect(went.map(({ at }) => (at.getTime() - Date.parse(dueAt)) / HOUR_MS)).toEqual([0, 24, 48]);
});

test('R22 whoever is there and whoever reports to whom: each rung once, always upwards, after the policy’s time, never beyond the top', () => {
  const { upAfterHours } = rules.policy.tasks;
  const ids = staff.map(({ staffId }) => staffId);
  const someStaff = fc
    .record({
      present: fc.subarray(ids),
      boss: fc.dictionary(fc.constantFrom(...ids), fc.constantFrom(...ids)),
    })
    .map(({ present, boss }) =>
      staff
        .filter(({ staffId }) => present.includes(staffId))
        .map((person) => ({ ...person, reportsTo: boss[person.staffId] })),
    );
  const owners = fc.oneof(
    fc.constantFrom(...ids).map((staffId) => ({ staffId })),
    fc.constantFrom(...ladder, 'responder', 'admin').map((role) => ({ role })),
  );
  fc.assert(
    fc.property(owners, someStaff, (owner, present) => {
      const { went, task } = climb(owner, present);
      const rungs = went.map(({ data }) => ladder.indexOf(data.to.role));
      expect(rungs).toEqual([...new Set(rungs)].sort());
      expect(rungs.at(-1)).toBe(ladder.length - 1);
      for (const [index, { at }] of went.entries())
        expect(at.getTime()).toBe(Date.parse(dueAt) + index * upAfterHours * HOUR_MS);
      // From the top it goes nowhere, however often the clock looks.
      const late = contextOf({ type: 'clock' }, new Date('2030-01-01'), { staff: present });
      expect(decideTaskOverdue(caseIn('assigned'), task, late).decided.entries).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
