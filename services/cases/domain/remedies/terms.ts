// Compensation: what may be offered at which severity, who approves it, and within which limits (R35–R37, S39, S41).
import { type Severity, severities } from '#shared/events/intake.ts';
import { labelIn, type Policy } from '#shared/policy/policy.ts';
import { type Case, isAtLeast, type LadderRole, type Remedy } from '../case.ts';
import { centsText, parseCents } from '../money.ts';
import type { Context, Rules } from '../rules.ts';
import { capsBroken, capsLeft, centsOf } from './facts.ts';

type Tier = Policy['remedies'][number];
type Option = Tier['options'][number];

/** The row of the guidelines table for a severity. */
export const tierFor = (policy: Policy, severity: Severity): Tier | undefined =>
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

const appeasementOf = (policy: Policy, key: string): Option | undefined =>
  policy.appeasements.find((known) => known.key === key);

/** Whether the policy allows what a remedy gives, at the severity that governs the case now. */
export const isAllowed = (policy: Policy, current: Case, remedy: Remedy): boolean =>
  remedy.appeasement
    ? appeasementOf(policy, remedy.option) !== undefined
    : optionsAt(policy, current.remedySeverity).some(({ key }) => key === remedy.option);

/** What people read for an option or appeasement; its key when the policy no longer has it. */
export function remedyLabel(policy: Policy, key: string, locale: string): string {
  const options = policy.remedies.flatMap((tier) => tier.options);
  const option = [...options, ...policy.appeasements].find((known) => known.key === key);
  return option ? labelIn(option.label, locale) : key;
}

/** What a proposal comes to under the policy. */
export type Terms = {
  amount: string | undefined;
  currency: string | undefined;
  severity: Severity;
  appeasement: true | undefined;
  delivery: Remedy['delivery'];
  /** R39: what it will cost the organisation, as far as the policy knows. */
  estimatedCost: string;
  approval: LadderRole;
  fourEyes: boolean;
  /** Within the proposer's own powers: proposing it is approving it. */
  own: boolean;
};

/** What is wrong with a proposal, and in which field of it. */
export type TermsFault = { field: 'option' | 'amount'; fault: string };

type Proposal = { option: string; amount?: string | undefined; estimatedCost?: string | undefined };

/** Whole cents, rounded half up: no floating point touches money. */
const percentOf = (cents: number, percent: number): number =>
  Math.floor((cents * percent + 50) / 100);

const costOf = (option: Option, cents: number | undefined): string =>
  cents === undefined
    ? centsText(centsOf(option.cost))
    : centsText(percentOf(cents, option.costPercent));

/** The amount in cents (none for what has no amount), or what is wrong with it. */
function amountFor(
  option: Option,
  proposal: Proposal,
  policy: Policy,
): number | undefined | string {
  const amount = proposal.amount === undefined ? undefined : parseCents(proposal.amount);
  if (option.monetary && !amount) return `${option.key} needs an amount above zero.`;
  if (!option.monetary && proposal.amount !== undefined) return `${option.key} has no amount.`;
  if (amount !== undefined && option.maxAmount && amount > centsOf(option.maxAmount))
    return `${option.key} is at most ${option.maxAmount} ${policy.currency}.`;
  return amount;
}

const deliveryOf = (option: Option, rules: Rules): Remedy['delivery'] =>
  option.delivery === 'payout' && !rules.hasPayoutPort ? 'by_hand' : option.delivery;

/**
 * The terms of a proposal, or what is wrong with it. The governing severity is the case's `remedySeverity`: lowering a
 * severity to get round an approval does not help (S41). Above the caps for going alone, another person must approve:
 * splitting one remedy into several does not help either. An appeasement is the frontline's to give at any severity (R36).
 */
export function termsFor(current: Case, proposal: Proposal, context: Context): Terms | TermsFault {
  const { rules, remedyFacts, actor } = context;
  const { policy } = rules;
  const severity = current.remedySeverity;
  const tier = tierFor(policy, severity);
  const listed = optionsAt(policy, severity).find((known) => known.key === proposal.option);
  const option = listed ?? appeasementOf(policy, proposal.option);
  if (!tier || !option) {
    const allowed = [...optionsAt(policy, severity), ...policy.appeasements];
    const keys = allowed.map(({ key }) => key).join(', ');
    return { field: 'option', fault: `At severity ${severity} the policy allows: ${keys}.` };
  }
  const amount = amountFor(option, proposal, policy);
  if (typeof amount === 'string') return { field: 'amount', fault: amount };
  const approval = listed ? tier.approval : 'frontline';
  const mayGoAlone = !listed || !tier.fourEyes;
  // Without the facts nobody goes alone: what cannot be counted is not within a cap.
  const alone =
    mayGoAlone &&
    remedyFacts !== undefined &&
    capsBroken(capsLeft(current, remedyFacts, policy), amount ?? 0).length === 0;
  return {
    amount: amount === undefined ? undefined : centsText(amount),
    currency: amount === undefined ? undefined : policy.currency,
    severity,
    appeasement: listed ? undefined : true,
    delivery: deliveryOf(option, rules),
    estimatedCost: proposal.estimatedCost
      ? centsText(centsOf(proposal.estimatedCost))
      : costOf(option, amount),
    approval: alone || !mayGoAlone ? approval : aboveFrontline(approval),
    fourEyes: !alone,
    own: alone && actor.type === 'staff' && isAtLeast(actor.role, approval),
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
  if (remedy.appeasement) return remedy.approval;
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
