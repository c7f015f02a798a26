// The guidelines table, its caps, and the ways round it that do not work.
import { describe, expect, test } from 'vitest';
import type { Severity } from '#shared/events/intake.ts';
import {
  actorOf,
  caseIn,
  contextOf,
  done,
  nothingGiven,
  rules,
} from '../../../../test/harness/case-fixtures.ts';
import type { Case } from '../case.ts';
import { decide } from '../decide.ts';
import { centsText, parseCents } from '../money.ts';
import { optionsAt } from './terms.ts';

const at = (severity: Severity): Case => ({
  ...caseIn('assigned'),
  severity,
  remedySeverity: severity,
});
const propose = (current: Case, by: string, option: string, amount?: string, today = 0) =>
  decide(
    current,
    {
      type: 'propose-remedy',
      body: { option, reason: 'x', ...(amount === undefined ? {} : { amount }) },
    },
    contextOf(actorOf(by), undefined, {
      remedyFacts: { ...nothingGiven, agentToday: { cents: today, count: 0 } },
    }),
  );
const first = (decision: ReturnType<typeof propose>) =>
  decision.ok ? decision.after.remedies.at(-1) : decision.code;

test('R35 each severity has the options of its row, and the smaller ones below', () => {
  const keys = (severity: Severity) => optionsAt(rules.policy, severity).map(({ key }) => key);
  expect(keys('minor')).toEqual(['apology', 'discount', 'loyalty_points']);
  expect(keys('moderate')).toEqual(expect.arrayContaining(['partial_refund', 'gift_voucher']));
  expect(keys('moderate')).not.toContain('full_refund');
  expect(keys('critical')).toEqual(
    expect.arrayContaining(['full_refund', 'formal_apology_letter']),
  );
});

describe('R37 Minor', () => {
  test('within the caps, proposing is approving, by the frontline alone', () => {
    expect(first(propose(at('minor'), 'fred', 'discount', '25'))).toMatchObject({
      state: 'approved',
      amount: '25.00',
      approvedBy: 'staff:fred',
    });
  });
  test('several small ones do not get round the cap of a case', () => {
    const one = propose(at('minor'), 'fred', 'discount', '20');
    if (!one.ok) throw new Error(one.message);
    expect(first(propose(one.after, 'fred', 'loyalty_points', '5.01'))).toMatchObject({
      state: 'proposed',
      approval: 'supervisor',
      fourEyes: true,
    });
    expect(first(propose(one.after, 'fiona', 'loyalty_points', '5.00'))).toMatchObject({
      state: 'approved',
    });
  });
  test('above the cap of an agent and day another person decides', () => {
    expect(first(propose(at('minor'), 'fred', 'discount', '10', 19_001))).toMatchObject({
      state: 'proposed',
    });
    expect(first(propose(at('minor'), 'fred', 'discount', '10', 19_000))).toMatchObject({
      state: 'approved',
    });
  });
});

test.each([
  ['no such option at this severity', 'minor', 'full_refund', '10'],
  ['an amount above the option’s limit', 'moderate', 'gift_voucher', '100.01'],
  ['no amount where one is given', 'moderate', 'gift_voucher', undefined],
  ['an amount of nothing', 'moderate', 'gift_voucher', '0.00'],
  ['an amount where none is given', 'moderate', 'replacement', '5'],
] as const)('R35 refused: %s', (_, severity, option, amount) => {
  expect(first(propose(at(severity), 'max', option, amount))).toBe('invalid');
});

describe('S41 severity and approval', () => {
  const lower = (current: Case, by: string) =>
    done(current, by, { type: 'correct', body: { severity: 'minor', reason: 'x' } });

  test('lowered by one who may not approve at the old severity, the old one still governs', () => {
    const lowered = lower(at('major'), 'fred');
    expect(lowered).toMatchObject({ severity: 'minor', remedySeverity: 'major' });
    expect(first(propose(lowered, 'fred', 'discount', '5'))).toMatchObject({
      state: 'proposed',
      approval: 'department_manager',
      fourEyes: true,
    });
  });
  test('lowered by one who may, the new one governs', () => {
    expect(lower(at('major'), 'dora').remedySeverity).toBe('minor');
    expect(lower(at('moderate'), 'sara').remedySeverity).toBe('minor');
  });
  test('raised after the proposal, the approval needs the new level', () => {
    const proposed = propose(at('moderate'), 'fred', 'gift_voucher', '10');
    if (!proposed.ok) throw new Error(proposed.message);
    const body = { severity: 'critical' as const, reason: 'x' };
    const raised = done(proposed.after, 'fred', { type: 'correct', body });
    const approve = (by: string) =>
      decide(raised, { type: 'approve-remedy', body: { remedyId: 'R1' } }, contextOf(actorOf(by)));
    expect(approve('sara')).toMatchObject({ ok: false, code: 'role_too_low' });
    expect(approve('dora').ok).toBe(true);
  });
});

test('S39 an approval is bound to what was read: another proposal or amount is refused', () => {
  const proposed = propose(at('moderate'), 'fred', 'gift_voucher', '10');
  if (!proposed.ok) throw new Error(proposed.message);
  const version = proposed.after.remedies[0]?.proposalVersion ?? 0;
  const approve = (body: object) =>
    decide(
      proposed.after,
      { type: 'approve-remedy', body: { remedyId: 'R1', ...body } },
      contextOf(actorOf('sara')),
    ).ok;
  expect(approve({ proposalVersion: version + 1 })).toBe(false);
  expect(approve({ amount: '10.01' })).toBe(false);
  expect(approve({ proposalVersion: version, amount: '10' })).toBe(true);
});

test('R38 while its message is on the way nobody delivers by hand; once it failed, somebody may', () => {
  const given = propose(at('minor'), 'fred', 'apology');
  if (!given.ok) throw new Error(given.message);
  const deliver = (current: Case) =>
    decide(
      current,
      { type: 'deliver-remedy', body: { remedyId: 'R1', how: 'by phone' } },
      contextOf(actorOf('fred')),
    ).ok;
  expect(deliver(given.after)).toBe(false);
  const messages = given.after.messages.map((message) => ({
    ...message,
    state: 'failed' as const,
  }));
  expect(deliver({ ...given.after, messages })).toBe(true);
});

test('money is whole cents', () => {
  expect(['0', '12.5', '12.50', '1234567890.99'].map(parseCents)).toEqual([
    0, 1250, 1250, 123456789099,
  ]);
  expect(['', '-1', '1.234', '1e3', '١', '12.', '.5'].map(parseCents)).toEqual(
    Array(7).fill(undefined),
  );
  expect([0, 5, 1250].map(centsText)).toEqual(['0.00', '0.05', '12.50']);
});

test('R37 from Moderate the proposer never decides, whatever their role; another of the level does', () => {
  for (const severity of ['moderate', 'major', 'critical'] as const)
    for (const type of ['approve-remedy', 'reject-remedy'] as const) {
      const proposed = propose(at(severity), 'dora', 'gift_voucher', '10');
      if (!proposed.ok) throw new Error(proposed.message);
      const decideAs = (by: string) => {
        const body = { remedyId: 'R1', ...(type === 'reject-remedy' ? { reason: 'x' } : {}) };
        return decide(proposed.after, { type, body } as never, contextOf(actorOf(by)));
      };
      expect(decideAs('dora')).toMatchObject({ ok: false, code: 'own_proposal' });
      expect(decideAs('dean').ok).toBe(true);
    }
});
