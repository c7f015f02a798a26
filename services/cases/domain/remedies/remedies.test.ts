// Caps of counts, appeasements, costs, the named alternate, and what closing does with remedies (R35–R39).
import { describe, expect, test } from 'vitest';
import { contextOf, nothingGiven, rules, staff } from '../../../../test/harness/case-fixtures.ts';
import {
  act,
  approvalIn,
  approve,
  at,
  propose,
  taken,
} from '../../../../test/harness/remedy-acts.ts';
import type { Case } from '../case.ts';
import type { Command } from '../commands/commands.ts';
import type { Decided } from '../draft.ts';
import { decidePayout } from '../reactions/payout.ts';
import { titlesIn } from '../texts/task-titles.ts';
import { customerKeysOf } from './facts.ts';

describe('R37 caps of counts', () => {
  test.each([
    ['agentToday', { agentToday: { cents: 0, count: 40 } }],
    ['customerElsewhere', { customerElsewhere: { cents: 0, count: 8 } }],
    ['monthAlone', { monthAlone: { cents: 0, count: 1000 } }],
  ])('hold for what has no amount too: %s', (_, more) => {
    const remedyFacts = { ...nothingGiven, ...more };
    const { after } = taken(at('minor'), 'fred', propose('apology'), { remedyFacts });
    expect(after.remedies[0]?.state).toBe('proposed');
  });
  test('on one case, the fifth apology needs another person', () => {
    let current = at('minor');
    for (let n = 0; n < 5; n++) current = taken(current, 'fred', propose('apology')).after;
    expect(current.remedies.map(({ state }) => state)).toEqual([
      ...Array(4).fill('approved'),
      'proposed',
    ]);
  });
  test('without the facts nobody goes alone', () => {
    const { after } = taken(at('minor'), 'fred', propose('apology'), { remedyFacts: undefined });
    expect(after.remedies[0]?.state).toBe('proposed');
  });
});

test('R36 an appeasement is the frontline’s to give at any severity, within its own limit and the caps', () => {
  for (const severity of ['minor', 'moderate', 'critical'] as const) {
    const given = taken(at(severity), 'fred', propose('gift_certificate', '15.00'));
    expect(given.after.remedies[0]).toMatchObject({
      state: 'approved',
      appeasement: true,
      approvedBy: 'staff:fred',
    });
    expect(approvalIn(given)).toMatchObject({ as: 'own', role: 'frontline' });
    expect(act(at(severity), 'fred', propose('gift_certificate', '15.01'))).toMatchObject({
      ok: false,
      code: 'invalid',
    });
    const second = taken(given.after, 'fred', propose('gift_certificate', '15.00')).after;
    expect(second.remedies[1]).toMatchObject({ state: 'proposed', approval: 'supervisor' });
    expect(taken(second, 'sara', approve('R2')).after.remedies[1]?.state).toBe('approved');
  }
});

test('R39 replacement is an option; the cost is estimated by the policy or the proposer, and recorded as it came out', () => {
  const cost = (current: Case) => current.remedies[0]?.cost;
  expect(cost(taken(at('minor'), 'fred', propose('loyalty_points', '10.01')).after)).toEqual({
    estimated: '6.01',
  });
  expect(cost(taken(at('minor'), 'fred', propose('discount', '10')).after)?.estimated).toBe(
    '10.00',
  );
  const proposed = taken(at('moderate'), 'fred', propose('replacement')).after;
  expect(cost(proposed)).toEqual({ estimated: '40.00' });
  const own = propose('replacement', undefined, { estimatedCost: '12.5' });
  expect(cost(taken(at('moderate'), 'fred', own).after)).toEqual({ estimated: '12.50' });
  const approved = taken(proposed, 'sara', approve('R1')).after;
  const deliver = (more: object): Command => ({
    type: 'deliver-remedy',
    body: { remedyId: 'R1', how: 'by post', ...more },
  });
  expect(cost(taken(approved, 'fred', deliver({})).after)).toEqual({
    estimated: '40.00',
    actual: '40.00',
  });
  const delivered = taken(approved, 'fred', deliver({ cost: '37.9' })).after;
  expect(cost(delivered)?.actual).toBe('37.90');
  const confirm: Command = { type: 'confirm-remedy', body: { remedyId: 'R1', cost: '41' } };
  expect(cost(taken(delivered, 'fred', confirm).after)?.actual).toBe('41.00');
});

