// What the world does to a case in its random life besides people's commands: a payout port that answers, approvers who are
// away, a policy that it is moved to. The life itself: case-lives.ts.
import fc from 'fast-check';
import { loadPolicy } from '#shared/policy/policy.ts';
import type { Case } from '../../services/cases/domain/case.ts';
import type { Command } from '../../services/cases/domain/commands/commands.ts';
import { decide } from '../../services/cases/domain/decide.ts';
import type { Decision, TaskChange } from '../../services/cases/domain/draft.ts';
import { decideAbsence } from '../../services/cases/domain/reactions/absence.ts';
import { decidePayout, type PayoutReport } from '../../services/cases/domain/reactions/payout.ts';
import type { Rules } from '../../services/cases/domain/rules.ts';
import { actorOf, contextOf, rules, staff } from './case-fixtures.ts';
import { openTasksAfter } from './open-tasks.ts';

// Other times of service; matrix and caps, which properties measure by, are the same.
const other = loadPolicy({
  organisation: 'After the move',
  updates: { everyHours: 20 },
  remedyApproval: { withinHours: 5 },
});
const policies = [rules.policy, other];

/** The rules that a case follows, in a world with a payout port or without. */
export const rulesOf = (current: Case, hasPayoutPort: boolean): Rules => ({
  policy: policies.find(({ version }) => version === current.policyVersion) ?? rules.policy,
  hasPayoutPort,
});

/** One thing that happens. */
export type WorldStep =
  | { do: 'payout'; nth: number; status: PayoutReport['status'] }
  | { do: 'absence'; who: string; deputy: string | undefined }
  | { do: 'move'; by: string; number: number }
  | { do: 'money'; by: string; command: Command };

/** In place of a name: the first person of whom a command is not refused. */
export const WHOEVER_MAY = 'whoever may';

/** Lets somebody by name, or whoever may, give a command. */
export function decideBy(
  current: Case,
  by: string,
  command: Command,
  context: ReturnType<typeof contextOf>,
): Decision {
  const names = by === WHOEVER_MAY ? staff.map(({ staffId }) => staffId) : [by];
  const decisions = names.map((name) =>
    decide(current, command, { ...context, actor: actorOf(name) }),
  );
  return decisions.find(({ ok }) => ok) ?? (decisions[0] as Decision);
}

const people = fc.constantFrom(...staff.map(({ staffId }) => staffId));
const anyone = fc.oneof(
  { weight: 2, arbitrary: fc.constant(WHOEVER_MAY) },
  { weight: 1, arbitrary: people },
);
const remedyId = fc.constantFrom('R1', 'R1', 'R2', 'R3');
const amount = fc.constantFrom('5', '20.00', '99.50');
const money = fc.oneof(
  fc.record({
    type: fc.constant('propose-remedy'),
    body: fc.record({
      option: fc.constantFrom('partial_refund', 'full_refund', 'service_credit'),
      amount,
      reason: fc.constant('x'),
    }),
  }),
  fc.record({
    type: fc.constant('settle-payout'),
    body: fc.record({
      remedyId,
      outcome: fc.constantFrom('paid', 'not_paid', 'retry'),
      reason: fc.constant('x'),
    }),
  }),
) as fc.Arbitrary<unknown> as fc.Arbitrary<Command>;

/** Anything that the world may do. */
export const worldStep: fc.Arbitrary<WorldStep> = fc.oneof(
  fc.record({
    do: fc.constant('payout' as const),
    nth: fc.nat(3),
    status: fc.constantFrom<PayoutReport['status']>('paid', 'failed', 'in_doubt'),
  }),
  fc.record({
    do: fc.constant('absence' as const),
    who: people,
    deputy: fc.option(people, { nil: undefined }),
  }),
  fc.record({
    do: fc.constant('move' as const),
    by: anyone,
    number: fc.constantFrom(1, 2),
  }),
  fc.record({ do: fc.constant('money' as const), by: anyone, command: money }),
);

/** What becomes of it. */
export function decideWorld(
  current: Case,
  tasks: readonly TaskChange[],
  step: WorldStep,
  world: { now: Date; hasPayoutPort: boolean },
): Decision | undefined {
  const mine = rulesOf(current, world.hasPayoutPort);
  const context = contextOf({ type: 'system' }, world.now, { rules: mine });
  switch (step.do) {
    case 'money':
      return decideBy(current, step.by, step.command, context);
    case 'payout': {
      const remedy = current.remedies[step.nth];
      // Nothing is heard of what was never asked for.
      if (!remedy?.payout) return undefined;
      const { remedyId } = remedy;
      return decidePayout(current, { remedyId, status: step.status, reason: 'x' }, context);
    }
    case 'absence': {
      const role = staff.find(({ staffId }) => staffId === step.who)?.role ?? 'frontline';
      const gone = new Map([[step.who, { staffId: step.who, role, deputy: step.deputy }]]);
      const left = staff.filter(({ staffId }) => staffId !== step.who);
      const open = openTasksAfter(tasks).map((task) => ({ ...task, taskId: task.key }));
      return decideAbsence(current, open, gone, { ...context, staff: left });
    }
    case 'move': {
      const version = policies[step.number - 1]?.version ?? '';
      const target = { number: step.number, version };
      const body = { number: step.number, reason: 'x' };
      const command: Command = { type: 'move-to-policy', body };
      return decideBy(current, step.by, command, { ...context, target });
    }
    default:
      return step satisfies never;
  }
}
