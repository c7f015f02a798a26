// The tasks of one simulated case, as their rows stand in the database: opened once a key, moved, handed over, closed.

import type { Case } from '../../services/cases/domain/case.ts';
import {
  covers,
  type Decided,
  isGiven,
  type NewTask,
  type TaskChange,
} from '../../services/cases/domain/draft.ts';
import { endOfPromise, promisesOf } from '../../services/cases/domain/promises.ts';
import type { Rules } from '../../services/cases/domain/rules.ts';
import { type OpenTask, warnAtOf } from '../../services/cases/domain/task-times.ts';

/** A task's row. `raisedAt`: when it went up a rung. */
export type TaskRow = Omit<OpenTask, 'owner'> & {
  owner: NewTask['owner'];
  state: 'open' | 'paused' | 'done' | 'cancelled';
  openedAt: string;
  closedAt?: string;
  /** Since when it is nobody's to do; one that ends so was never asked of anybody again. */
  pausedAt?: string | undefined;
  warnAt?: string | undefined;
  warnedAt?: string | undefined;
  raisedAt?: string | undefined;
  /** When it goes up the next rung. */
  nextRungAt?: string | undefined;
};

export type TaskList = {
  rows: Map<string, TaskRow>;
  /** Takes in what a decision did. Gives the tasks that it opened, or opened again. */
  apply(decided: Decided, before: Case | undefined, at: string): TaskRow[];
  close(row: TaskRow, as: 'done' | 'cancelled', at: string): void;
};

type Opened = NewTask & { paused: boolean };

/** Makes the list of a case that follows some rules. */
export function createTaskList(rules: Rules): TaskList {
  const rows = new Map<string, TaskRow>();
  const unfinished = () =>
    [...rows.values()].filter(({ state }) => state === 'open' || state === 'paused');
  const resume = (row: TaskRow, dueAtLeast: string, at: string) => {
    Object.assign(row, { state: 'open', pausedAt: undefined });
    if (row.dueAt >= dueAtLeast) return;
    row.dueAt = dueAtLeast;
    row.warnAt = warnAtOf(rules.policy, { kind: row.kind, dueAt: dueAtLeast }, at);
    Object.assign(row, {
      warnedAt: undefined,
      raisedAt: undefined,
      raised: undefined,
      nextRungAt: undefined,
    });
  };
  const close: TaskList['close'] = (row, as, at) => {
    row.state = as;
    row.closedAt = at;
  };
  const put = (task: NewTask, at: string, paused = false): TaskRow => {
    const { key, kind, title, owner, dueAt } = task;
    const warnAt = warnAtOf(rules.policy, task, at);
    const row: TaskRow = {
      taskId: key,
      key,
      kind,
      title,
      owner,
      dueAt,
      state: paused ? 'paused' : 'open',
      openedAt: at,
      ...(paused ? { pausedAt: at } : {}),
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
  const change = (opened: Map<string, Opened>, one: TaskChange, at: string): void => {
    if ('open' in one) {
      const paused = one.paused ?? false;
      if (!opened.has(one.open.key)) opened.set(one.open.key, { ...one.open, paused });
    } else if ('close' in one) {
      for (const task of [...opened.values()])
        if (covers(one.close, one.key, task)) opened.delete(task.key);
      for (const row of unfinished()) if (covers(one.close, one.key, row)) close(row, one.as, at);
    } else if ('pause' in one) {
      for (const task of opened.values()) if (one.pause.includes(task.kind)) task.paused = true;
      for (const row of unfinished())
        if (row.state === 'open' && one.pause.includes(row.kind))
          Object.assign(row, { state: 'paused', pausedAt: at });
    } else if ('resume' in one) {
      for (const row of unfinished())
        if (row.state === 'paused' && one.resume.includes(row.kind))
          resume(row, one.dueAtLeast, at);
    } else if ('raise' in one) {
      const { key, to } = one.raise;
      for (const row of unfinished())
        if (row.key === key && row.raised) row.raised = { ...to, steps: row.raised.steps };
    } else {
      for (const row of unfinished()) if (isGiven(one.give, row)) row.owner = one.give.owner;
    }
  };
  return {
    rows,
    close,
    apply: (decided, before, at) => {
      const opened = new Map<string, Opened>();
      const asleep = unfinished().filter(({ state }) => state === 'paused');
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
        .map(({ paused, ...task }) => put(task, at, paused));
      const awake = asleep.filter(({ state }) => state === 'open');
      return [...made, ...awake, ...has.flatMap((task) => promise(task, at) ?? [])];
    },
  };
}
