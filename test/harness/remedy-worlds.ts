// Random lives of several cases of a few customers together: people who propose, approve and settle in any interleaving, what
// the payout port reports, mails that bounce. What the store reads under locks is computed here from all cases.
import fc from 'fast-check';
import type { Case } from '../../services/cases/domain/case.ts';
import type { Command } from '../../services/cases/domain/commands/commands.ts';
import { decide } from '../../services/cases/domain/decide.ts';
import type { Decision } from '../../services/cases/domain/draft.ts';
import { decidePayout } from '../../services/cases/domain/reactions/payout.ts';
import { decideReport } from '../../services/cases/domain/reactions/report.ts';
import { centsOf, isGiven, type RemedyFacts } from '../../services/cases/domain/remedies/facts.ts';
import type { TimelineEntry } from '../../services/cases/domain/timeline/entries.ts';
import {
  actorOf,
  caseIn,
  contextOf,
  done,
  hoursOn,
  rules as plainRules,
  staff,
} from './case-fixtures.ts';

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
/** Low enough to be met in a short life. */
export const caps = rules.policy.remedyCaps;

export type World = { cases: Case[]; entries: TimelineEntry[][]; customers: string[]; day: number };

/** What was given without another person, on any case. */
export const aloneIn = (world: World) =>
  world.cases.flatMap((one, at) =>
    one.remedies
      .filter((remedy) => !remedy.fourEyes && isGiven(remedy))
      .map((remedy) => ({ ...remedy, at, customer: world.customers[at] })),
  );
/** Some remedies together. */
export const sumOf = (given: { amount?: string | undefined }[]) => ({
  cents: given.reduce((total, { amount }) => total + centsOf(amount), 0),
  count: given.length,
});

function factsIn(world: World, at: number, by: string): RemedyFacts {
  const alone = aloneIn(world);
  const today = hoursOn(24 * world.day).toISOString();
  return {
    agentToday: sumOf(
      alone.filter(({ approvedBy, approvedAt = '' }) => approvedBy === by && approvedAt >= today),
    ),
    customerElsewhere: sumOf(
      alone.filter((one) => one.customer === world.customers[at] && one.at !== at),
    ),
    monthAlone: sumOf(alone),
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

export type Step =
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
export function play(steps: Step[], look: (world: World) => void): World {
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

/** Checks a property on 400 random worlds. */
export const check = (property: (steps: Step[]) => void): void =>
  fc.assert(fc.property(fc.array(step, { minLength: 20, maxLength: 120 }), property), {
    numRuns: 400,
  });
