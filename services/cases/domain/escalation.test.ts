// Which promises are open, and until when.
import { describe, expect, test } from 'vitest';
import { startOfDay } from '#shared/calendar/days.ts';
import {
  caseIn,
  contextOf,
  done,
  hoursOn,
  opened,
  rules,
} from '../../../test/harness/case-fixtures.ts';
import type { Case } from './case.ts';
import type { Command } from './commands/commands.ts';
import { assignBy, deadlinesOf, respondBy } from './escalation.ts';
import { promisesOf } from './promises.ts';
import { decideDeadline } from './reactions/deadline.ts';

const list = (current: Case): string[] =>
  deadlinesOf(current, rules)
    .map(({ kind, level, epoch, dueAt }) => {
      const hours = (Date.parse(dueAt) - hoursOn(0).getTime()) / 3_600_000;
      return `${kind} ${level}/${epoch} +${hours}h`;
    })
    .sort();

describe('the clocks of each status, as the table of states says', () => {
  const matrix = ['escalation 2/1 +48h', 'escalation 3/1 +72h'];
  const warnings = ['escalation_warning 2/1 +44h', 'escalation_warning 3/1 +68h'];
  const first = ['escalation 1/1 +24h', 'escalation_warning 1/1 +20h'];
  const acknowledge = ['acknowledge 0/1 +24h', 'acknowledge_raise 0/1 +20h'];

  test('R10 R30 new: acknowledge, matrix', () => {
    expect(list(caseIn('new'))).toEqual([...acknowledge, ...matrix, ...first, ...warnings].sort());
  });
  test('R30 assigned: level 1 still asks for the review', () => {
    expect(list(caseIn('assigned'))).toEqual(
      [...acknowledge, ...matrix, ...first, ...warnings].sort(),
    );
  });
  test('R30 investigating: the review has begun, the rest of the matrix goes on', () => {
    expect(list(caseIn('investigating'))).toEqual(
      [...acknowledge, ...matrix, ...warnings, 'check_in 0/1 +72h'].sort(),
    );
  });
  test('R30 waiting: the matrix is never paused; the wait has an end', () => {
    expect(list(caseIn('waiting'))).toEqual(
      [...acknowledge, ...matrix, ...warnings, 'wait_end 1/1 +24h'].sort(),
    );
  });
  test('R25 R28 resolved: the customer is asked; it lapses only after that', () => {
    expect(list(caseIn('resolved'))).toEqual([...acknowledge, 'ask_satisfaction 0/1 +24h'].sort());
    const asked = {
      ...caseIn('resolved'),
      satisfaction: { at: hoursOn(0).toISOString(), how: 'email' as const },
    };
    expect(list(asked)).toEqual([...acknowledge, 'follow_up 0/1 +120h', 'lapse 0/1 +336h'].sort());
  });
  test('closed: nothing', () => {
    expect(list(caseIn('closed'))).toEqual([]);
  });
});

test('R03 an inquiry has no matrix; its customer was told when the answer comes', () => {
  const inquiry = opened({}, { kind: 'inquiry' }).after;
  expect(list(inquiry)).toEqual(['acknowledge 0/1 +24h', 'acknowledge_raise 0/1 +20h']);
  expect(respondBy(inquiry, rules)).toBe(hoursOn(72).toISOString());
});

test('R03 R22 an estimate moves no answer that an inquiry is promised; it is what the resolution is promised by', () => {
  const estimatedResolution = hoursOn(200).toISOString();
  const estimate: Command = { type: 'send-update', body: { text: 'Soon.', estimatedResolution } };
  const inquiry = { ...caseIn('assigned'), kind: 'inquiry' as const };
  const answer = (current: Case) =>
    promisesOf(current, rules).find(({ kind }) => kind === 'answer_inquiry');
  const told = done(inquiry, 'fred', estimate, hoursOn(1));
  expect(answer(told)).toEqual(answer(inquiry));
  expect(respondBy(told, rules)).toBe(hoursOn(72).toISOString());
  // Answered, what was agreed holds for the rest of it; a complaint has been promised it at once.
  const answered = { ...told, answeredAt: hoursOn(2).toISOString() };
  expect(respondBy(answered, rules)).toBe(estimatedResolution);
  expect(respondBy(done(caseIn('assigned'), 'fred', estimate, hoursOn(1)), rules)).toBe(
    estimatedResolution,
  );
});

test('R15 correcting the kind to a complaint starts the matrix from the opening', () => {
  const inquiry = opened({}, { kind: 'inquiry' }).after;
  const body = { kind: 'complaint' as const, reason: 'read again' };
  const corrected = done(inquiry, 'fred', { type: 'correct', body }, hoursOn(30));
  expect(list(corrected)).toContain('escalation 1/1 +24h');
});

