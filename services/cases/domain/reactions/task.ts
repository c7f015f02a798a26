// What happens when a task is soon due, or overdue: its owner is told, or it goes up a rung, then the next. Once each; never
// early, never beyond senior management.
import { eligibleStaff } from '../assignment/routing.ts';
import type { Case } from '../case.ts';
import { type Decided, type Draft, draftOn } from '../draft.ts';
import { noticeToStaff } from '../messages.ts';
import { type Context, teamOf } from '../rules.ts';
import { nextRung, nextRungAt, type OpenTask } from '../task-times.ts';
import { titlesIn } from '../texts/task-titles.ts';
import type { Named } from '../timeline/entries.ts';

const ownerText = (owner: OpenTask['owner']): string =>
  'staffId' in owner ? `staff:${owner.staffId}` : owner.role;

/** Reminds the owner of a task before it is due. */
export function decideTaskWarning(current: Case, task: OpenTask, context: Context) {
  const draft: Draft = draftOn(current, context);
  const { taskId, key, kind, dueAt, owner, title } = task;
  draft.add('task.warned', { taskId, key, kind, dueAt, owner: ownerText(owner) });
  const person =
    'staffId' in owner ? context.staff.find((one) => one.staffId === owner.staffId) : undefined;
  noticeToStaff(draft, context, {
    // A promise that was moved is warned of again.
    key: `warning/${key}/${dueAt}`,
    person,
    title: (locale) => titlesIn(locale).dueSoon(title),
    dueAt,
  });
  return draft.decided();
}

/** Where an overdue task went, and when it goes on from there. */
export type Raised = { to: Named; steps: number; nextAt?: string | undefined };

/**
 * Takes a task that was not done in time up a rung: it is on record, and a named person has it on their list too. From the
 * top it goes nowhere: no entry, and `raised` is absent.
 */
export function decideTaskOverdue(
  current: Case,
  task: OpenTask,
  context: Context,
): { decided: Decided; raised?: Raised } {
  const draft: Draft = draftOn(current, context);
  const { taskId, key, kind, dueAt, owner, title, raised } = task;
  const next = nextRung(
    task,
    context.staff,
    teamOf(context.rules, current.category),
    eligibleStaff(current, context),
  );
  if (!next) return { decided: draft.decided() };
  const { person, ...to } = next;
  const steps = (raised?.steps ?? 0) + 1;
  const { steps: _, ...from } = raised ?? { steps: 0 };
  draft.add('task.overdue', {
    ...{ taskId, key, kind, dueAt, owner: ownerText(owner), to },
    ...(raised ? { from: from as Named, step: steps } : {}),
  });
  noticeToStaff(draft, context, {
    // A promise that was given more time goes up anew.
    key: `overdue/${key}/${dueAt}/${steps}`,
    person,
    title: (locale) => titlesIn(locale).overdue(title),
    dueAt,
  });
  const nextAt = nextRungAt(context.rules.policy, kind, to, context.now);
  return { decided: draft.decided(), raised: { to, steps, nextAt } };
}
