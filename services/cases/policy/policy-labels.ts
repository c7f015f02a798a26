// What the keys of the policy are called in a reader's language: for choosing among them, and for showing what a case holds.
// What their values mean for decisions stays in the policy itself.
import { labelIn, type Policy } from '#shared/policy/policy.ts';

type Labelled = { key: string; label: Record<string, string> };
type Option = Policy['appeasements'][number];

/** The keys of a policy that people choose among, with their words in a language; English where it has none. */
export function labelsOf(policy: Policy, locale: string) {
  const named = ({ key, label }: Labelled) => ({ key, label: labelIn(label, locale) });
  const option = (given: Option) => ({
    ...named(given),
    monetary: given.monetary,
    delivery: given.delivery,
    ...(given.maxAmount ? { maxAmount: given.maxAmount } : {}),
  });
  const severities = Object.entries(policy.severities).map(([key, { label, examples }]) => ({
    key,
    label: labelIn(label, locale),
    examples: examples[locale] ?? examples.en ?? [],
  }));
  return {
    version: policy.version,
    locale,
    organisation: policy.organisation,
    contactPerson: policy.contactPerson,
    currency: policy.currency,
    timeZone: policy.timeZone,
    locales: policy.locales,
    severities,
    categories: policy.categories.map((category) => ({
      ...named(category),
      ...(category.parent ? { parent: category.parent } : {}),
      ...(category.team ? { team: category.team } : {}),
    })),
    rootCauses: policy.investigation.rootCauses.map((cause) => ({
      ...named(cause),
      children: cause.children.map(named),
    })),
    remedies: policy.remedies.map(({ severities: of, approval, fourEyes, options }) => ({
      severities: of,
      approval,
      fourEyes,
      options: options.map(option),
    })),
    appeasements: policy.appeasements.map(option),
    escalation: policy.escalation.map(({ level, role, action, afterHours }) => ({
      level,
      role,
      afterHours,
      action: labelIn(action, locale),
    })),
    callBackWithinHours: policy.callBack.withinHours,
    waitDaysMax: policy.waiting.daysMax,
    checkAfterDays: policy.correctiveActions.checkAfterDays,
    contactDecisionWithinHours: policy.contactDecision.withinHours,
    gateKinds: policy.investigation.gateKinds,
  };
}