describe('R37 where nobody of the level exists but the proposer', () => {
  const alternates = [
    { role: 'department_manager' as const, alternate: 'Sara@staff.test' },
    { role: 'department_manager' as const, team: 'nobody’s', alternate: 'fiona@staff.test' },
  ];
  const { remedyApproval } = rules.policy;
  const policy = { ...rules.policy, remedyApproval: { ...remedyApproval, alternates } };
  const small = staff.filter(({ staffId }) => !['dean', 'max'].includes(staffId));
  const more = { rules: { policy }, staff: small };
  const proposed = taken(at('major'), 'dora', propose('full_refund', '80'), more);

  test('the named alternate approves, has it on their list, and it is on record', () => {
    const [task] = proposed.tasks.flatMap((change) => ('open' in change ? [change.open] : []));
    expect(task?.owner).toEqual({ staffId: 'sara' });
    expect(act(proposed.after, 'dora', approve('R1'), more)).toMatchObject({
      code: 'own_proposal',
    });
    expect(act(proposed.after, 'sam', approve('R1'), more)).toMatchObject({ code: 'role_too_low' });
    expect(act(proposed.after, 'fiona', approve('R1'), more)).toMatchObject({
      code: 'role_too_low',
    });
    expect(approvalIn(taken(proposed.after, 'sara', approve('R1'), more))).toMatchObject({
      as: 'alternate',
      role: 'department_manager',
    });
  });
  test('where somebody of the level exists, the alternate does not', () => {
    const all = { ...more, staff };
    expect(act(proposed.after, 'sara', approve('R1'), all)).toMatchObject({ code: 'role_too_low' });
    const others = taken(at('major'), 'fred', propose('full_refund', '80'), more);
    expect(act(others.after, 'sara', approve('R1'), more)).toMatchObject({ code: 'role_too_low' });
    expect(approvalIn(taken(others.after, 'dora', approve('R1'), more))).toMatchObject({
      as: 'level',
    });
  });
  test('who proposed it themselves is no alternate for it', () => {
    const own = taken(at('major'), 'sara', propose('full_refund', '80'), more).after;
    const without = { ...more, staff: small.filter(({ staffId }) => staffId !== 'dora') };
    expect(act(own, 'sara', approve('R1'), without).ok).toBe(false);
  });
});

test('S39 an approval binds the payee: another address since, and it is refused', () => {
  const { after } = taken(at('moderate'), 'fred', propose('gift_voucher', '10'));
  const moved = { ...after, customer: { ...after.customer, email: 'other@customer.test' } };
  expect(act(moved, 'sara', approve('R1'))).toMatchObject({ ok: false, code: 'not_possible' });
});

test('one of several approved: the others stay open, or are rejected with it on request', () => {
  const one = taken(at('moderate'), 'fred', propose('gift_voucher', '10')).after;
  const two = taken(one, 'fred', propose('replacement')).after;
  const states = ({ after }: Decided) => after.remedies.map(({ state }) => state);
  expect(states(taken(two, 'sara', approve('R1')))).toEqual(['approved', 'proposed']);
  expect(states(taken(two, 'sara', approve('R1', { others: 'reject' })))).toEqual([
    'approved',
    'rejected',
  ]);
});

test('resolving names what is undecided; closing withdraws it on record, and satisfaction confirms what was delivered', () => {
  const given = taken(at('minor'), 'fred', propose('free_parking')).after;
  const delivered = taken(given, 'fred', {
    type: 'deliver-remedy',
    body: { remedyId: 'R1', how: 'a ticket' },
  }).after;
  const undecided = taken(delivered, 'fred', propose('discount', '25')).after;
  const both = taken(undecided, 'fred', propose('discount', '25')).after;
  const why = taken(both, 'fred', {
    type: 'root-cause',
    body: { cause: 'carrier_delay', text: 'x' },
  }).after;
  const resolved = taken(why, 'fred', {
    type: 'resolve',
    body: { outcome: 'upheld', summary: 'x', whyNoAction: 'x' },
  });
  const outcome = resolved.entries.find(({ type }) => type === 'case.resolved');
  expect(outcome?.data).toMatchObject({ undecided: ['R3'] });
  const closed = taken(resolved.after, 'fred', { type: 'follow-up', body: { satisfied: true } });
  expect(closed.after.remedies.map(({ state }) => state)).toEqual([
    'confirmed',
    'approved',
    'withdrawn',
  ]);
  expect(closed.entries).toContainEqual(
    expect.objectContaining({
      type: 'remedy.withdrawn',
      data: { remedyId: 'R3', reason: 'the case was closed' },
    }),
  );
});

