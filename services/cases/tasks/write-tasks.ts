// Tasks become rows: what decisions opened, closed and handed over, and the promises that cases have. SQL: task-store.ts.
import type { Tx } from '#shared/db.ts';
import { cutText, storableText } from '#shared/events/text.ts';
import { derivedId } from '#shared/ids.ts';
import type { Policy } from '#shared/policy/policy.ts';
import type { Case } from '../domain/case.ts';
import { isGiven, type NewTask, personalKinds, type TaskChange } from '../domain/draft.ts';
import { endOfPromise, promisesOf } from '../domain/promises.ts';
import { warnAtOf } from '../domain/task-times.ts';
import { storedTitle, type Title } from '../domain/texts/task-titles.ts';
import type { RulesOf } from '../policy/policies.ts';
import {
  closeTasks,
  giveTasks,
  handOverTasks,
  openTasks,
  putPromises,
  type TaskClosing,
  type TaskGift,
  type TaskHandOver,
  type TaskRow,
} from '../stores/task-store.ts';

// As it is shown in lists and mails.
const TITLE_MAX = 300;

/** A task's title, fit to store. */
const taskTitle = (title: string): string => storableText(cutText(title, TITLE_MAX));

/** A task's title in every language, fit to store. */
const taskTitles = (titles: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(titles).map(([locale, title]) => [locale, taskTitle(title)]));

/** What the row of a task that is about no case is called. */
export function looseTitle(
  title: Title,
  policy: Pick<Policy, 'locales'>,
): Pick<TaskRow, 'title' | 'titles'> {
  const stored = storedTitle(title, policy);
  return { title: taskTitle(stored.title), titles: taskTitles(stored.titles) };
}

/** What becomes of the tasks of a case in one transaction. */
export type TaskWork = {
  opened: { task: NewTask; at: string }[];
  closings: TaskClosing[];
  handOvers: TaskHandOver[];
  gifts: TaskGift[];
};

/** Takes the changes of a decision in. */
export function applyTasks(
  work: TaskWork,
  caseId: string,
  changes: TaskChange[],
  at: string,
): void {
  for (const change of changes) {
    if ('open' in change) {
      work.opened.push({ task: change.open, at });
      continue;
    }
    if ('handOver' in change) {
      const { from, to } = change.handOver;
      work.opened = work.opened.map(({ task, at: since }) =>
        'staffId' in task.owner && task.owner.staffId === from && !personalKinds.includes(task.kind)
          ? { task: { ...task, owner: { staffId: to } }, at: since }
          : { task, at: since },
      );
      work.handOvers.push({ caseId, from, to });
      continue;
    }
    if ('give' in change) {
      const { owner, key = null, from = null, kinds = null } = change.give;
      work.opened = work.opened.map(({ task, at: since }) =>
        isGiven(change.give, task) ? { task: { ...task, owner }, at: since } : { task, at: since },
      );
      work.gifts.push({ caseId, key, from, kinds, ...ownerColumns(owner) });
      continue;
    }
    const { close: kinds, as, key } = change;
    // What was opened earlier in this transaction is not in the database yet.
    work.opened = work.opened.filter(
      ({ task }) =>
        !kinds.includes(task.kind) ||
        (key !== undefined && task.key !== key && !task.key.startsWith(`${key}/`)),
    );
    work.closings.push({ caseId, kinds, as, key: key ?? null });
  }
}

const ownerColumns = (owner: NewTask['owner']) => ({
  ownerStaff: 'staffId' in owner ? owner.staffId : null,
  ownerRole: 'role' in owner ? owner.role : null,
  ownerPlatform: 'role' in owner ? (owner.platform ?? null) : null,
  ownerTeam: 'role' in owner ? (owner.team ?? null) : null,
});

function taskRow(policy: Policy, caseId: string, task: NewTask, at: string): TaskRow {
  const { owner } = task;
  return {
    taskId: derivedId(caseId, `task/${task.key}`),
    caseId,
    itemId: null,
    key: task.key,
    kind: task.kind,
    title: taskTitle(task.title),
    titles: taskTitles(task.titles),
    ...ownerColumns(owner),
    dueAt: task.dueAt,
    warnAt: warnAtOf(policy, task, at) ?? null,
    createdAt: at,
  };
}

type Changed = { before: Case | undefined; current: Case } & TaskWork;

/** The promises of cases that changed, and those that they no longer have. */
function promiseChanges(changed: Changed[], rulesOf: RulesOf, now: string) {
  const rows: TaskRow[] = [];
  const closings: TaskClosing[] = [];
  for (const { before, current } of changed) {
    const { caseId } = current;
    const rules = rulesOf(current);
    const had = before ? promisesOf(before, rulesOf(before)) : [];
    const has = promisesOf(current, rules);
    if (JSON.stringify(had) === JSON.stringify(has)) continue;
    rows.push(...has.map((task) => taskRow(rules.policy, caseId, task, now)));
    const keys = new Set(has.map(({ key }) => key));
    for (const { key, kind } of had)
      if (before && !keys.has(key))
        closings.push({ caseId, kinds: [kind], as: endOfPromise(kind, before, current), key });
  }
  return { rows, closings };
}

/** Writes what became of tasks, with sets. `by`: who acts; `now`: RFC 3339. */
export async function writeTasks(
  tx: Tx,
  rulesOf: RulesOf,
  changed: Changed[],
  by: string,
  now: Date,
): Promise<void> {
  const promises = promiseChanges(changed, rulesOf, now.toISOString());
  const closings = changed.flatMap((progress) => (progress.before ? progress.closings : []));
  await closeTasks(tx.query, [...closings, ...promises.closings], by, now);
  await handOverTasks(
    tx.query,
    changed.flatMap(({ before, handOvers }) => (before ? handOvers : [])),
  );
  await giveTasks(
    tx.query,
    changed.flatMap(({ before, gifts }) => (before ? gifts : [])),
  );
  await openTasks(
    tx.query,
    changed.flatMap(({ current, opened }) =>
      opened.map(({ task, at }) => taskRow(rulesOf(current).policy, current.caseId, task, at)),
    ),
  );
  await putPromises(tx.query, promises.rows);
}
