// Any interleaving of people over the cases of a few customers: no remedy without its approval, no cap ever exceeded, no
// payout asked for twice. What the store reads under locks is computed here from all cases: test/integration holds the store
// to the same.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  actorOf,
  caseIn,
  contextOf,
  done,
  hoursOn,
  rules as plainRules,
  staff,
} from '../../../../test/harness/case-fixtures.ts';
import { type Case, isAtLeast, type Staffer } from '../case.ts';
import type { Command } from '../commands/commands.ts';
import { decide } from '../decide.ts';
import type { Decision } from '../draft.ts';
import { decidePayout } from '../reactions/payout.ts';
import { decideReport } from '../reactions/report.ts';
import type { TimelineEntry } from '../timeline/entries.ts';
import { centsOf, isGiven, type RemedyFacts } from './facts.ts';

const rules = {
  ...plainRules,
  hasPayoutPort: true,
  policy: {
    ...plainRules.policy,
    remedyCaps: {
      ...plainRules.policy.remedyCaps,
      minorPerAgentAndDay: '60.00',
      minorPerCustomer: '40.00',
      minorPerMonth: '90.00',
      countPerCase: 3,
      countPerAgentAndDay: 6,
      countPerCustomer: 5,
      countPerMonth: 9,
    },
  },
};
const caps = rules.policy.remedyCaps;

type World = { cases: Case[]; entries: TimelineEntry[][]; customers: string[]; day: number };

const aloneIn = (world: World) =>
  world.cases.flatMap((one, at) =>
    one.remedies
      .filter((remedy) => !remedy.fourEyes && isGiven(remedy))
      .map((remedy) => ({ ...remedy, at, customer: world.customers[at] })),
  );
const sum = (given: { amount?: string | undefined }[]) => ({
  cents: given.reduce((total, { amount }) => total + centsOf(amount), 0),
  count: given.length,
});

function factsIn(world: World, at: number, by: string): RemedyFacts {
  const alone = aloneIn(world);
  const today = hoursOn(24 * world.day).toISOString();
  return {
    agentToday: sum(
      alone.filter(({ approvedBy, approvedAt = '' }) => approvedBy === by && approvedAt >= today),
    ),
    customerElsewhere: sum(
      alone.filter((one) => one.customer === world.customers[at] && one.at !== at),
    ),
    monthAlone: sum(alone),
    monthCostCents: 0,
    others: world.cases.flatMap((one, other) =>
      other === at || world.customers[other] !== world.customers[at]
        ? []
        : one.remedies.map((remedy) => ({ ...remedy, reference: `C-${other}` })),
    ),
  };
}

const names = staff.map(({ staffId }) => staffId);
const remedyId = fc.constantFrom('R1', 'R1', 'R2', 'R2', 'R3', 'R4');
const text = fc.constant('x');
const body = {
  'propose-remedy': fc.oneof(
    fc.record({
      option: fc.constantFrom('discount', 'loyalty_points', 'gift_certificate', 'partial_refund'),
      amount: fc.constantFrom('4.00', '9.99', '14.00', '25.00', '80.00'),
      reason: text,
    }),
    fc.record({
      option: fc.constantFrom('apology', 'free_parking', 'replacement'),
      reason: text,
    }),
  ),
  'withdraw-remedy': fc.record({ remedyId, reason: text }),
  'approve-remedy': fc.record({ remedyId, others: fc.constantFrom('keep', 'reject') }),
  'reject-remedy': fc.record({ remedyId, reason: text }),
  'deliver-remedy': fc.record({ remedyId, how: text }),
  'confirm-remedy': fc.record({ remedyId }),
  'settle-payout': fc.record({
    remedyId,
    outcome: fc.constantFrom('paid', 'not_paid', 'retry'),
    reason: text,
  }),
  correct: fc.record({
    severity: fc.constantFrom('minor', 'moderate', 'major'),
    reason: text,
  }),
  'follow-up': fc.record({ satisfied: fc.boolean() }),
  resolve: fc.record({ outcome: fc.constant('upheld'), summary: text, whyNoAction: text }),
};

