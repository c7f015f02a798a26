// What an approver is shown before deciding (S41).
import { describe, expect, test } from 'vitest';
import { hoursOn, nothingGiven } from '../../../../test/harness/case-fixtures.ts';
import {
  approvalIn,
  approve,
  at,
  propose,
  shown,
  taken,
} from '../../../../test/harness/remedy-acts.ts';
import { titlesIn } from '../texts/task-titles.ts';
import type { RemedyFacts } from './facts.ts';

describe('S41 the approver sees', () => {
  test('several that together need a higher level, who proposed them, in the task and on record', () => {
    const first = taken(at('moderate'), 'fred', propose('partial_refund', '150')).after;
    expect(shown(first)).toEqual([]);
    const second = taken(first, 'fred', propose('partial_refund', '140'));
    const warning = {
      kind: 'splitting',
      scope: 'case',
      total: '290.00',
      level: 'department_manager',
      remedies: ['C-7K3M-9QXD/R1', 'C-7K3M-9QXD/R2'],
      proposedBy: ['staff:fred'],
    };
    expect(shown(second.after, 'R2')).toContainEqual(warning);
    const [task] = second.tasks.flatMap((change) => ('open' in change ? [change.open] : []));
    expect(task?.title).toContain(titlesIn('en').lookAt.splitting);
    expect(approvalIn(taken(second.after, 'sara', approve('R2')))).toMatchObject({
      warnings: expect.arrayContaining([warning]),
      othersOpen: ['R1'],
    });
  });

  test('what lies apart in time, was rejected or withdrawn is not added up', () => {
    const first = taken(at('moderate'), 'fred', propose('partial_refund', '150')).after;
    const later = { now: hoursOn(24 * 8) };
    const apart = taken(first, 'fred', propose('partial_refund', '140'), later).after;
    expect(shown(apart, 'R2', later).map(({ kind }) => kind)).not.toContain('splitting');
    const body = { remedyId: 'R1', reason: 'x' };
    const rejected = taken(first, 'sara', { type: 'reject-remedy', body }).after;
    const again = taken(rejected, 'fred', propose('partial_refund', '140')).after;
    expect(shown(again, 'R2')).toEqual([]);
  });

  test('what the customer got on other cases, and that all of it together is split up', () => {
    const others: RemedyFacts['others'] = [
      {
        reference: 'C-0000-0001',
        remedyId: 'R1',
        state: 'delivered',
        amount: '200.00',
        proposedBy: 'staff:fiona',
        proposedAt: hoursOn(-20).toISOString(),
      },
    ];
    const remedyFacts = { ...nothingGiven, others };
    const current = taken(at('moderate'), 'fred', propose('partial_refund', '100')).after;
    expect(shown(current, 'R1', { remedyFacts })).toEqual([
      expect.objectContaining({
        kind: 'splitting',
        scope: 'customer',
        total: '300.00',
        proposedBy: ['staff:fred', 'staff:fiona'],
      }),
      { kind: 'customer_remedies', total: '200.00', remedies: ['C-0000-0001/R1'] },
    ]);
  });

  test('that the severity was lowered shortly before, from what, when, by whom', () => {
    const body = { severity: 'moderate' as const, reason: 'x' };
    const lowered = taken(at('major'), 'dora', { type: 'correct', body }).after;
    const current = taken(lowered, 'fred', propose('gift_voucher', '40')).after;
    const change = {
      from: 'major',
      to: 'moderate',
      by: 'staff:dora',
      at: hoursOn(0).toISOString(),
    };
    expect(shown(current)).toEqual([{ kind: 'severity_lowered', ...change }]);
    expect(shown(current, 'R1', { now: hoursOn(73) })).toEqual([]);
    const raise = { severity: 'critical' as const, reason: 'x' };
    const raised = taken(at('minor'), 'fred', { type: 'correct', body: raise }).after;
    expect(shown(taken(raised, 'fred', propose('gift_voucher', '40')).after)).toEqual([]);
  });

  test('why Minor needs another person at all, and that the month would be above its budget', () => {
    const remedyFacts = {
      ...nothingGiven,
      monthAlone: { cents: 500_000, count: 3 },
      monthCostCents: 999_900,
    };
    const { after } = taken(at('minor'), 'fred', propose('discount', '5'), { remedyFacts });
    expect(after.remedies[0]).toMatchObject({ state: 'proposed', approval: 'supervisor' });
    expect(shown(after, 'R1', { remedyFacts })).toEqual([
      { kind: 'above_caps', caps: ['month'] },
      { kind: 'above_budget', spent: '10004.00', budget: '10000.00' },
    ]);
  });
});