test('R30 the clock never decides before the time, to the millisecond', () => {
  const current = caseIn('new');
  const deadline = { kind: 'escalation' as const, level: 1, epoch: 1 };
  const at = (ms: number) =>
    decideDeadline(
      current,
      deadline,
      contextOf({ type: 'clock' }, new Date(hoursOn(24).getTime() + ms)),
    ).ok;
  expect([at(-1), at(0)]).toEqual([false, true]);
});

test('R30 what fired does not fire again, and an old epoch’s deadline is nobody’s any more', () => {
  const clock = contextOf({ type: 'clock' }, hoursOn(25));
  const deadline = { kind: 'escalation' as const, level: 1, epoch: 1 };
  const once = decideDeadline(caseIn('new'), deadline, clock);
  if (!once.ok) throw new Error(once.message);
  expect(decideDeadline(once.after, deadline, clock).ok).toBe(false);
  const reopened = done(caseIn('resolved'), 'fred', { type: 'reopen', body: { reason: 'x' } });
  expect(decideDeadline(reopened, deadline, clock).ok).toBe(false);
});

test('R31 escalated by hand above level 1, the clock does not go back to it', () => {
  const up = done(caseIn('new'), 'fred', { type: 'escalate', body: { level: 2, reason: 'x' } });
  expect(list(up).filter((line) => line.startsWith('escalation '))).toEqual([
    'escalation 3/1 +72h',
  ]);
});

test('R31 management hears of a critical escalation at once, whoever it goes to', () => {
  const told = (severity: 'major' | 'critical'): unknown[] => {
    const clock = contextOf({ type: 'clock' }, hoursOn(24));
    const deadline = { kind: 'escalation' as const, level: 1, epoch: 1 };
    const decision = decideDeadline({ ...caseIn('new'), severity }, deadline, clock);
    if (!decision.ok) throw new Error(decision.message);
    return decision.entries.flatMap((entry) =>
      entry.type === 'message.requested' && entry.data.recipient.party === 'staff'
        ? [entry.data.recipient.name]
        : [],
    );
  };
  // By mail at once; of the others they hear with the next mail of what came up for them.
  expect(told('major')).toEqual([]);
  expect(told('critical')).toEqual(['sam', 'dean']);
});

test('R30 nobody of the role or above: the role itself owns the task, on record', () => {
  const nobody = { ...contextOf({ type: 'clock' }, hoursOn(49)), staff: [] };
  const deadline = { kind: 'escalation' as const, level: 2, epoch: 1 };
  const decision = decideDeadline(caseIn('new'), deadline, nobody);
  expect(decision.ok && decision.tasks).toMatchObject([
    { open: { kind: 'escalation', owner: { role: 'department_manager' } } },
  ]);
});

test('R25 R30 a reopened case begins at level 0 with times of its own; a dissatisfied customer’s one level up', () => {
  const high = { ...caseIn('resolved'), escalationLevel: 2 };
  const plain = done(high, 'fred', { type: 'reopen', body: { reason: 'x' } }, hoursOn(100));
  expect(plain).toMatchObject({ epoch: 2, escalationLevel: 0, status: 'assigned' });
  expect(list(plain).filter((line) => line.startsWith('escalation '))).toEqual([
    'escalation 1/2 +124h',
    'escalation 2/2 +148h',
    'escalation 3/2 +172h',
  ]);
  const body = { satisfied: false };
  const unhappy = done(high, 'fred', { type: 'follow-up', body }, hoursOn(100));
  expect(unhappy).toMatchObject({ epoch: 2, escalationLevel: 3 });
});

describe('R20 business days', () => {
  const zone = 'Europe/Berlin';
  test.each([
    // opened in an office of 9 to 17, assigned by
    ['2026-11-23T09:00:00Z', '2026-11-24T09:00:00.000Z'], // Monday
    ['2026-11-27T15:00:00Z', '2026-11-30T15:00:00.000Z'], // Friday to Monday
    ['2026-11-28T12:00:00Z', '2026-12-01T08:00:00.000Z'], // Saturday counts as Monday 9:00
    ['2026-12-23T15:00:00Z', '2026-12-24T15:00:00.000Z'],
    ['2026-12-24T15:00:00Z', '2026-12-28T15:00:00.000Z'], // over the public holidays of Christmas
    ['2027-03-25T11:00:00Z', '2027-03-30T10:00:00.000Z'], // over Easter and the change to summer time
    ['2027-10-29T10:00:00Z', '2027-11-01T11:00:00.000Z'], // and back
  ])('a case of %s is assigned by %s', (opened, due) => {
    const fresh = { ...caseIn('new'), openedAt: opened, epochStartedAt: opened };
    expect(assignBy(fresh, rules)).toBe(due);
  });
  test('a day begins at midnight there, not here', () => {
    expect(startOfDay(new Date('2026-11-23T23:30:00Z'), zone).toISOString()).toBe(
      '2026-11-23T23:00:00.000Z',
    );
  });
});
