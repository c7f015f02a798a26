// What a person whom a case is about by now still has to decide on it goes to somebody impartial (R21). The case itself: assign.ts.
import { isAtLeast, type LadderRole } from '../case.ts';
import type { Draft, TaskKind } from '../draft.ts';
import type { KnownTask } from '../open-tasks.ts';
import { nameApprover } from '../remedies/approver.ts';
import type { Context } from '../rules.ts';
import { type Chosen, handRaised, handTask } from './hand-task.ts';
import { partialStaff } from './impartial.ts';
import { nameFor } from './name-for.ts';

// What a rank decides; whom the case is about has no say in it. What they do themselves (a corrective action) stays theirs.
const decisions: TaskKind[] = [
  'agitated_customer',
  'decide_contact',
  'suspected_threat',
  'escalation',
  'approve_action',
  'verify_action',
];

/** Whom a decision of somebody goes to: of their rank or above; an approval to another approver. Nothing: it stays. */
function chosenFor(
  draft: Draft,
  context: Context,
  { key, kind }: KnownTask,
  from: string,
): Chosen | undefined {
  const { current } = draft;
  if (kind === 'approve_remedy') {
    const remedy = current.remedies.find(({ remedyId }) => key === `approve/${remedyId}`);
    return remedy && nameApprover(current, remedy, context);
  }
  if (!decisions.includes(kind)) return undefined;
  const role = context.staff.find(({ staffId }) => staffId === from)?.role;
  const rank = role && isAtLeast(role, 'frontline') ? (role as LadderRole) : 'supervisor';
  return nameFor(current, context, rank);
}

/**
 * Gives the open decisions of everybody whom a case is about, or who reports to them, to somebody else; and what is overdue and went up
 * to them, to others of that rung. What nobody partial has, stays. Needs the tasks of the case.
 */
export function moveDecisions(draft: Draft, context: Context): void {
  const { current } = draft;
  const partial = partialStaff(current, context.staff);
  if (partial.size === 0 || current.status === 'merged') return;
  for (const task of context.tasks ?? []) {
    const { owner, raised } = task;
    if ('staffId' in owner && partial.has(owner.staffId)) {
      const chosen = chosenFor(draft, context, task, owner.staffId);
      if (chosen) handTask(draft, context, task, owner.staffId, chosen);
    }
    if (raised?.staffId && partial.has(raised.staffId))
      handRaised(draft, context, task, raised.staffId, nameFor(current, context, raised.role));
  }
}
