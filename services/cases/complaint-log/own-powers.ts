// What whoever takes a call may give at once (R23, R35–R37): the options of the severity and the appeasements, with what the
// caps have left. It is shown; what is given is decided again under locks.

import type { Staff } from '#shared/people.ts';
import { labelIn } from '#shared/policy/policy.ts';
import { isAtLeast } from '../domain/case.ts';
import { centsText } from '../domain/money.ts';
import { capsBroken, capsLeft, centsOf } from '../domain/remedies/facts.ts';
import { optionsAt, tierFor } from '../domain/remedies/terms.ts';
import { factsBeforeCase } from '../remedies/remedy-facts.ts';
import type { Shell } from '../work.ts';

export type PowersAsked = {
  channel: 'phone' | 'in_person';
  email?: string | undefined;
  phone?: string | undefined;
  severity: 'minor' | 'moderate' | 'major' | 'critical';
  locale: string;
};

const smallest = (values: number[]): number => Math.max(0, Math.min(...values));

/** What may be given, and up to which amount without another person. */
export async function ownPowers(shell: Shell, asked: PowersAsked, staff: Staff) {
  const rules = shell.rules;
  const { policy } = rules;
  const { severity, locale, channel, email, phone } = asked;
  const customer = { email, phone };
  const by = `staff:${staff.staffId}`;
  const facts = await factsBeforeCase(shell, { customer, channel }, by);
  const left = capsLeft({ remedies: [] }, facts, policy);
  const centsLeft = smallest(left.map(({ cents }) => cents));
  const tier = tierFor(policy, severity);
  const listed = optionsAt(policy, severity).map((option) => ({
    option,
    appeasement: false,
    alone: tier !== undefined && !tier.fourEyes && isAtLeast(staff.role, tier.approval),
  }));
  const small = policy.appeasements
    .filter(({ key }) => !listed.some(({ option }) => option.key === key))
    .map((option) => ({ option, appeasement: true, alone: isAtLeast(staff.role, 'frontline') }));
  return {
    severity,
    firstContact: policy.investigation.firstContactSeverities.includes(severity),
    currency: policy.currency,
    countLeft: smallest(left.map(({ count }) => count)),
    options: [...listed, ...small].map(({ option, appeasement, alone }) => {
      const limit = option.maxAmount ? Math.min(centsOf(option.maxAmount), centsLeft) : centsLeft;
      const room = option.monetary ? limit > 0 : true;
      return {
        key: option.key,
        label: labelIn(option.label, locale),
        monetary: option.monetary,
        ...(option.monetary ? { amountLeft: centsText(limit) } : {}),
        appeasement,
        alone: alone && room && capsBroken(left, option.monetary ? 1 : 0).length === 0,
      };
    }),
  };
}
