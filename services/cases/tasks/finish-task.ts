// Marking a task as done: by its owner, by whoever stands at or above its role, or by a supervisor; on the case's record.
import { RequestError } from '#shared/errors.ts';
import { isUuid } from '#shared/ids.ts';
import { draftOn } from '../domain/draft.ts';
import { staffNow } from '../execute-command.ts';
import { lockCases } from '../stores/cases-store.ts';
import { findTask, markTaskDone, type Task } from '../stores/task-store.ts';
import { beginWork, type Shell } from '../work.ts';
import { endsByItself, mayFinish } from './may-finish.ts';

/**
 * Marks a task as done.
 * @throws RequestError 404, 403, or 409 when it is closed already or ends by itself.
 */
export async function finishTask(
  shell: Shell,
  request: { taskId: string; staffId: string; note?: string | undefined },
): Promise<Task> {
  const { taskId, note } = request;
  const notFound = new RequestError(404, 'not_found', 'There is no such task.');
  if (!isUuid(taskId)) throw notFound;
  return shell.db.transaction(async (tx) => {
    const staff = await staffNow(tx, request.staffId);
    const known = await findTask(tx.query, taskId);
    if (!known) throw notFound;
    // The case before the task, as everywhere.
    const [stored] = known.caseId ? await lockCases(tx.query, [known.caseId]) : [];
    const task = (await findTask(tx.query, taskId, true)) ?? known;
    if (!mayFinish(staff, task))
      throw new RequestError(403, 'not_the_owner', 'This task is somebody else’s.');
    if (task.state === 'paused')
      throw new RequestError(
        409,
        'not_possible',
        'This task is paused: contact is suspended, or its case was merged.',
      );
    if (task.state !== 'open')
      throw new RequestError(409, 'not_possible', `The task is ${task.state} already.`);
    if (endsByItself(task))
      throw new RequestError(409, 'not_possible', 'This task ends by doing what it asks for.');
    const now = shell.clock.now();
    const { staffId, role, responderFor } = staff;
    await markTaskDone(tx.query, taskId, `staff:${staffId}`, note, now);
    if (stored) {
      const actor = { type: 'staff' as const, staffId, role, responderFor };
      const rulesOf = await shell.policies.rulesFor(tx.query, [stored.state]);
      const rules = rulesOf(stored.state);
      const context = { rules, now, actor, staff: [] };
      const draft = draftOn(stored.state, context);
      draft.add('task.done', { taskId, kind: task.kind, note });
      const work = beginWork(tx, shell, [stored]);
      work.take(draft.decided(), stored.trace);
      await work.flush();
    }
    return (await findTask(tx.query, taskId)) ?? task;
  });
}
