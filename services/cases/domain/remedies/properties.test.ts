// Any interleaving of people over the cases of a few customers: no remedy without its approval, no cap ever exceeded, no
// payout asked for twice. test/integration holds the store to the sums that are computed for these.
import { expect, test } from 'vitest';
import { staff } from '../../../../test/harness/case-fixtures.ts';
import { aloneIn, caps, check, play, sumOf } from '../../../../test/harness/remedy-worlds.ts';
import { isAtLeast, type Staffer } from '../case.ts';
import type { TimelineEntry } from '../timeline/entries.ts';
import { centsOf } from './facts.ts';

test('R37 S41 no interleaving of people and cases exceeds a cap', () => {
  let given = 0;
  const within = (sums: { cents: number; count: number }, amount: string, count: number) => {
    expect(sums.cents).toBeLessThanOrEqual(centsOf(amount));
    expect(sums.count).toBeLessThanOrEqual(count);
  };
  check((steps) => {
    const world = play(steps, (seen) => {
      const alone = aloneIn(seen);
      const by = (key: (one: (typeof alone)[number]) => unknown) => [
        ...Map.groupBy(alone, key).values(),
      ];
      for (const one of by((remedy) => remedy.at))
        within(sumOf(one), caps.minorPerCase, caps.countPerCase);
      for (const one of by(({ customer }) => customer))
        within(sumOf(one), caps.minorPerCustomer, caps.countPerCustomer);
      for (const one of by(
        ({ approvedBy, approvedAt }) => `${approvedBy} ${approvedAt?.slice(0, 10)}`,
      ))
        within(sumOf(one), caps.minorPerAgentAndDay, caps.countPerAgentAndDay);
      within(sumOf(alone), caps.minorPerMonth, caps.countPerMonth);
    });
    given += aloneIn(world).length;
  });
  // The paths are walked: a property over nothing given would hold too.
  expect(given).toBeGreaterThan(400);
});

const roleOf = (actor: string): Staffer['role'] | undefined =>
  staff.find(({ staffId }) => actor === `staff:${staffId}`)?.role;

test('R37 S39 nothing is given, paid out or delivered that nobody of the level approved', () => {
  let approvals = 0;
  check((steps) => {
    const { entries } = play(steps, () => {});
    for (const timeline of entries) {
      const proposals = new Map<string, Extract<TimelineEntry, { type: 'remedy.proposed' }>>();
      const approved = new Set<string>();
      for (const entry of timeline) {
        if (entry.type === 'remedy.proposed') proposals.set(entry.data.remedyId, entry);
        if (entry.type === 'remedy.approved') {
          approvals++;
          const { remedyId: id, amount, payee, option, role } = entry.data;
          const proposal = proposals.get(id);
          expect(approved.has(id)).toBe(false);
          approved.add(id);
          expect(proposal?.data).toMatchObject(
            JSON.parse(JSON.stringify({ amount, payee, option })),
          );
          expect(isAtLeast(roleOf(entry.actor) ?? 'auditor', role)).toBe(true);
          if (proposal?.data.fourEyes) expect(entry.actor).not.toBe(proposal.actor);
        }
        if (/^(remedy\.(delivered|confirmed)|payout\.)/.test(entry.type))
          expect(approved.has((entry.data as { remedyId: string }).remedyId)).toBe(true);
        if (entry.type === 'remedy.rejected' || entry.type === 'remedy.withdrawn')
          expect(approved.has(entry.data.remedyId)).toBe(false);
      }
    }
  });
  expect(approvals).toBeGreaterThan(400);
});

test('S40 a payout is asked for once, and once more only by a person after it failed or could not be found out', () => {
  let payouts = 0;
  check((steps) => {
    const { entries } = play(steps, () => {});
    for (const timeline of entries) {
      const state = new Map<string, string>();
      for (const entry of timeline) {
        if (entry.type === 'payout.requested') {
          payouts++;
          const before = state.get(entry.data.remedyId);
          expect([undefined, 'retry']).toContain(before);
          state.set(entry.data.remedyId, 'requested');
        }
        if (entry.type === 'payout.settled') {
          expect(['failed', 'in_doubt']).toContain(state.get(entry.data.remedyId));
          state.set(entry.data.remedyId, entry.data.outcome);
        }
        if (entry.type === 'payout.reported') state.set(entry.data.remedyId, entry.data.status);
        if (entry.type === 'remedy.delivered' && entry.data.how !== 'payout')
          expect(['requested', 'in_doubt']).not.toContain(state.get(entry.data.remedyId));
      }
    }
  });
  expect(payouts).toBeGreaterThan(400);
});

test('a case that closes leaves no proposal undecided', () => {
  check((steps) => {
    for (const one of play(steps, () => {}).cases)
      if (one.status === 'closed')
        expect(one.remedies.map(({ state }) => state)).not.toContain('proposed');
  });
});
