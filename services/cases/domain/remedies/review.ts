// What an approver is shown before deciding, and who may decide: as data, so that it stands on record too (R37, S41).
import { type Severity, severities } from '#shared/events/intake.ts';
import type { Policy } from '#shared/policy/policy.ts';
import { isAway } from '../assignment/availability.ts';
import { LEAVE_TO_OTHERS, partialStaff } from '../assignment/impartial.ts';
import {
  actorText,
  type Case,
  isAtLeast,
  type LadderRole,
  type Remedy,
  type Staffer,
} from '../case.ts';
import { type Refused, refuse } from '../draft.ts';
import { centsText } from '../money.ts';
import { type Context, teamOf } from '../rules.ts';
import {
  type CapLeft,
  capsBroken,
  capsLeft,
  centsOf,
  isGiven,
  levelForTotal,
  type RemedyFacts,
} from './facts.ts';
import { approvalNow, tierFor } from './terms.ts';

/** Something about a proposal that its approver must see, with the evidence. Amounts in the policy's currency. */
export type RemedyWarning =
  /** Proposed close together, they would need a higher level as one. */
  | {
      kind: 'splitting';
      scope: 'case' | 'customer';
      total: string;
      level: LadderRole;
      remedies: string[];
      /** Who proposed them: one person splitting is another matter than three who did not know of each other. */
      proposedBy: string[];
    }
  | { kind: 'severity_lowered'; from: Severity; to: Severity; at: string; by: string }
  /** What the customer has or may get besides. */
  | { kind: 'customer_remedies'; total: string; remedies: string[] }
  /** Undecided on the same case: approving one leaves the others open. */
  | { kind: 'others_open'; remedies: string[] }
  /** Caps for giving without another person that it would break: why it needs one. */
  | { kind: 'above_caps'; caps: string[] }
  | { kind: 'above_budget'; spent: string; budget: string };

const HOUR_MS = 3_600_000;
const within = (at: string, now: Date, hours: number): boolean =>
  Date.parse(at) > now.getTime() - hours * HOUR_MS;

/** One remedy for sums over cases. `name` is unique over all of them. */
type Listed = { name: string; amount?: string | undefined; proposedBy: string; proposedAt: string };

const isOpenOrGiven = ({ state }: Pick<Remedy, 'state'>): boolean =>
  state === 'proposed' || isGiven({ state });
const totalOf = (listed: readonly Listed[]): number =>
  listed.reduce((sum, { amount }) => sum + centsOf(amount), 0);
const namesOf = (listed: readonly Listed[]): string[] => listed.map(({ name }) => name);

const onCase = (current: Case): Listed[] =>
  current.remedies
    .filter(isOpenOrGiven)
    .map((remedy) => ({ ...remedy, name: `${current.reference}/${remedy.remedyId}` }));
const elsewhere = (facts: RemedyFacts): Listed[] =>
  facts.others
    .filter(isOpenOrGiven)
    .map((other) => ({ ...other, name: `${other.reference}/${other.remedyId}` }));

function splitting(
  current: Case,
  remedy: Remedy,
  facts: RemedyFacts,
  context: Context,
): RemedyWarning[] {
  const { policy } = context.rules;
  const needed = approvalNow(current, remedy, policy);
  const hours = policy.remedyApproval.splittingWithinHours;
  const found = (scope: 'case' | 'customer', among: Listed[]): RemedyWarning[] => {
    const together = among.filter(({ proposedAt }) => within(proposedAt, context.now, hours));
    const total = totalOf(together);
    const level = levelForTotal(policy, total);
    if (together.length < 2 || level === needed || !isAtLeast(level, needed)) return [];
    const proposedBy = [...new Set(together.map((one) => one.proposedBy))];
    return [
      {
        kind: 'splitting',
        scope,
        total: centsText(total),
        level,
        remedies: namesOf(together),
        proposedBy,
      },
    ];
  };
  const mine = onCase(current);
  const others = elsewhere(facts);
  return [
    ...found('case', mine),
    ...(others.length > 0 ? found('customer', [...mine, ...others]) : []),
  ];
}

function lowered(current: Case, context: Context): RemedyWarning[] {
  const { loweredWithinHours } = context.rules.policy.remedyApproval;
  return current.severityChanges
    .filter(({ from, to }) => severities.indexOf(to) < severities.indexOf(from))
    .filter(({ at }) => within(at, context.now, loweredWithinHours))
    .map((change) => ({ kind: 'severity_lowered', ...change }));
}

function moneyWarnings(
  current: Case,
  remedy: Remedy,
  facts: RemedyFacts,
  policy: Policy,
): RemedyWarning[] {
  // Only where it could have been given without another person do the caps tell why it was not.
  const tier = tierFor(policy, remedy.severity);
  const mayGoAlone = remedy.appeasement ?? tier?.fourEyes === false;
  const broken = capsBroken(capsLeft(current, facts, policy), centsOf(remedy.amount));
  const spent = facts.monthCostCents + centsOf(remedy.cost.estimated);
  const budget = policy.remedyBudget.perMonth;
  return [
    ...(mayGoAlone && broken.length > 0
      ? [{ kind: 'above_caps' as const, caps: broken.map(({ cap }) => cap) }]
      : []),
    ...(spent > centsOf(budget)
      ? [{ kind: 'above_budget' as const, spent: centsText(spent), budget }]
      : []),
  ];
}

