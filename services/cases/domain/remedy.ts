// Compensation: what may be offered at which severity, who approves it, and within which limits (R35, R37, S39, S41).
import { type Severity, severities } from '#shared/events/intake.ts';
import { labelIn, type Policy } from '#shared/policy/policy.ts';
import { type Case, isAtLeast, type LadderRole, type Remedy } from './case.ts';
import { centsText, parseCents } from './money.ts';
import type { Context } from './rules.ts';

type Tier = Policy['remedies'][number];
type Option = Tier['options'][number];

/** The row of the guidelines table for a severity. */
const tierFor = (policy: Policy, severity: Severity): Tier | undefined =>
  policy.remedies.find((tier) => tier.severities.includes(severity));

const rank = (tier: Tier): number =>
  Math.max(...tier.severities.map((severity) => severities.indexOf(severity)));

/** The options at a severity: its row of the table, and the smaller ones of the rows below. */
export function optionsAt(policy: Policy, severity: Severity): Option[] {
  const tier = tierFor(policy, severity);
  if (!tier) return [];
  return policy.remedies
    .filter((other) => rank(other) <= rank(tier))
    .flatMap((other) => other.options);
}

/** What people read for an option; its key when the policy no longer has it. */
export function remedyLabel(policy: Policy, key: string, locale: string): string {
  const options = policy.remedies.flatMap((tier) => tier.options);
  const option = options.find((known) => known.key === key);
  return option ? labelIn(option.label, locale) : key;
}

/** What a proposal comes to under the policy. */
export type Terms = {
  amount: string | undefined;
  currency: string | undefined;
  severity: Severity;
  approval: LadderRole;
  fourEyes: boolean;
  /** Within the proposer's own powers: proposing it is approving it. */
  own: boolean;
};

const given = (remedy: Remedy): boolean =>
  remedy.state === 'approved' || remedy.state === 'delivered' || remedy.state === 'confirmed';

const cents = (amount: string | undefined): number => parseCents(amount ?? '0') ?? 0;

/** What was given on a case without another person. */
const givenAloneOn = (current: Case): number =>
  current.remedies
    .filter((remedy) => !remedy.fourEyes && given(remedy))
    .reduce((sum, remedy) => sum + cents(remedy.amount), 0);

/**
 * The terms of a proposal, or what is wrong with it. The governing severity is the case's `remedySeverity`: lowering a
 * severity to get round an approval does not help (S41). Above the caps for going alone, another person must approve:
 * splitting one remedy into several does not help either.
 */
export function termsFor(
  current: Case,
  proposal: { option: string; amount?: string | undefined },
  context: Context,
): Terms | string {
  const { policy } = context.rules;
  const severity = current.remedySeverity;
  const tier = tierFor(policy, severity);
  const option = optionsAt(policy, severity).find((known) => known.key === proposal.option);
  if (!tier || !option)
    return `At severity ${severity} the policy allows: ${optionsAt(policy, severity)
      .map((known) => known.key)
      .join(', ')}.`;
  const amount = proposal.amount === undefined ? undefined : parseCents(proposal.amount);
  if (option.monetary && !amount) return `${option.key} needs an amount above zero.`;
  if (!option.monetary && amount !== undefined) return `${option.key} has no amount.`;
  if (amount !== undefined && option.maxAmount && amount > cents(option.maxAmount))
    return `${option.key} is at most ${option.maxAmount} ${policy.currency}.`;
  const worth = amount ?? 0;
  const withinCaps =
    worth + givenAloneOn(current) <= cents(policy.remedyCaps.minorPerCase) &&
    worth + context.givenTodayCents <= cents(policy.remedyCaps.minorPerAgentAndDay);
  const alone = !tier.fourEyes && (withinCaps || worth === 0);
  const { actor } = context;
  return {
    amount: amount === undefined ? undefined : centsText(amount),
    currency: amount === undefined ? undefined : policy.currency,
    severity,
    approval: alone || tier.fourEyes ? tier.approval : aboveFrontline(tier.approval),
    fourEyes: !alone,
    own: alone && actor.type === 'staff' && isAtLeast(actor.role, tier.approval),
  };
}

const aboveFrontline = (role: LadderRole): LadderRole =>
  role === 'frontline' ? 'supervisor' : role;

/**
 * The rung that an approval needs now: that of the proposal, or of the case's severity if it has risen since. Read at the
 * moment of approving.
 */
export function approvalNow(
  current: Pick<Case, 'remedySeverity'>,
  remedy: Remedy,
  policy: Policy,
): LadderRole {
  const now = tierFor(policy, current.remedySeverity)?.approval ?? 'senior_management';
  return isAtLeast(now, remedy.approval) ? now : remedy.approval;
}

/**
 * The severity that governs remedies after a correction: raising counts at once, lowering only when done by one who may
 * approve at the old severity (S41).
 */
export function remedySeverityAfter(current: Case, severity: Severity, context: Context): Severity {
  if (severities.indexOf(severity) >= severities.indexOf(current.remedySeverity)) return severity;
  const { actor, rules } = context;
  const needed = tierFor(rules.policy, current.remedySeverity)?.approval ?? 'senior_management';
  const may = actor.type === 'staff' && isAtLeast(actor.role, needed);
  return may ? severity : current.remedySeverity;
}

/** To whom it goes, as it is bound by the approval. */
export function payeeOf(current: Case): string {
  const { email, platformUserId, handle, name, phone } = current.customer;
  if (email) return `email:${email}`;
  if (platformUserId) return `${current.channel}:${platformUserId}`;
  return `named:${name ?? handle ?? phone ?? 'unknown'}`;
}
