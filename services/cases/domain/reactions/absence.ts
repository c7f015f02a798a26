// What happens to the cases and tasks of somebody who is away or gone: a deputy, routing or the next in rank has them (R20).
import { reassign } from '../assignment/assign.ts';
import { handTask } from '../assignment/hand-task.ts';
import { nameFor } from '../assignment/name-for.ts';
import { eligibleStaff } from '../assignment/routing.ts';
import type { Case, LadderRole } from '../case.ts';
import { ladder } from '../case.ts';
import { type Decided, draftOn, personalKinds } from '../draft.ts';
import { nameApprover } from '../remedies/approver.ts';
import type { Context } from '../rules.ts';
import type { OpenTask } from '../task-times.ts';

/** Somebody who is not there, and who stands in. */
export type Absent = { staffId: string; role: string; deputy?: string | undefined };

/** Who has a task of somebody who is away, from now on: never the proposer where it is to approve (R37). */
function standIn(current: Case, key: string, gone: Absent, context: Context) {
  const remedy = current.remedies.find(({ remedyId }) => key === `approve/${remedyId}`);
  if (remedy) return nameApprover(current, remedy, context, gone.deputy);
  const deputy = eligibleStaff(current, context).find(({ staffId }) => staffId === gone.deputy);
  if (deputy) {
    const { staffId, name, role } = deputy;
    return { to: { role: role as LadderRole, staffId, name }, person: deputy, owner: { staffId } };
  }
  const rank = (ladder as readonly string[]).includes(gone.role) ? gone.role : 'supervisor';
  return nameFor(current, context, rank as LadderRole);
}

/** Decides on what absent people have of a case. Nothing of theirs: no entries. */
export function decideAbsence(
  current: Case,
  tasks: readonly OpenTask[],
  absent: ReadonlyMap<string, Absent>,
  context: Context,
): Decided {
  const draft = draftOn(current, context);
  const away = current.assignee ? absent.get(current.assignee) : undefined;
  const over = ['resolved', 'closed', 'merged'].includes(current.status);
  // Promises follow the case; so do its other tasks, by being handed over.
  if (away && !over) reassign(draft, context, 'absence', away.deputy);
  const followed = draft.current.assignee !== current.assignee && draft.current.assignee;
  for (const task of tasks) {
    const { key, kind, owner } = task;
    const gone = 'staffId' in owner ? absent.get(owner.staffId) : undefined;
    const handedOver = followed && gone?.staffId === current.assignee;
    if (!gone || (handedOver && !personalKinds.includes(kind))) continue;
    handTask(draft, context, task, gone.staffId, standIn(draft.current, key, gone, context));
  }
  return draft.decided();
}
