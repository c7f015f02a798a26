// Which tasks of a case are open after some decisions, as the store keeps them: for tests of the pure domain.
import { laterOf } from '#shared/policy/promises.ts';
import {
  covers,
  isGiven,
  type NewTask,
  type TaskChange,
} from '../../services/cases/domain/draft.ts';

/** A task besides the promises. */
export type KnownTask = NewTask & { state: 'open' | 'paused' | 'ended' };

/** What a change makes of a task that has not ended. */
function changed(task: KnownTask, change: Exclude<TaskChange, { open: NewTask }>): KnownTask {
  if ('close' in change)
    return covers(change.close, change.key, task) ? { ...task, state: 'ended' } : task;
  if ('pause' in change)
    return change.pause.includes(task.kind) ? { ...task, state: 'paused' } : task;
  if ('resume' in change) {
    if (task.state !== 'paused' || !change.resume.includes(task.kind)) return task;
    const dueAt = laterOf(task.dueAt, change.dueAtLeast);
    return { ...task, state: 'open', dueAt };
  }
  if ('raise' in change) return task;
  return isGiven(change.give, task) ? { ...task, owner: change.give.owner } : task;
}

/** The tasks after some changes, besides the promises. One that was closed is not opened again under its key. */
export function tasksAfter(changes: readonly TaskChange[]): KnownTask[] {
  let known: KnownTask[] = [];
  for (const change of changes) {
    if (!('open' in change))
      known = known.map((task) => (task.state === 'ended' ? task : changed(task, change)));
    else if (!known.some(({ key }) => key === change.open.key))
      known.push({ ...change.open, state: change.paused ? 'paused' : 'open' });
  }
  return known;
}

/** The open ones of them. */
export const openTasksAfter = (changes: readonly TaskChange[]): KnownTask[] =>
  tasksAfter(changes).filter(({ state }) => state === 'open');

/** Their keys. */
export const openAfter = (changes: readonly TaskChange[]): string[] =>
  openTasksAfter(changes).map(({ key }) => key);
