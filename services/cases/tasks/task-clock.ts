// The clock of tasks: warns owners, takes what is overdue up, rung by rung, once each. Any number of processes may run it: cases
// are claimed with SKIP LOCKED, and what was done stands in the task's row, in the same transaction.
import type { Query, Tx } from '#shared/db.ts';
import type { NewTask, TaskKind } from '../domain/draft.ts';
import { decideTaskOverdue, decideTaskWarning } from '../domain/reactions/task.ts';
import type { Context } from '../domain/rules.ts';
import { nextRung, nextRungAt, type OpenTask } from '../domain/task-times.ts';
import type { StoredCase } from '../stores/cases-store.ts';
import { PUT_OFF_MS } from '../stores/deadline-store.ts';
import { staffWithLoad } from '../stores/task-store.ts';
import { beginWork, type Shell } from '../work.ts';
import {
  allTasksOf,
  claimCasesOfTasks,
  claimLooseTasks,
  type DueTask,
  dueTasksOf,
  markTasks,
  putOffTasks,
  type TaskMark,
} from './task-clock-store.ts';

// As many cases as one look takes.
const CASES_MAX = 100;

function ownerOfRow(row: DueTask): NewTask['owner'] {
  const { ownerStaff: staffId, ownerRole, ownerPlatform: platform, ownerTeam: team } = row;
  if (staffId) return { staffId };
  const role = ownerRole ?? 'supervisor';
  return { role, ...(platform ? { platform } : {}), ...(team ? { team } : {}) };
}

/** A row as the domain knows it. */
export const openTask = (row: DueTask): OpenTask => ({
  taskId: row.taskId,
  key: row.key,
  kind: row.kind as TaskKind,
  title: row.title,
  owner: ownerOfRow(row),
  dueAt: row.dueAt.toISOString(),
  ...(row.raisedRole
    ? {
        raised: {
          role: row.raisedRole,
          ...(row.raisedStaff ? { staffId: row.raisedStaff } : {}),
          steps: row.raisedSteps,
        },
      }
    : {}),
});

/** The open and paused tasks of cases, by case. */
export async function knownTasksOf(
  query: Query,
  caseIds: readonly string[],
): Promise<Map<string, OpenTask[]>> {
  const rows = Map.groupBy(await allTasksOf(query, caseIds), ({ caseId }) => caseId ?? '');
  return new Map([...rows].map(([caseId, of]) => [caseId, of.map(openTask)]));
}

async function tellOfCases(
  shell: Shell,
  context: Context,
  claimed: StoredCase[],
  due: Map<string | null, DueTask[]>,
  tx: Tx,
): Promise<void> {
  const work = beginWork(tx, shell, claimed);
  const marks: TaskMark[] = [];
  const rulesOf = await shell.policies.rulesFor(
    tx.query,
    claimed.map(({ state }) => state),
  );
  for (const { state, trace } of claimed)
    for (const row of due.get(state.caseId) ?? []) {
      const current = work.caseOf(state.caseId) ?? state;
      const task = openTask(row);
      const own = { ...context, rules: rulesOf(current) };
      if (row.dueAt > context.now) {
        work.take(decideTaskWarning(current, task, own), trace);
        marks.push({ taskId: row.taskId });
      } else {
        const { decided, raised } = decideTaskOverdue(current, task, own);
        if (raised) work.take(decided, trace);
        marks.push({ taskId: row.taskId, raised: raised ?? 'at the top' });
      }
    }
  await work.flush();
  await markTasks(tx.query, marks, context.now);
}

async function tellAlone(
  shell: Shell,
  context: Context,
  stored: StoredCase,
  due: Map<string | null, DueTask[]>,
  tx: Tx,
): Promise<void> {
  const { caseId } = stored.state;
  try {
    await tx.savepoint(() => tellOfCases(shell, context, [stored], due, tx));
  } catch (error) {
    shell.log.error({ err: error, caseId }, 'a task’s clock failed; it is tried again in a minute');
    await putOffTasks(tx.query, caseId, context.now, new Date(context.now.getTime() + PUT_OFF_MS));
  }
}

const contextOf = async (shell: Shell, tx: Tx, now: Date): Promise<Context> => ({
  rules: shell.rules,
  now,
  actor: { type: 'clock' },
  staff: await staffWithLoad(tx.query),
});

/** Warns of and raises tasks of cases, a batch. Gives how many cases it looked at. */
const fireCaseTasks = (shell: Shell): Promise<number> =>
  shell.db.transaction(async (tx) => {
    const now = shell.clock.now();
    const claimed = await claimCasesOfTasks(tx.query, now, CASES_MAX);
    if (claimed.length === 0) return 0;
    const caseIds = claimed.map(({ state }) => state.caseId);
    const due = Map.groupBy(await dueTasksOf(tx.query, caseIds, now), ({ caseId }) => caseId);
    const context = await contextOf(shell, tx, now);
    try {
      await tx.savepoint(() => tellOfCases(shell, context, claimed, due, tx));
    } catch {
      // One of them fails: each by itself, so that it does not hold back the others.
      for (const stored of claimed) await tellAlone(shell, context, stored, due, tx);
    }
    return claimed.length;
  });

/** Tasks about no case have no timeline: their rows are the record. */
const fireLooseTasks = (shell: Shell): Promise<number> =>
  shell.db.transaction(async (tx) => {
    const now = shell.clock.now();
    const due = await claimLooseTasks(tx.query, now, CASES_MAX);
    if (due.length === 0) return 0;
    const { staff } = await contextOf(shell, tx, now);
    const marks = due.map((row): TaskMark => {
      if (row.dueAt > now) return { taskId: row.taskId };
      const to = nextRung(openTask(row), staff, undefined);
      if (!to) return { taskId: row.taskId, raised: 'at the top' };
      const nextAt = nextRungAt(shell.rules.policy, row.kind, to, now);
      return { taskId: row.taskId, raised: { to, steps: row.raisedSteps + 1, nextAt } };
    });
    await markTasks(tx.query, marks, now);
    for (const { taskId, raised } of marks)
      if (raised && raised !== 'at the top')
        tx.afterCommit(() => shell.log.warn({ taskId, to: raised.to.role }, 'task overdue'));
    return due.length;
  });

/** Warns of what is soon due and raises what is overdue, a batch of each. Zero: nothing is due, or others hold it. */
export const fireDueTasks = async (shell: Shell): Promise<number> =>
  (await fireCaseTasks(shell)) + (await fireLooseTasks(shell));
