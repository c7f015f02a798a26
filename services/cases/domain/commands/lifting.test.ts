// What a suspension held back is told once it is lifted, and what is owed under one that is kept is a manager's (R17, R38).
import { expect, test } from 'vitest';
import {
  caseIn,
  classification,
  contextOf,
  done,
  hoursOn,
  itemOf,
  rules,
  staff,
} from '../../../../test/harness/case-fixtures.ts';
import { mails, opens, types } from '../../../../test/harness/decisions.ts';
import { openAfter } from '../../../../test/harness/open-tasks.ts';
import { act, approve, at, propose, taken } from '../../../../test/harness/remedy-acts.ts';
import type { Case } from '../case.ts';
import type { TaskChange } from '../draft.ts';
import { joinReply } from '../reactions/intake.ts';
import { decidePayout } from '../reactions/payout.ts';
import { decideReport } from '../reactions/report.ts';
import type { Command } from './commands.ts';

const body = { reason: 'x' };
const system = (more = {}) => contextOf({ type: 'system' }, hoursOn(1), more);
const resolve: Command = { type: 'resolve', body: { outcome: 'answered', summary: 'At nine.' } };
const byPhone: Case = {
  ...caseIn('assigned', { sender: { name: 'Ann', phone: '1' } }),
  ...{ channel: 'phone', kind: 'inquiry' },
};
const port = { rules: { ...rules, hasPayoutPort: true } };
const refundUnderWay = (): Case =>
  taken(
    taken(at('moderate'), 'fred', propose('partial_refund', '30'), port).after,
    'sara',
    approve('R1'),
    port,
  ).after;

const lifted = (current: Case, more = {}) =>
  taken(current, 'dora', { type: 'lift-suspension', body }, more);
const threatened = (current: Case, more = {}) =>
  taken(current, 'fred', { type: 'mark-threatening', body }, more).after;
const kept = (current: Case, more = {}) =>
  taken(threatened(current, more), 'dora', { type: 'keep-suspension', body }, more).after;

test('R17 R46 what was resolved under a suspension is told once it is lifted, once', () => {
  const inquiry: Case = { ...caseIn('assigned'), kind: 'inquiry' };
  const silent = taken(threatened(inquiry), 'fred', resolve);
  expect(mails(silent)).toEqual([]);
  const told = lifted(silent.after);
  expect(mails(told)).toContain('customer closing/1');
  const again = lifted(threatened(told.after));
  expect(mails(again)).not.toContain('customer closing/1');
});

test('R17 an outcome that somebody was to tell is not lost by a threat', () => {
  const resolved = taken(byPhone, 'fred', resolve);
  expect(opens(resolved).map(({ kind }) => kind)).toContain('tell_customer');
  const back = lifted(threatened(resolved.after));
  expect(opens(back).map(({ kind }) => kind)).toContain('tell_customer');
  const spoken = done(
    resolved.after,
    'fred',
    { type: 'record-contact', body: { how: 'phone', summary: 'told' } } as Command,
    hoursOn(2),
  );
  const after = lifted(threatened(spoken));
  expect(opens(after).map(({ kind }) => kind)).not.toContain('tell_customer');
});

test('R17 R22 telling of an escalation that a threat cut short, or that came meanwhile, is asked of a person once it is lifted', () => {
  const escalate: Command = { type: 'escalate', body };
  const complaint: Case = { ...byPhone, kind: 'complaint' };
  const escalated = taken(complaint, 'fred', escalate);
  const threat = taken(escalated.after, 'fred', { type: 'mark-threatening', body });
  const before = [...escalated.tasks, ...threat.tasks];
  const telling = (changes: readonly TaskChange[]) =>
    openAfter(changes).filter((key) => key.startsWith('tell-'));
  expect(telling(before)).toEqual([]);
  expect(telling([...before, ...lifted(threat.after).tasks])).toEqual(['tell-escalation/1/1']);
  // Up again meanwhile: of the last level alone.
  const again = taken(threat.after, 'sara', escalate);
  const all = [...before, ...again.tasks];
  expect(telling(all)).toEqual([]);
  expect(telling([...all, ...lifted(again.after).tasks])).toEqual(['tell-escalation/1/2']);
  // Spoken with by a manager meanwhile: told.
  const talk = { type: 'record-contact', body: { how: 'phone', summary: 'x' } } as Command;
  const spoken = taken(again.after, 'dora', talk);
  expect(telling([...all, ...spoken.tasks, ...lifted(spoken.after).tasks])).toEqual([]);
});