test('S40 paid after somebody gave it by hand: on record, and a person is told to get one back', () => {
  const withPort = { rules: { ...rules, hasPayoutPort: true } };
  const proposed = taken(at('moderate'), 'fred', propose('partial_refund', '20'), withPort).after;
  const approved = taken(proposed, 'sara', approve('R1'), withPort).after;
  expect(approved.remedies[0]).toMatchObject({ payout: 'requested', delivery: 'payout' });
  const system = contextOf({ type: 'system' }, undefined, withPort);
  const failed = decidePayout(approved, { remedyId: 'R1', status: 'failed' }, system).after;
  const byHand: Command = { type: 'deliver-remedy', body: { remedyId: 'R1', how: 'cash' } };
  const delivered = taken(failed, 'fred', byHand, withPort).after;
  const paid = decidePayout(delivered, { remedyId: 'R1', status: 'paid' }, system);
  expect(paid.after.remedies[0]).toMatchObject({ state: 'delivered', payout: 'paid' });
  const titles = paid.tasks.flatMap((change) => ('open' in change ? [change.open.title] : []));
  expect(titles).toEqual([titlesIn('en').paidTwice('R1')]);
  expect(decidePayout(paid.after, { remedyId: 'R1', status: 'paid' }, system).entries).toEqual([]);
});

test('R38 a payout that failed, was tried again and failed again is on a list under a key of its own', () => {
  const withPort = { rules: { ...rules, hasPayoutPort: true } };
  const proposed = taken(at('moderate'), 'fred', propose('partial_refund', '20'), withPort).after;
  const approved = taken(proposed, 'sara', approve('R1'), withPort).after;
  const system = contextOf({ type: 'system' }, undefined, withPort);
  const keys = ({ tasks }: Pick<Decided, 'tasks'>) =>
    tasks.flatMap((change) =>
      'open' in change && change.open.kind === 'deliver_remedy' ? [change.open.key] : [],
    );
  const first = decidePayout(approved, { remedyId: 'R1', status: 'failed' }, system);
  const settle: Command = {
    type: 'settle-payout',
    body: { remedyId: 'R1', outcome: 'retry', reason: 'a new account' },
  };
  const retried = taken(first.after, 'max', settle, withPort).after;
  const second = decidePayout(retried, { remedyId: 'R1', status: 'failed' }, system);
  expect(keys(first)).toHaveLength(1);
  expect(keys(second)).toHaveLength(1);
  expect(keys(second)).not.toEqual(keys(first));
});

test('R37 without a payout port a refund is given by hand, and the customer is told', () => {
  const proposed = taken(at('moderate'), 'fred', propose('partial_refund', '20')).after;
  expect(proposed.remedies[0]?.delivery).toBe('by_hand');
  const approved = taken(proposed, 'sara', approve('R1'));
  const kinds = approved.tasks.flatMap((change) => ('open' in change ? [change.open.kind] : []));
  expect(kinds).toContain('deliver_remedy');
  expect(approved.after.messages.map(({ key }) => key)).toContain('compensation/R1');
});

test('R37 a customer is known again by any of their addresses, tags and capitals aside', () => {
  const keys = (customer: Case['customer'], channel: Case['channel'] = 'email') =>
    customerKeysOf({ customer, channel });
  expect(keys({ email: 'Ann+one@Customer.test' })).toEqual(
    keys({ email: 'ann+two@customer.test' }),
  );
  expect(keys({ email: 'ann@a.test' })).not.toEqual(keys({ email: 'ann@b.test' }));
  expect(keys({ phone: '+49 (30) 1234-5678' })).toEqual(keys({ phone: '0049 30 12345678' }));
  expect(keys({ phone: '110' })).toEqual([]);
  expect(keys({ handle: '@Ann', platformUserId: '7' }, 'x')).toEqual(['x:id:7', 'x:handle:ann']);
  expect(keys({ name: 'Ann' })).toEqual([]);
});
