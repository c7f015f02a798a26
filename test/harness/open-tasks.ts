// Which tasks of a case are open after some decisions, as the store keeps them: for tests of the pure domain.
import {
  isGiven,
  type NewTask,
  personalKinds,
  type TaskChange,
} from '../../services/cases/domain/draft.ts';

const covers = (task: NewTask, kinds: readonly string[], key: string | undefined): boolean =>
  kinds.includes(task.kind) &&
  (key === undefined || task.key === key || task.key.startsWith(`${key}/`));

const isOf = (task: NewTask, staffId: string): boolean =>
  'staffId' in task.owner && task.owner.staffId === staffId;

/** The open tasks, besides the promises. One that was closed is not opened again under its key. */
export function openTasksAfter(changes: readonly TaskChange[]): NewTask[] {
  const known = new Set<string>();
  let open: NewTask[] = [];
  for (const change of changes) {
    if ('open' in change) {
      if (!known.has(change.open.key)) open.push(change.open);
      known.add(change.open.key);
    } else if ('close' in change) {
      open = open.filter((task) => !covers(task, change.close, change.key));
    } else if ('handOver' in change) {
      const { from, to } = change.handOver;
      open = open.map((task) =>
        isOf(task, from) && !personalKinds.includes(task.kind)
          ? { ...task, owner: { staffId: to } }
          : task,
      );
    } else {
      const { give } = change;
      open = open.map((task) => (isGiven(give, task) ? { ...task, owner: give.owner } : task));
    }
  }
  return open;
}
