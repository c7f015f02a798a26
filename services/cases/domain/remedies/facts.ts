// What decisions about compensation need to know beyond the case itself, and the caps that it is measured against (R37).
// Where it is read from is not known here.
import type { Policy } from '#shared/policy/policy.ts';
import type { Case, LadderRole, Remedy, RemedyState } from '../case.ts';
import { parseCents } from '../money.ts';

/** Some remedies together: whole cents of the policy's currency, and how many. */
export type RemedySum = { cents: number; count: number };

/** A remedy of the same customer on another case. */
export type OtherRemedy = {
  reference: string;
  remedyId: string;
  state: RemedyState;
  amount?: string | undefined;
  proposedBy: string;
  proposedAt: string;
};

/** What was given so far, read under locks when a proposal or an approval is decided. */
export type RemedyFacts = {
  /** By the acting person today without another person, over all cases. */
  agentToday: RemedySum;
  /** Without another person, to this customer on their other cases within the policy's window. */
  customerElsewhere: RemedySum;
  /** Without another person, by anybody this month. */
  monthAlone: RemedySum;
  /** What all remedies that were approved this month cost, in cents. */
  monthCostCents: number;
  /** The customer's remedies on other cases within the policy's window, newest first. */
  others: readonly OtherRemedy[];
};

const capNames = ['case', 'agent_day', 'customer', 'month'] as const;
export type CapName = (typeof capNames)[number];

/** What a cap still has room for; below zero when it is exceeded. */
export type CapLeft = { cap: CapName; cents: number; count: number };

/** Cents of an amount that may be absent. */
export const centsOf = (amount: string | undefined): number => parseCents(amount ?? '0') ?? 0;

/** Whether a remedy is more than a proposal. */
export const isGiven = ({ state }: { state: RemedyState }): boolean =>
  state === 'approved' || state === 'delivered' || state === 'confirmed';

const sumOf = (remedies: readonly Remedy[]): RemedySum => ({
  cents: remedies.reduce((sum, { amount }) => sum + centsOf(amount), 0),
  count: remedies.length,
});

/** What each cap for giving without another person has left. */
export function capsLeft(
  current: Pick<Case, 'remedies'>,
  facts: RemedyFacts,
  policy: Policy,
): CapLeft[] {
  const caps = policy.remedyCaps;
  const onCase = sumOf(current.remedies.filter((remedy) => !remedy.fourEyes && isGiven(remedy)));
  const left = (cap: CapName, amount: string, count: number, ...given: RemedySum[]): CapLeft => ({
    cap,
    cents: given.reduce((rest, { cents }) => rest - cents, centsOf(amount)),
    count: given.reduce((rest, { count: many }) => rest - many, count),
  });
  const { agentToday, customerElsewhere, monthAlone } = facts;
  return [
    left('case', caps.minorPerCase, caps.countPerCase, onCase),
    left('agent_day', caps.minorPerAgentAndDay, caps.countPerAgentAndDay, agentToday),
    left('customer', caps.minorPerCustomer, caps.countPerCustomer, onCase, customerElsewhere),
    left('month', caps.minorPerMonth, caps.countPerMonth, monthAlone),
  ];
}

/** The caps that one more remedy of this worth would break. */
export const capsBroken = (left: readonly CapLeft[], cents: number): CapLeft[] =>
  left.filter((cap) => cap.cents < cents || cap.count < 1);

/**
 * By what a customer is known again on other cases: their address (without a "+tag", which makes one mailbox look like
 * many), their account on a platform. Personal data: only digests of these are stored.
 */
export function customerKeysOf({
  customer,
  channel,
}: Pick<Case, 'customer' | 'channel'>): string[] {
  const { email, platformUserId, handle, phone } = customer;
  const [local = '', domain = ''] = email?.toLowerCase().split('@') ?? [];
  const digits = phone?.replace(/\D/g, '') ?? '';
  return [
    ...(domain ? [`email:${local.split('+')[0]}@${domain}`] : []),
    ...(platformUserId ? [`${channel}:id:${platformUserId}`] : []),
    ...(handle ? [`${channel}:handle:${handle.toLowerCase().replace(/^@/, '')}`] : []),
    ...(digits.length >= 7 ? [`phone:${digits.slice(-9)}`] : []),
  ];
}

/** The rung that a total would need if it were one remedy: the first row of the table that reaches so far (S41). */
export function levelForTotal(policy: Policy, cents: number): LadderRole {
  const rows = policy.remedies.filter(({ upTo }) => upTo === undefined || cents <= centsOf(upTo));
  return rows[0]?.approval ?? 'senior_management';
}
