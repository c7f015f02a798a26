// What happens to an approval that lies with somebody who may not give it any more: it goes to somebody who may (R37).
import { handTask } from '../assignment/hand-task.ts';
import type { Actor, Case, Remedy, Staffer } from '../case.ts';
import { type Decided, draftOn } from '../draft.ts';
import { nameApprover } from '../remedies/approver.ts';
import { decidesAs } from '../remedies/review.ts';
import type { Context } from '../rules.ts';
import type { OpenTask } from '../task-times.ts';

function mayDecide(current: Case, remedy: Remedy, person: Staffer, context: Context): boolean {
  const { staffId, role, responderFor } = person;
  const actor: Actor = { type: 'staff', staffId, role, responderFor };
  return 'as' in decidesAs(current, remedy, { ...context, actor });
}

/**
 * Decides on the approvals of a case that lie with a person: who has left or has another role, is not needed as the alternate any
 * more, or is whom the case is about by now, gives theirs to whoever may. All where they should be: no entries.
 */
export function returnApprovals(
  current: Case,
  tasks: readonly OpenTask[],
  context: Context,
): Decided {
  const draft = draftOn(current, context);
  for (const task of tasks) {
    const remedy = current.remedies.find(({ remedyId }) => task.key === `approve/${remedyId}`);
    if (remedy?.state !== 'proposed' || !('staffId' in task.owner)) continue;
    const { staffId } = task.owner;
    const owner = context.staff.find((one) => one.staffId === staffId);
    if (owner && mayDecide(current, remedy, owner, context)) continue;
    const chosen = nameApprover(current, remedy, context);
    if (chosen.to.staffId !== staffId) handTask(draft, context, task, staffId, chosen);
  }
  return draft.decided();
}