/** All that the approver of a proposal must see. Without facts: only what the case itself tells. */
export function warningsFor(current: Case, remedy: Remedy, context: Context): RemedyWarning[] {
  const { remedyFacts: facts, rules } = context;
  const open = othersOpen(current, remedy.remedyId);
  const others: RemedyWarning[] = open.length > 0 ? [{ kind: 'others_open', remedies: open }] : [];
  if (!facts) return [...lowered(current, context), ...others];
  const listed = elsewhere(facts);
  const customer: RemedyWarning[] =
    listed.length > 0
      ? [
          {
            kind: 'customer_remedies',
            total: centsText(totalOf(listed)),
            remedies: namesOf(listed),
          },
        ]
      : [];
  return [
    ...splitting(current, remedy, facts, context),
    ...lowered(current, context),
    ...customer,
    ...others,
    ...moneyWarnings(current, remedy, facts, rules.policy),
  ];
}

/** The other proposals of a case that nobody has decided. */
export const othersOpen = (current: Case, remedyId: string): string[] =>
  current.remedies
    .filter((other) => other.state === 'proposed' && other.remedyId !== remedyId)
    .map((other) => other.remedyId);

/** What an approver is shown of one open proposal. */
export type RemedyReview = {
  remedyId: string;
  proposalVersion: number;
  needs: LadderRole;
  warnings: RemedyWarning[];
  capsLeft: CapLeft[];
};

/** The reviews of all open proposals of a case. */
export const reviewOf = (current: Case, remedy: Remedy, context: Context): RemedyReview => ({
  remedyId: remedy.remedyId,
  proposalVersion: remedy.proposalVersion,
  needs: approvalNow(current, remedy, context.rules.policy),
  warnings: warningsFor(current, remedy, context),
  capsLeft: context.remedyFacts ? capsLeft(current, context.remedyFacts, context.rules.policy) : [],
});

/** Whether somebody of the level or above is there for a proposal: never its proposer, nor whom the case is about (R21). */
function isLevelThere(
  current: Case,
  remedy: Remedy,
  needed: LadderRole,
  { staff, now }: Context,
): boolean {
  const partial = partialStaff(current, staff);
  return staff.some(
    (one) =>
      isAtLeast(one.role, needed) &&
      remedy.proposedBy !== `staff:${one.staffId}` &&
      !partial.has(one.staffId) &&
      !isAway(one, now),
  );
}

/** The named alternate for a level and a case: of its team first, then for any. */
function alternateFor(current: Case, needed: LadderRole, context: Context) {
  const team = teamOf(context.rules, current.category);
  const named = context.rules.policy.remedyApproval.alternates.filter(
    ({ role }) => role === needed,
  );
  const rule =
    named.find((known) => known.team !== undefined && known.team === team) ??
    named.find((known) => known.team === undefined);
  return context.staff.find(
    ({ email }) => rule && email.toLowerCase() === rule.alternate.toLowerCase(),
  );
}

/**
 * The named alternate of a proposal, where nobody of the level or above is there for it (R37). They must be there, impartial and
 * not its proposer themselves; else there is none.
 */
export function alternateNow(
  current: Case,
  remedy: Remedy,
  needed: LadderRole,
  context: Context,
): Staffer | undefined {
  if (isLevelThere(current, remedy, needed, context)) return undefined;
  const named = alternateFor(current, needed, context);
  const may =
    named &&
    remedy.proposedBy !== `staff:${named.staffId}` &&
    !partialStaff(current, context.staff).has(named.staffId) &&
    !isAway(named, context.now);
  return may ? named : undefined;
}

/** As whom somebody may decide a proposal, or why not. */
export function decidesAs(
  current: Case,
  remedy: Remedy,
  context: Context,
): { as: 'level' | 'alternate'; needed: LadderRole } | Refused {
  const needed = approvalNow(current, remedy, context.rules.policy);
  const { actor } = context;
  if (actor.type !== 'staff')
    return refuse('role_too_low', `Deciding ${remedy.remedyId} needs a person.`);
  const alternate = alternateNow(current, remedy, needed, context);
  // Whom the case is about decides only where nobody else could: a proposal that nobody may decide would help nobody.
  const isPartial = partialStaff(current, context.staff).has(actor.staffId);
  if (isPartial && (alternate || isLevelThere(current, remedy, needed, context)))
    return refuse('not_impartial', LEAVE_TO_OTHERS);
  const isOwn = remedy.proposedBy === actorText(actor);
  const isLevel = isAtLeast(actor.role, needed);
  const isAlternate = !isLevel && alternate?.staffId === actor.staffId;
  if (!isLevel && !isAlternate)
    return refuse('role_too_low', `Deciding ${remedy.remedyId} needs the role ${needed} or above.`);
  // A severity that has risen since also brings its four eyes.
  if (isOwn && (remedy.fourEyes || needed !== 'frontline'))
    return refuse('own_proposal', 'Another person than the proposer must decide this.');
  return { as: isLevel ? 'level' : 'alternate', needed };
}
