// Which policy holds: for a case the version that it follows, for what belongs to none the newest. Kept in memory, as a
// published version never changes; which one is newest is read with each piece of work.
import type { Query } from '#shared/db.ts';
import { type Policy, storedPolicy } from '#shared/policy/policy.ts';
import type { Case } from '../domain/case.ts';
import type { Rules } from '../domain/rules.ts';
import { newestVersion, versionsByDigest } from '../stores/policy-store.ts';

/** Gives the rules of a case, or of what belongs to no case. */
export type RulesOf = (current?: Pick<Case, 'policyVersion'>) => Rules;

export type Policies = {
  /** The newest version that this process knows of: for texts and times of what belongs to no case. */
  current(): Policy;
  /** The newest version there is. */
  newest(query: Query): Promise<Policy>;
  /** Reads the versions that cases follow, and the newest for what belongs to none. */
  rulesFor(query: Query, cases: Iterable<Pick<Case, 'policyVersion'>>): Promise<RulesOf>;
  /** Reads the versions that cases follow, for writing what was decided by `rulesFor`. */
  rulesOfCases(query: Query, cases: Iterable<Pick<Case, 'policyVersion'>>): Promise<RulesOf>;
};

/**
 * Policies out of the database; before anything is published, the one that this process was started with. `settings`: what
 * rules hold besides the policy, the same for all cases.
 */
export function createPolicies(given: Policy, settings: Omit<Rules, 'policy'>): Policies {
  const known = new Map<string, Policy>([[given.version, given]]);
  let current = given;

  const load = async (query: Query, digests: Iterable<string>): Promise<void> => {
    const missing = [...new Set(digests)].filter((digest) => !known.has(digest));
    if (missing.length === 0) return;
    for (const { digest, effective } of await versionsByDigest(query, missing))
      known.set(digest, storedPolicy(effective, digest));
  };

  const newest = async (query: Query): Promise<Policy> => {
    const found = await newestVersion(query);
    if (found) {
      await load(query, [found.digest]);
      current = known.get(found.digest) ?? current;
    }
    return current;
  };

  const rulesOfCases: Policies['rulesOfCases'] = async (query, cases) => {
    await load(
      query,
      [...cases].flatMap(({ policyVersion }) => policyVersion ?? []),
    );
    // A case of before there were versions follows the newest.
    return (of) => ({ ...settings, policy: known.get(of?.policyVersion ?? '') ?? current });
  };

  return {
    current: () => current,
    newest,
    rulesOfCases,
    rulesFor: async (query, cases) => {
      await newest(query);
      return rulesOfCases(query, cases);
    },
  };
}