type Step =
  | { do: 'command'; by: string; type: keyof typeof body; body: unknown; at: number }
  | { do: 'payout'; status: 'paid' | 'failed' | 'in_doubt'; remedyId: string; at: number }
  | { do: 'report'; status: 'sent' | 'bounced' | 'failed'; nth: number; at: number }
  | { do: 'nextDay' };

const at = fc.nat(3);
const commandStep = fc.oneof(
  ...(Object.keys(body) as (keyof typeof body)[]).map((type) => ({
    weight: type === 'propose-remedy' ? 6 : type === 'approve-remedy' ? 5 : 1,
    arbitrary: fc.record({
      do: fc.constant('command' as const),
      by: fc.constantFrom(...names, 'admin'),
      type: fc.constant(type),
      body: body[type] as fc.Arbitrary<unknown>,
      at,
    }),
  })),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: commandStep },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('payout' as const),
      status: fc.constantFrom('paid', 'failed', 'in_doubt'),
      remedyId,
      at,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('report' as const),
      status: fc.constantFrom('sent', 'bounced', 'failed'),
      nth: fc.nat(8),
      at,
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'nextDay' as const }) },
);

function decideStep(world: World, one: Exclude<Step, { do: 'nextDay' }>): Decision | undefined {
  const current = world.cases[one.at];
  if (!current) return undefined;
  const now = new Date(hoursOn(24 * world.day).getTime() + world.entries.flat().length);
  if (one.do === 'command') {
    const actor = actorOf(one.by);
    const remedyFacts = factsIn(world, one.at, `staff:${one.by}`);
    const command = { type: one.type, body: one.body } as Command;
    return decide(current, command, contextOf(actor, now, { rules, remedyFacts }));
  }
  const context = contextOf({ type: 'system' }, now, { rules });
  if (one.do === 'payout')
    return decidePayout(current, { remedyId: one.remedyId, status: one.status }, context);
  const message = current.messages[one.nth];
  return message && decideReport(current, { key: message.key, status: one.status }, context);
}

/** Each life begins with a refund that is on its way to be paid out. */
const refund: Step[] = [
  {
    do: 'command',
    by: 'fred',
    type: 'propose-remedy',
    body: { option: 'partial_refund', amount: '80.00', reason: 'x' },
    at: 2,
  },
  { do: 'command', by: 'sara', type: 'approve-remedy', body: { remedyId: 'R1' }, at: 2 },
];

/** Plays the steps; after each one that was taken, `look` sees the world. */
function play(steps: Step[], look: (world: World) => void): World {
  const minor = done(caseIn('investigating'), 'fred', {
    type: 'root-cause',
    body: { cause: 'carrier_delay', text: 'x' },
  });
  const world: World = {
    cases: ['minor', 'minor', 'moderate', 'moderate'].map((severity, n) => ({
      ...minor,
      caseId: `018f0000-0000-7000-8000-00000000000${n}`,
      severity: severity as Case['severity'],
      remedySeverity: severity as Case['severity'],
    })),
    entries: [[], [], [], []],
    customers: ['ann', 'ann', 'bob', 'ann'],
    day: 1,
  };
  for (const one of [...refund, ...steps]) {
    if (one.do === 'nextDay') {
      world.day++;
      continue;
    }
    const decision = decideStep(world, one);
    if (!decision?.ok) continue;
    world.cases[one.at] = decision.after;
    world.entries[one.at]?.push(...decision.entries);
    look(world);
  }
  return world;
}

const check = (property: (steps: Step[]) => void): void =>
  fc.assert(fc.property(fc.array(step, { minLength: 20, maxLength: 120 }), property), {
    numRuns: 400,
  });

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
        within(sum(one), caps.minorPerCase, caps.countPerCase);
      for (const one of by(({ customer }) => customer))
        within(sum(one), caps.minorPerCustomer, caps.countPerCustomer);
      for (const one of by(
        ({ approvedBy, approvedAt }) => `${approvedBy} ${approvedAt?.slice(0, 10)}`,
      ))
        within(sum(one), caps.minorPerAgentAndDay, caps.countPerAgentAndDay);
      within(sum(alone), caps.minorPerMonth, caps.countPerMonth);
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
