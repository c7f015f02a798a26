// What happens to the cases and tasks of somebody who is away or gone: a deputy, routing or the next in rank has them (R20).
import { reassign } from '../assignment/assign.ts';
import { eligibleStaff } from '../assignment/routing.ts';
import type { Case, LadderRole } from '../case.ts';
import { ladder } from '../case.ts';
import { nameFor } from '../consequences.ts';
import { type Decided, draftOn, personalKinds } from '../draft.ts';
import type { Context } from '../rules.ts';
import type { OpenTask } from '../task-times.ts';

/** Somebody who is not there, and who stands in. */
export type Absent = { staffId: string; role: string; deputy?: string | undefined };

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
  for (const { key, kind, owner } of tasks) {
    const gone = 'staffId' in owner ? absent.get(owner.staffId) : undefined;
    const handedOver = followed && gone?.staffId === current.assignee;
    if (!gone || (handedOver && !personalKinds.includes(kind))) continue;
    const eligible = eligibleStaff(draft.current, context);
    const deputy = eligible.find(({ staffId }) => staffId === gone.deputy);
    const role = (ladder as readonly string[]).includes(gone.role)
      ? (gone.role as LadderRole)
      : 'supervisor';
    const { to, owner: other } = nameFor(draft.current, context, role);
    const named = deputy
      ? { role: deputy.role as LadderRole, staffId: deputy.staffId, name: deputy.name }
      : to;
    draft.add('task.handed_over', { key, from: gone.staffId, to: named });
    draft.give(key, deputy ? { staffId: deputy.staffId } : other);
  }
  return draft.decided();
}