test('R17 R22 R38 nobody is asked twice to tell what a suspension held back, and nobody what can be written by then', () => {
  const update: Command = { type: 'send-update', body: { text: 'Soon.' } };
  const told = taken(byPhone, 'fred', update);
  const resolved = taken(told.after, 'fred', resolve);
  for (const decided of [told, resolved]) {
    const first = decided === told ? [told] : [told, resolved];
    const changes = first.flatMap(({ tasks }) => tasks);
    const had = openAfter(changes).filter((key) => /^(?:tell|closing)/.test(key));
    expect(had).toHaveLength(1);
    const threat = taken(decided.after, 'fred', { type: 'mark-threatening', body });
    const back = openAfter([...changes, ...threat.tasks, ...lifted(threat.after).tasks]);
    expect(back.filter((key) => /^(?:tell|closing)/.test(key))).toHaveLength(1);
  }
  const paid = { remedyId: 'R1', status: 'paid' as const };
  const silent = decidePayout(threatened(refundUnderWay(), port), paid, system(port));
  const after = openAfter([...silent.tasks, ...lifted(silent.after, port).tasks]);
  expect(after.filter((key) => key.startsWith('tell-'))).toEqual([]);
});

test('R38 what was paid under a suspension is told once it is lifted', () => {
  const more = { remedyId: 'R1', status: 'paid' as const };
  const paid = decidePayout(threatened(refundUnderWay(), port), more, system(port));
  expect(types(paid)).toContain('remedy.delivered');
  expect(mails(paid)).not.toContain('customer compensation/R1');
  expect(mails(lifted(paid.after, port))).toContain('customer compensation/R1');
});

test('R17 R38 what fails under a suspension that is kept is a manager’s, who needs no staff for it', () => {
  const payout = decidePayout(
    kept(refundUnderWay(), port),
    { remedyId: 'R1', status: 'failed' },
    system(port),
  );
  const voucher = taken(at('moderate'), 'fred', propose('gift_voucher', '30')).after;
  const onItsWay = taken(voucher, 'sara', approve('R1')).after;
  const message = decideReport(
    kept(onItsWay),
    { key: 'compensation/R1', status: 'failed' },
    system(),
  );
  for (const decided of [payout, message])
    expect(opens(decided).filter(({ kind }) => kind === 'deliver_remedy')).toMatchObject([
      { owner: { staffId: expect.stringMatching(/^d/) } },
    ]);
});

test('R21 whom a reply names neither approves compensation nor lifts or keeps the suspension', () => {
  const more = { staff: staff.map((one) => ({ ...one, name: `${one.staffId} smith` })) };
  const proposed = taken(at('major'), 'fred', propose('full_refund', '80'), more).after;
  const text = 'It was dean smith';
  const itemId = '018f0000-0000-7000-8000-000000000002';
  const named = joinReply(
    threatened(proposed, more),
    itemOf({ itemId, text }),
    classification,
    { by: 'own_message', reopens: false },
    contextOf({ type: 'customer' }, hoursOn(1), more),
  ).after;
  const commands: Command[] = [
    approve('R1'),
    { type: 'lift-suspension', body },
    { type: 'keep-suspension', body },
  ];
  for (const command of commands)
    expect(act(named, 'dean', command, more)).toMatchObject({ ok: false, code: 'not_impartial' });
  // Where nobody else could, it is theirs: a case that nobody may decide would help nobody.
  const alone = { staff: more.staff.filter(({ staffId }) => ['dean', 'fred'].includes(staffId)) };
  expect(act(named, 'dean', { type: 'lift-suspension', body }, alone)).toMatchObject({ ok: true });
});

test('R03 R22 of an answer and later news that reached nobody, speaking with the customer tells both', () => {
  const update = (text: string, template?: string): Command =>
    ({ type: 'send-update', body: { text, ...(template ? { template } : {}) } }) as Command;
  const acknowledged = {
    ...byPhone,
    acknowledgement: { ...byPhone.acknowledgement, state: 'done' },
  } as Case;
  const answered = done(acknowledged, 'fred', update('At nine.', 'answer'), hoursOn(1));
  const more = done(answered, 'fred', update('Still at nine.'), hoursOn(2));
  const contact = { type: 'record-contact', body: { how: 'phone', summary: 'both' } } as Command;
  expect(done(more, 'fred', contact, hoursOn(3)).answeredAt).toBeDefined();
});
