// The tasks of one simulated case, as their rows stand in the database: opened once a key, moved, handed over, closed.

import type { Case } from '../../services/cases/domain/case.ts';
import {
  type Decided,
  isGiven,
  type NewTask,
  personalKinds,
  type TaskChange,
} from '../../services/cases/domain/draft.ts';
import { endOfPromise, promisesOf } from '../../services/cases/domain/promises.ts';
import type { Rules } from '../../services/cases/domain/rules.ts';
import { type OpenTask, warnAtOf } from '../../services/cases/domain/task-times.ts';

/** A task's row. `raisedAt`: when it went up a rung. */
export type TaskRow = Omit<OpenTask, 'owner'> & {
  owner: NewTask['owner'];
  state: 'open' | 'done' | 'cancelled';
  openedAt: string;
  closedAt?: string;
  warnAt?: string | undefined;
  warnedAt?: string | undefined;
  raisedAt?: string | undefined;
  /** When it goes up the next rung. */
  nextRungAt?: string | undefined;
};

export type TaskList = {
  rows: Map<string, TaskRow>;
  /** Takes in what a decision did. Gives the tasks that it opened. */
  apply(decided: Decided, before: Case | undefined, at: string): TaskRow[];
  close(row: TaskRow, as: 'done' | 'cancelled', at: string): void;
};

const covers = (task: { kind: string; key: string }, kinds: readonly string[], key?: string) =>
  kinds.includes(task.kind) &&
  (key === undefined || task.key === key || task.key.startsWith(`${key}/`));

/** Makes the list of a case that follows some rules. */
export function createTaskList(rules: Rules): TaskList {
  const rows = new Map<string, TaskRow>();
  const open = () => [...rows.values()].filter(({ state }) => state === 'open');
  const close: TaskList['close'] = (row, as, at) => {
    row.state = as;
    row.closedAt = at;
  };
  const put = (task: NewTask, at: string): TaskRow => {
    const { key, kind, title, owner, dueAt } = task;
    const warnAt = warnAtOf(rules.policy, task, at);
    const row: TaskRow = {
      taskId: key,
      key,
      kind,
      title,
      owner,
      dueAt,
      state: 'open',
      openedAt: at,
      warnAt,
    };
    rows.set(key, row);
    return row;
  };
  const promise = (task: NewTask, at: string): TaskRow | undefined => {
    const known = rows.get(task.key);
    if (!known) return put(task, at);
    if (known.dueAt !== task.dueAt) {
      known.warnAt = warnAtOf(rules.policy, task, at);
      known.warnedAt = undefined;
    }
    Object.assign(known, { owner: task.owner, dueAt: task.dueAt, state: 'open' });
    delete known.closedAt;
    return undefined;
  };
  const change = (opened: Map<string, NewTask>, one: TaskChange, at: string): void => {
    if ('open' in one) {
      if (!opened.has(one.open.key)) opened.set(one.open.key, one.open);
    } else if ('close' in one) {
      for (const task of [...opened.values()])
        if (covers(task, one.close, one.key)) opened.delete(task.key);
      for (const row of open()) if (covers(row, one.close, one.key)) close(row, one.as, at);
    } else if ('handOver' in one) {
      const { from, to } = one.handOver;
      for (const row of open())
        if (
          'staffId' in row.owner &&
          row.owner.staffId === from &&
          !personalKinds.includes(row.kind)
        )
          row.owner = { staffId: to };
    } else {
      for (const row of open()) if (isGiven(one.give, row)) row.owner = one.give.owner;
    }
  };
  return {
    rows,
    close,
    apply: (decided, before, at) => {
      const opened = new Map<string, NewTask>();
      for (const one of decided.tasks) change(opened, one, at);
      const had = before ? promisesOf(before, rules) : [];
      const has = promisesOf(decided.after, rules);
      const keys = new Set(has.map(({ key }) => key));
      for (const { key, kind } of had) {
        const row = rows.get(key);
        if (before && !keys.has(key) && row?.state === 'open')
          close(row, endOfPromise(kind, before, decided.after), at);
      }
      const made = [...opened.values()]
        .filter(({ key }) => !rows.has(key))
        .map((task) => put(task, at));
      return [...made, ...has.flatMap((task) => promise(task, at) ?? [])];
    },
  };
}
