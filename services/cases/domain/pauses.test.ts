// Waits hold the times of service and never the matrix (pain 14 and 15 of the field; R30, R32).
import { expect, test } from 'vitest';
import { loadPolicy } from '#shared/policy/policy.ts';
import { caseIn, done, hoursOn, rules } from '../../../test/harness/case-fixtures.ts';
import type { Case } from './case.ts';
import { deadlinesOf, levelsAhead, respondBy } from './escalation.ts';
import { promisesOf } from './promises.ts';

const inquiry: Case = { ...caseIn('assigned'), kind: 'inquiry', assignee: 'fred' };
const until = hoursOn(40).toISOString();
const wait = (whom: 'customer' | 'third_party', current: Case = inquiry) =>
  done(current, 'fred', { type: 'wait', body: { until, reason: 'x', for: whom } }, hoursOn(10));
const resume = (current: Case) =>
  done(current, 'fred', { type: 'resume', body: { reason: 'x' } }, hoursOn(30));
const answerAt = (current: Case, by = rules) =>
  promisesOf(current, by).find(({ kind }) => kind === 'answer_inquiry')?.dueAt;

test('R32 pain 14: waiting for the customer holds the answer, which goes on when the wait ends', () => {
  const waiting = wait('customer');
  expect(answerAt(inquiry)).toBe(hoursOn(72).toISOString());
  // As if they answered at the end of the wait.
  expect(answerAt(waiting)).toBe(hoursOn(102).toISOString());
  expect(respondBy(waiting, rules)).toBe(hoursOn(102).toISOString());
  expect(answerAt(resume(waiting))).toBe(hoursOn(92).toISOString());
});

test('R32 waiting for a third party holds nothing', () => {
  expect(answerAt(wait('third_party'))).toBe(hoursOn(72).toISOString());
});

test('R30 pain 14: waiting never holds the matrix', () => {
  const complaint: Case = { ...inquiry, kind: 'complaint' };
  expect(levelsAhead(wait('customer', complaint), rules)).toEqual(levelsAhead(complaint, rules));
});

test('R32 pain 15: under another policy the pauses of a case still count', () => {
  const policy = loadPolicy({ answer: { withinHours: 16, hours: 'business' } });
  const resumed = resume(wait('customer'));
  // Opened on Monday at 11:00: six hours that day; the wait takes Tuesday; eight on Wednesday, two on Thursday.
  expect(answerAt(resumed, { policy })).toBe('2026-11-26T10:00:00.000Z');
});

test('R30 R32 a level in business hours, warned in the same hours', () => {
  const escalation = rules.policy.escalation.map((level) =>
    level.level === 2 ? { ...level, hours: 'business', afterHours: 16 } : level,
  );
  const policy = loadPolicy({ escalation });
  const of = (kind: string) =>
    deadlinesOf({ ...inquiry, kind: 'complaint' }, { policy }).find(
      (known) => known.kind === kind && known.level === 2,
    )?.dueAt;
  expect(of('escalation')).toBe('2026-11-25T10:00:00.000Z');
  expect(of('escalation_warning')).toBe('2026-11-24T14:00:00.000Z');
});
