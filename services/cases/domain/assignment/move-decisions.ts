// What a person whom a case is about by now still has to decide on it goes to somebody impartial (R21). The case itself: assign.ts.
import { ladder } from '../case.ts';
import type { Draft, TaskKind } from '../draft.ts';
import { nameApprover } from '../remedies/approver.ts';
import type { Context } from '../rules.ts';
import { partialStaff } from './impartial.ts';
import { nameFor } from './name-for.ts';

// What a rank decides; whom the case is about has no say in it. What they do themselves (a corrective action) stays theirs.
const decisions: TaskKind[] = [
  'agitated_customer',
  'decide_contact',
  'escalation',
  'approve_action',
  'verify_action',
];

/**
 * Gives the open decisions of everybody whom a case is about, or who reports to them, to somebody of the same rank or above;
 * approvals to another approver. Whose they are is in the rows: what nobody partial has, stays.
 */
export function moveDecisions(draft: Draft, context: Context): void {
  const { current } = draft;
  const partial = partialStaff(current, context.staff);
  if (partial.size === 0 || current.status === 'merged') return;
  for (const rank of ladder) {
    const from = context.staff
      .filter(({ staffId, role }) => role === rank && partial.has(staffId))
      .map(({ staffId }) => staffId);
    if (from.length > 0)
      draft.give({ from, kinds: decisions }, nameFor(current, context, rank).owner);
  }
  for (const remedy of current.remedies)
    if (remedy.state === 'proposed')
      draft.give(
        { key: `approve/${remedy.remedyId}`, from: [...partial] },
        nameApprover(current, remedy, context).owner,
      );
}
