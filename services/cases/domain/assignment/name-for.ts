// Naming somebody of a role for a case: who is there and impartial, the least loaded first. What they are named for: others.
import type { Case, LadderRole } from '../case.ts';
import { type Context, choosePerson, teamOf } from '../rules.ts';
import type { Named } from '../timeline/entries.ts';
import { eligibleStaff } from './routing.ts';

/** Somebody of a role for this case, as it goes on record, and as the owner of a task. */
export function nameFor(current: Case, context: Context, role: LadderRole) {
  const among = eligibleStaff(current, context);
  const chosen = choosePerson(among, role, teamOf(context.rules, current.category));
  const { person, ...rest } = chosen;
  const to: Named = rest;
  return { to, person, owner: person ? { staffId: person.staffId } : { role: chosen.role } };
}
