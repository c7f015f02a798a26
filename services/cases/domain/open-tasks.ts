// Which tasks of a case are not finished, and whose they are, after decisions that are not in the database yet. Pure. Promises follow
// the case itself: promises.ts.
import { covers, isGiven, type TaskChange } from './draft.ts';
import type { OpenTask } from './task-times.ts';

/** An open or paused task of a case, as decisions look at it. */
export type KnownTask = Omit<OpenTask, 'taskId'>;

function changed(task: KnownTask, change: TaskChange): KnownTask {
  if ('give' in change && isGiven(change.give, task)) return { ...task, owner: change.give.owner };
  if ('raise' in change && change.raise.key === task.key && task.raised)
    return { ...task, raised: { ...change.raise.to, steps: task.raised.steps } };
  return task;
}

/** The tasks after some changes, paused ones among them. */
export function knownAfter(
  tasks: readonly KnownTask[],
  changes: readonly TaskChange[],
): readonly KnownTask[] {
  let known = tasks;
  for (const change of changes) {
    if ('open' in change) {
      const { key, kind, title, owner, dueAt } = change.open;
      if (!known.some((task) => task.key === key))
        known = [...known, { key, kind, title, owner, dueAt }];
    } else if ('close' in change) {
      known = known.filter((task) => !covers(change.close, change.key, task));
    } else known = known.map((task) => changed(task, change));
  }
  return known;
}
