// Who gets a case: by the rules of the policy, among those who are there and impartial, the least loaded (R20, R21).
import type { Policy } from '#shared/policy/policy.ts';
import type { Case, Staffer } from '../case.ts';
import { type Context, choosePerson, mayWriteOn, teamOf } from '../rules.ts';
import { isAway, isOnShift } from './availability.ts';
import { partialStaff } from './impartial.ts';

/** The staff who may have something to do with a case now: not away, and impartial. */
export function eligibleStaff(current: Case, context: Context): readonly Staffer[] {
  const { staff, now } = context;
  const partial = partialStaff(current, staff);
  return staff.filter((person) => !partial.has(person.staffId) && !isAway(person, now));
}

type Rule = Policy['routing']['rules'][number];

/** The first rule of the policy that fits a case; none of them: the team of its category. */
export function routeOf(current: Case, policy: Policy): Omit<Rule, 'categories' | 'languages'> {
  const fits = <T>(wanted: readonly T[] | undefined, given: T): boolean =>
    wanted === undefined || wanted.includes(given);
  const language = current.language.split('-')[0]?.toLowerCase() ?? '';
  const found = policy.routing.rules.find(
    (rule) =>
      fits(rule.categories, current.category) &&
      fits(rule.languages, language) &&
      fits(rule.channels, current.channel) &&
      fits(rule.severities, current.severity),
  );
  const team = found?.team ?? teamOf({ policy }, current.category);
  return { ...found, ...(team ? { team } : {}), skills: found?.skills ?? [] };
}

const preferred = <T>(among: readonly T[], by: (one: T) => boolean): readonly T[] => {
  const found = among.filter(by);
  return found.length > 0 ? found : among;
};

/** Whom a case goes to, and why: by routing, or left to a supervisor because nobody is there. */
export type Chosen = { person: Staffer; reason: 'routing' | 'nobody_there' };

/**
 * Somebody for a case. They must be of the rule's role and team, have its skills, and be a responder of a social channel;
 * of those first who write the customer's language, then who are on shift, then the least loaded. Nobody: a supervisor, of
 * the team first, or somebody above. Undefined when nobody at all is there.
 */
export function chooseInvestigator(current: Case, context: Context): Chosen | undefined {
  const { policy } = context.rules;
  const route = routeOf(current, policy);
  const eligible = eligibleStaff(current, context);
  const { team } = route;
  const language = current.language.split('-')[0]?.toLowerCase() ?? '';
  const fitting = eligible
    .filter(({ role }) => role === (route.role ?? 'frontline'))
    .filter((person) => team === undefined || person.team === team)
    .filter((person) => route.skills.every((skill) => person.skills?.includes(skill)))
    .filter(({ staffId, role, responderFor }) =>
      mayWriteOn(current.channel, { type: 'staff', staffId, role, responderFor }),
    );
  const speaking = preferred(
    fitting,
    ({ languages = [], locale }) => languages.includes(language) || locale.startsWith(language),
  );
  const working = preferred(speaking, (person) => isOnShift(person, context.now, policy));
  const [first] = [...working].sort(
    (left, right) => left.load - right.load || (left.staffId < right.staffId ? -1 : 1),
  );
  if (first) return { person: first, reason: 'routing' };
  const { person } = choosePerson(eligible, 'supervisor', team);
  return person && { person, reason: 'nobody_there' };
}
