// What happens when a task is soon due, or overdue: its owner is told, or it goes up a rung. Once each; never early.
import { eligibleStaff } from '../assignment/routing.ts';
import type { Case } from '../case.ts';
import { type Draft, draftOn } from '../draft.ts';
import { noticeToStaff } from '../messages.ts';
import { type Context, teamOf } from '../rules.ts';
import { type OpenTask, superiorOf } from '../task-times.ts';
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

/** Takes a task that was not done in time up a rung: it is on record, and a named person has it on their list too. */
export function decideTaskOverdue(current: Case, task: OpenTask, context: Context) {
  const draft: Draft = draftOn(current, context);
  const { taskId, key, kind, dueAt, owner, title } = task;
  const { person, ...to } = superiorOf(
    owner,
    context.staff,
    teamOf(context.rules, current.category),
    eligibleStaff(current, context),
  );
  draft.add('task.overdue', { taskId, key, kind, dueAt, owner: ownerText(owner), to });
  noticeToStaff(draft, context, {
    key: `overdue/${key}`,
    person,
    title: (locale) => titlesIn(locale).overdue(title),
    dueAt,
  });
  return { decided: draft.decided(), to: to as Named };
}
