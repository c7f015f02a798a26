// What comes after a resolution, and the check-ins before it.
import { expect, test } from 'vitest';
import {
  caseIn,
  classification,
  contextOf,
  done,
  hoursOn,
  itemOf,
  rules,
} from '../../../../test/harness/case-fixtures.ts';
import { act, mails, ok, opens, pass, types } from '../../../../test/harness/decisions.ts';
import type { Case } from '../case.ts';
import type { Decided } from '../draft.ts';
import { deadlinesOf } from '../escalation.ts';
import { joinReply } from '../reactions/intake.ts';
import { decideReport } from '../reactions/report.ts';

test('R26 a check-in is due when nobody spoke with the customer for long; speaking with them puts it off', () => {
  const { everyHours } = rules.policy.checkIn;
  const start = { ...caseIn('investigating'), kind: 'inquiry' as const };
  const first = pass(start, everyHours + 1);
  expect(first.fired.flatMap(opens).filter(({ kind }) => kind === 'check_in')).toHaveLength(1);
  const told = ok(
    act(first.after, 'fred', { type: 'send-update', body: { text: 'Soon.' } }, everyHours + 2),
  );
  expect(told.tasks.flatMap((task) => ('close' in task ? task.close : []))).toContain('check_in');
  const dues = deadlinesOf(told.after, rules).filter(({ kind }) => kind === 'check_in');
  expect(dues.map(({ dueAt }) => dueAt)).toEqual([hoursOn(2 * everyHours + 2).toISOString()]);
  expect(types(pass(told.after, 2 * everyHours + 2).fired.at(-1) as Decided)[0]).toBe(
    'check_in.due',
  );
});

test('R28 the customer is asked once a closure, a day after it; a person asks where no answer came', () => {
  const asked = pass(caseIn('resolved'), 24);
  expect(asked.fired.flatMap(mails)).toContain('customer satisfaction/1');
  expect(pass(asked.after, 119).fired.flatMap(mails)).toEqual([]);
  const later = pass(asked.after, 121);
  expect(later.fired.flatMap(opens)).toMatchObject([
    { kind: 'follow_up', owner: { staffId: 'fred' } },
  ]);
  const again = done(later.after, 'fred', { type: 'follow-up', body: { satisfied: false } });
  expect(again).toMatchObject({ status: 'assigned', epoch: 2, dissatisfied: true });
  const second = done(again, 'fred', {
    type: 'resolve',
    body: { outcome: 'upheld', summary: 'x', whyNoAction: 'x' },
  });
  expect(pass(second, 500).fired.flatMap(mails)).toContain('customer satisfaction/2');
});

test('R17 R25 whom a manager decided not to answer is asked nothing, and the resolved case still comes to an end', () => {
  const threatening = done(caseIn('investigating'), 'fred', {
    type: 'mark-threatening',
    body: { reason: 'x' },
  });
  const kept = done(threatening, 'dora', { type: 'keep-suspension', body: { reason: 'x' } });
  const why = { cause: 'carrier_delay', text: 'x' };
  const known = done(kept, 'fred', { type: 'root-cause', body: why });
  const resolved = done(known, 'fred', {
    type: 'resolve',
    body: { outcome: 'upheld', summary: 'x', whyNoAction: 'x' },
  });
  expect(deadlinesOf(resolved, rules).map(({ kind }) => kind)).toContain('lapse');
  const { after, fired } = pass(resolved, 2000);
  expect(fired.flatMap(mails).filter((mail) => mail.startsWith('customer'))).toEqual([]);
  expect(after).toMatchObject({ status: 'closed', closedHow: 'lapse' });
});

test('R25 R28 nobody closes by lapse who was never asked: without an address a person asks first', () => {
  const phone = { channel: 'phone' as const, sender: { name: 'Ann', phone: '+49 30 1' } };
  const resolved = caseIn('resolved', phone);
  const { after, fired } = pass(resolved, 2000);
  const asking = fired.flatMap(opens).filter(({ kind }) => kind === 'follow_up');
  expect(asking).toMatchObject([{ owner: { staffId: 'fred' } }]);
  expect(after.status).toBe('resolved');
  const called = done(
    after,
    'fred',
    { type: 'record-contact', body: { how: 'phone', summary: 'Wants to think.' } },
    hoursOn(2000),
  );
  expect(called.satisfaction).toMatchObject({ how: 'by_hand' });
  expect(pass(called, 2000 + 14 * 24).after).toMatchObject({
    status: 'closed',
    closedHow: 'lapse',
  });
  const nobody = pass(caseIn('resolved', { channel: 'in_person', sender: {} }), 24 + 14 * 24);
  expect(nobody.after).toMatchObject({ satisfaction: { how: 'unreachable' }, status: 'closed' });
});

