// A customer whom nobody can write to is told by a person, and no promise counts as kept before (R22).
import { expect, test } from 'vitest';
import { caseIn, done, hoursOn, rules } from '../../../../test/harness/case-fixtures.ts';
import { act, mails, ok, opens, pass } from '../../../../test/harness/decisions.ts';
import { openTasksAfter } from '../../../../test/harness/open-tasks.ts';
import type { Case } from '../case.ts';
import type { Decided } from '../draft.ts';
import { promisesOf } from '../promises.ts';

const byPhone: Case = {
  ...caseIn('assigned', { sender: { name: 'Ann', phone: '1' } }),
  channel: 'phone',
};
const toldBy = (decided: Decided) =>
  opens(decided).filter(
    ({ kind }) => kind === 'tell_customer' || kind === 'tell_by_direct_message',
  );
const due = (current: Case) =>
  promisesOf(current, rules).find(({ kind }) => kind === 'next_update')?.key;
const ended = ({ tasks }: Decided) =>
  tasks.flatMap((task) => ('close' in task && task.as === 'done' ? task.close : []));

test('R22 R30 each escalation of a case without an address is a person’s to tell', () => {
  const { fired } = pass(byPhone, 100);
  const tasks = fired.flatMap(toldBy);
  expect(tasks.map(({ key }) => key)).toEqual(
    [1, 2, 3].map((level) => `tell-escalation/1/${level}`),
  );
  for (const { owner } of tasks) expect(owner).toEqual({ staffId: 'fred' });
  const spoken = { type: 'record-contact', body: { how: 'phone', summary: 'x' } } as const;
  expect(ended(ok(act(byPhone, 'fred', spoken, 25)))).toContain('tell_customer');
});

test('R22 R45 on a social channel a responder tells of it', () => {
  const social: Case = { ...byPhone, channel: 'x', customer: { platformUserId: '7' } };
  const raised = ok(act(social, 'sara', { type: 'escalate', body: { reason: 'x' } }));
  expect(toldBy(raised)).toMatchObject([
    { kind: 'tell_by_direct_message', owner: { role: 'responder', platform: 'x' } },
  ]);
});

test('R22 where a mail goes out nobody has to tell them besides', () => {
  const raised = ok(act(caseIn('assigned'), 'sara', { type: 'escalate', body: { reason: 'x' } }));
  expect(mails(raised)).toContain('customer escalation/1/1');
  expect(toldBy(raised)).toEqual([]);
});

test('R17 nobody is asked to tell a customer anything while contact is suspended', () => {
  const suspended = done(byPhone, 'fred', { type: 'mark-threatening', body: { reason: 'x' } });
  const raised = ok(act(suspended, 'sara', { type: 'escalate', body: { reason: 'x' } }));
  const telling = openTasksAfter(raised.tasks).filter(({ kind }) => kind.startsWith('tell_'));
  expect(telling).toEqual([]);
});

test('R22 an update that reached nobody keeps no promise until somebody has told it', () => {
  const update = { type: 'send-update', body: { text: 'We wait for the carrier.' } } as const;
  const sent = ok(act(byPhone, 'fred', update, 5));
  expect(sent.after.toldAt).toBe(byPhone.toldAt);
  expect(due(sent.after)).toBe(due(byPhone));
  expect(toldBy(sent)).toMatchObject([{ owner: { staffId: 'fred' } }]);
  // It stands on the status page all the same.
  expect(sent.after.updates.map(({ text }) => text)).toEqual(['We wait for the carrier.']);
  const spoken = { type: 'record-contact', body: { how: 'phone', summary: 'told' } } as const;
  const told = ok(act(sent.after, 'fred', spoken, 6));
  expect(told.after.toldAt).toBe(hoursOn(6).toISOString());
  expect(ended(told)).toContain('tell_customer');
});

test('R03 R22 an answer without an address answers the inquiry when it is told', () => {
  const inquiry: Case = {
    ...byPhone,
    kind: 'inquiry',
    acknowledgement: { ...byPhone.acknowledgement, state: 'done' },
  };
  const answer = { type: 'send-update', body: { text: 'At nine.', template: 'answer' } } as const;
  const sent = ok(act(inquiry, 'fred', answer, 5)).after;
  expect(sent.answeredAt).toBeUndefined();
  const spoken = { type: 'record-contact', body: { how: 'phone', summary: 'told' } } as const;
  const told = done(sent, 'fred', spoken, hoursOn(6));
  expect([told.answeredAt, told.untold]).toEqual([hoursOn(6).toISOString(), undefined]);
  // Talking of something else answers nothing.
  expect(done(inquiry, 'fred', spoken, hoursOn(6)).answeredAt).toBeUndefined();
});

test('R22 an outcome that nobody could write to the customer is a person’s to tell', () => {
  const inquiry: Case = { ...byPhone, kind: 'inquiry' };
  const resolve = (told?: 'phone') =>
    ok(
      act(inquiry, 'fred', {
        type: 'resolve',
        body: { outcome: 'answered', summary: 'x', ...(told ? { told } : {}) },
      }),
    );
  expect(toldBy(resolve())).toMatchObject([{ owner: { staffId: 'fred' } }]);
  expect(toldBy(resolve('phone'))).toEqual([]);
});
