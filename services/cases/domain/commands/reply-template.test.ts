// The template that a reply stands in.
import { describe, expect, test } from 'vitest';
import { caseIn, hoursOn, rules } from '../../../../test/harness/case-fixtures.ts';
import { act, code, ok } from '../../../../test/harness/decisions.ts';
import type { Case } from '../case.ts';
import { promisesOf } from '../promises.ts';
import { evolve } from '../timeline/evolve.ts';
import { replyTemplates } from './contact.ts';

const answer = { type: 'send-update', body: { text: 'Yes.', template: 'answer' } } as const;
const start = caseIn('investigating');
const acknowledged: Case = {
  ...start,
  acknowledgement: { ...start.acknowledgement, state: 'done', at: start.openedAt },
};
const purposes = (current: Case) =>
  ok(act(current, 'fred', answer)).entries.flatMap((entry) =>
    entry.type === 'message.requested' ? [entry.data.purpose] : [],
  );

test('R22 a reply goes out as news on the case, or as an answer once the case is acknowledged', () => {
  expect(replyTemplates(acknowledged)).toEqual(['update', 'answer']);
  expect(purposes(acknowledged)).toEqual(['answer']);
});

test('R10 an answer never takes the place of an acknowledgement that is still owed', () => {
  expect(replyTemplates(start)).toEqual(['update']);
  expect(code(act(start, 'fred', answer))).toBe('invalid');
});

describe('R03 an inquiry is answered by an answer', () => {
  const inquiry: Case = { ...acknowledged, kind: 'inquiry' };
  const owed = (current: Case) =>
    promisesOf(current, rules).some(({ kind }) => kind === 'answer_inquiry');

  test('news on the case tells the customer something, and leaves the answer owed', () => {
    const news = { type: 'send-update', body: { text: 'We are looking.' } } as const;
    const told = ok(act(inquiry, 'fred', news, 1)).after;
    expect([told.toldAt, told.answeredAt]).toEqual([hoursOn(1).toISOString(), undefined]);
    expect(owed(told)).toBe(true);
  });

  test('an answer meets the promise, and is offered first until it is given', () => {
    expect(replyTemplates(inquiry)).toEqual(['answer', 'update']);
    const answered = ok(act(inquiry, 'fred', answer, 1)).after;
    expect(answered.answeredAt).toBe(hoursOn(1).toISOString());
    expect(owed(answered)).toBe(false);
    expect(replyTemplates(answered)).toEqual(['update', 'answer']);
  });

  test('an entry from before they were told apart still counts as an answer', () => {
    const envelope = { version: inquiry.version + 1, actor: 'staff:fred', policyVersion: '1' };
    const old = { type: 'update.sent', data: { text: 'At nine.' } } as const;
    const replayed = evolve(inquiry, { ...envelope, ...old, at: hoursOn(1).toISOString() });
    expect(replayed.answeredAt).toBe(hoursOn(1).toISOString());
  });
});