test('R29 whoever was left unsatisfied and went silent is offered to a person; the satisfied are not', () => {
  const content = pass(caseIn('resolved'), 24 + 14 * 24 + 120);
  expect(content.fired.flatMap(opens).map(({ kind }) => kind)).not.toContain('re_engage');
  const again = done(caseIn('resolved'), 'fred', { type: 'follow-up', body: { satisfied: false } });
  const second = done(again, 'fred', {
    type: 'resolve',
    body: { outcome: 'upheld', summary: 'x', whyNoAction: 'x' },
  });
  const lost = pass(second, 24 + 14 * 24 + 120);
  expect(lost.after).toMatchObject({ status: 'closed', closedHow: 'lapse' });
  expect(lost.fired.flatMap(opens).at(-1)).toMatchObject({ kind: 're_engage' });
  const refused = {
    ...caseIn('resolved'),
    resolution: { outcome: 'not_upheld', summary: 'x', at: hoursOn(0).toISOString() },
  };
  expect(pass(refused, 24 + 14 * 24 + 120).fired.flatMap(types)).toContain('client.lost');
});

test('field 3.11 an outcome that did not reach the customer opens the case again; told otherwise, it stays', () => {
  const resolved = caseIn('resolved');
  const report = { key: 'closing/1', status: 'bounced' as const, reason: 'smtp_550' };
  const lost = decideReport(resolved, report, contextOf({ type: 'system' }, hoursOn(1)));
  expect(lost.after).toMatchObject({ status: 'assigned', epoch: 2, escalationLevel: 0 });
  expect(opens(lost)).toContainEqual(
    expect.objectContaining({ kind: 'message_failed', owner: { staffId: 'fred' } }),
  );
  const told = ok(
    act(lost.after, 'fred', {
      type: 'resolve',
      body: { outcome: 'upheld', summary: 'x', whyNoAction: 'x', told: 'phone' },
    }),
  );
  expect(mails(told)).toEqual([]);
  const satisfied = done(resolved, 'fred', { type: 'follow-up', body: { satisfied: true } });
  expect(decideReport(satisfied, report, contextOf({ type: 'system' })).after.status).toBe(
    'closed',
  );
  const asked = pass(resolved, 24).after;
  const unasked = decideReport(
    asked,
    { key: 'satisfaction/1', status: 'failed' },
    contextOf({ type: 'system' }, hoursOn(25)),
  );
  expect(opens(unasked)).toMatchObject([{ kind: 'follow_up' }]);
});

test('field 3.17 a customer’s "thanks" after the resolution reopens nothing and moves no clock', () => {
  const resolved = pass(caseIn('resolved'), 24).after;
  const thanks = joinReply(
    resolved,
    itemOf({ itemId: '018f0000-0000-7000-8000-000000000002', text: 'Thanks a lot!' }),
    { ...classification, kind: 'feedback' },
    { by: 'own_message', reopens: false },
    contextOf({ type: 'customer' }, hoursOn(30)),
  );
  expect(thanks.after).toMatchObject({ status: 'resolved', epoch: 1 });
  expect(deadlinesOf(thanks.after, rules)).toEqual(deadlinesOf(resolved, rules));
});

test('R25 R29 whoever complains again by mail after the resolution is not satisfied: it reopens one level up', () => {
  const reply = (current: Case) =>
    joinReply(
      current,
      itemOf({ itemId: '018f0000-0000-7000-8000-000000000002', text: 'It broke again!' }),
      classification,
      { by: 'own_message', reopens: true },
      contextOf({ type: 'customer' }, hoursOn(30)),
    );
  const again = reply(caseIn('resolved'));
  expect(again.after).toMatchObject({ epoch: 2, dissatisfied: true, escalationLevel: 1 });
  const [raised] = opens(again).filter(({ kind }) => kind === 'escalation');
  expect(raised?.owner).toEqual({ staffId: expect.stringMatching(/^s/) });
  const twice = reply({ ...caseIn('resolved'), escalationLevel: 1 });
  expect(twice.after.escalationLevel).toBe(2);
});

test('R22 R27 a call-back that reached the customer told them how things stand; one that did not, nothing', () => {
  const asked = done(caseIn('investigating'), 'fred', {
    type: 'request-call-back',
    body: { to: 'fred', reason: 'x' },
  });
  const report = (reached: boolean, at: Date) =>
    done(
      asked,
      'fred',
      { type: 'report-call-back', body: { callBackId: 'B1', reached, summary: 'x' } },
      at,
    );
  expect(report(false, hoursOn(5)).toldAt).toBe(asked.toldAt);
  expect(report(true, hoursOn(5)).toldAt).toBe(hoursOn(5).toISOString());
});
