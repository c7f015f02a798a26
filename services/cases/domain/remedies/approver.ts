// On whose list the approval of a proposal lands, when it is proposed and whenever its owner may not or cannot decide it. Who
// may decide: review.ts.
import type { Chosen } from '../assignment/hand-task.ts';
import { nameFor } from '../assignment/name-for.ts';
import { eligibleStaff } from '../assignment/routing.ts';
import type { Case, LadderRole, Remedy } from '../case.ts';
import { isAtLeast } from '../case.ts';
import type { Context } from '../rules.ts';
import { alternateNow } from './review.ts';
import { approvalNow } from './terms.ts';

/**
 * Somebody of the level that a proposal needs now, never its proposer (R37): the deputy if there is one who may, else the named
 * alternate where nobody of the level or above is there, else whom the level has.
 */
export function nameApprover(
  current: Case,
  remedy: Remedy,
  context: Context,
  deputy?: string,
): Chosen {
  const needed = approvalNow(current, remedy, context.rules.policy);
  const others = context.staff.filter(({ staffId }) => remedy.proposedBy !== `staff:${staffId}`);
  const eligible = eligibleStaff(current, { ...context, staff: others });
  const person =
    eligible.find(({ staffId, role }) => staffId === deputy && isAtLeast(role, needed)) ??
    alternateNow(current, remedy, needed, context);
  if (!person) return nameFor(current, { ...context, staff: others }, needed);
  const { staffId, name, role } = person;
  return { to: { role: role as LadderRole, staffId, name }, person, owner: { staffId } };
}
