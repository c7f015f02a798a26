// Who may say of a task that it is done, and which tasks nobody can say it of. Pure; finish-task.ts acts on it, views tell it.
import type { Staff } from '#shared/people.ts';
import { isAtLeast, type LadderRole, ladder } from '../domain/case.ts';
import type { TaskKind } from '../domain/draft.ts';
import type { Task } from '../stores/task-store.ts';

/** Tasks that only end by what they ask for: deciding, answering, acknowledging. */
const endByThemselves: TaskKind[] = [
  'assign',
  'answer_inquiry',
  'resolve',
  'next_update',
  'approve_remedy',
  'deliver_remedy',
  'payout_trouble',
  'decide_contact',
  'suspected_threat',
  'violence_report',
  'answer_social',
  'acknowledge_in_person',
  'approve_action',
  'do_action',
  'verify_action',
  'call_back',
  'check_in',
  'follow_up',
];

/** Whether a task ends by doing what it asks for, and never by saying that it is done. */
export const endsByItself = ({ kind }: Pick<Task, 'kind'>): boolean =>
  (endByThemselves as string[]).includes(kind);

/** Whether somebody may say of a task that it is done: its owner, its role and those above, supervisors. */
export function mayFinish(
  staff: Pick<Staff, 'staffId' | 'role' | 'responderFor'>,
  task: Pick<Task, 'ownerStaff' | 'ownerRole' | 'ownerPlatform'>,
): boolean {
  if (task.ownerStaff === staff.staffId) return true;
  if (task.ownerRole === 'responder')
    return task.ownerPlatform !== null && staff.responderFor.includes(task.ownerPlatform);
  if (task.ownerRole === staff.role) return true;
  const least = (ladder as readonly string[]).includes(task.ownerRole ?? '')
    ? (task.ownerRole as LadderRole)
    : 'supervisor';
  return (
    isAtLeast(staff.role, least) &&
    (task.ownerStaff === null || isAtLeast(staff.role, 'supervisor'))
  );
}
