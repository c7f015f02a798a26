// Tasks become rows: what decisions opened, closed and handed over, and the promises that cases have. SQL: task-store.ts.
import type { Tx } from '#shared/db.ts';
import { cutText, storableText } from '#shared/events/text.ts';
import { derivedId } from '#shared/ids.ts';
import type { Policy } from '#shared/policy/policy.ts';
import type { Case } from '../domain/case.ts';
import { covers, isGiven, type NewTask, type TaskChange } from '../domain/draft.ts';
import { endOfPromise, promisesOf } from '../domain/promises.ts';
import { warnAtOf } from '../domain/task-times.ts';
import { storedTitle, type Title } from '../domain/texts/task-titles.ts';
import type { RulesOf } from '../policy/policies.ts';
import {
  closeTasks,
  openTasks,
  putPromises,
  type TaskClosing,
  type TaskRow,
} from '../stores/task-store.ts';
import { giveTasks, moveRaisedTasks, type TaskGift, type TaskRaise } from './giving-store.ts';
import { pauseTasks, resumeTasks, type TaskPause, type TaskResumption } from './paused-store.ts';

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
  opened: { task: NewTask; at: string; paused?: true | undefined }[];
  closings: TaskClosing[];
  pauses: TaskPause[];
  resumptions: TaskResumption[];
  gifts: TaskGift[];
  raises: TaskRaise[];
};

type Opened = TaskWork['opened'][number];

/** Nothing becomes of them yet. */
export const noTaskWork = (): TaskWork => ({
  opened: [],
  closings: [],
  pauses: [],
  resumptions: [],
  gifts: [],
  raises: [],
});

/** Changes what was opened earlier in this transaction: it is not in the database yet. */
const changeOpened = (
  work: TaskWork,
  which: (task: NewTask) => boolean,
  how: (one: Opened) => Opened,
): void => {
  work.opened = work.opened.map((one) => (which(one.task) ? how(one) : one));
};

const ownedBy =
  (owner: NewTask['owner']) =>
  (one: Opened): Opened => ({ ...one, task: { ...one.task, owner } });

/** Takes the changes of a decision in. */
export function applyTasks(
  work: TaskWork,
  caseId: string,
  changes: TaskChange[],
  at: string,
): void {
  for (const change of changes) {
    if ('open' in change) {
      work.opened.push({ task: change.open, at, paused: change.paused });
    } else if ('pause' in change) {
      const kinds = [...change.pause];
      changeOpened(
        work,
        ({ kind }) => kinds.includes(kind),
        (one) => ({ ...one, paused: true }),
      );
      work.pauses.push({ caseId, kinds });
    } else if ('resume' in change) {
      const { resume: kinds, dueAtLeast } = change;
      changeOpened(
        work,
        ({ kind }) => kinds.includes(kind),
        ({ task, at: since }) => ({ task, at: since }),
      );
      work.resumptions.push(...kinds.map((kind) => ({ caseId, kind, dueAt: dueAtLeast })));
    } else if ('raise' in change) {
      const { key, to } = change.raise;
      work.raises.push({ caseId, key, staff: to.staffId ?? null, role: to.role });
    } else if ('give' in change) {
      const { owner, key = null, from = null, kinds = null } = change.give;
      changeOpened(work, (task) => isGiven(change.give, task), ownedBy(owner));
      work.gifts.push({ caseId, key, from, kinds, ...ownerColumns(owner) });
    } else {
      const { close: kinds, as, key } = change;
      work.opened = work.opened.filter(({ task }) => !covers(kinds, key, task));
      work.closings.push({ caseId, kinds, as, key: key ?? null });
    }
  }
}

const ownerColumns = (owner: NewTask['owner']) => ({
  ownerStaff: 'staffId' in owner ? owner.staffId : null,
  ownerRole: 'role' in owner ? owner.role : null,
  ownerPlatform: 'role' in owner ? (owner.platform ?? null) : null,
  ownerTeam: 'role' in owner ? (owner.team ?? null) : null,
});

function taskRow(policy: Policy, caseId: string, { task, at, paused }: Opened): TaskRow {
  const { owner } = task;
  return {
    ...(paused ? { state: 'paused' as const } : {}),
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
    rows.push(...has.map((task) => taskRow(rules.policy, caseId, { task, at: now })));
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
  const known = changed.filter(({ before }) => before);
  await pauseTasks(
    tx.query,
    known.flatMap(({ pauses }) => pauses),
  );
  await resumeTasks(
    tx.query,
    known.flatMap(({ current, resumptions }) =>
      resumptions.map((each) => {
        const { policy } = rulesOf(current);
        return { ...each, warnAt: warnAtOf(policy, each, now.toISOString()) ?? null };
      }),
    ),
  );
  await giveTasks(
    tx.query,
    known.flatMap(({ gifts }) => gifts),
  );
  await moveRaisedTasks(
    tx.query,
    known.flatMap(({ raises }) => raises),
  );
  await openTasks(
    tx.query,
    changed.flatMap(({ current, opened }) =>
      opened.map((one) => taskRow(rulesOf(current).policy, current.caseId, one)),
    ),
  );
  await putPromises(tx.query, promises.rows);
}
