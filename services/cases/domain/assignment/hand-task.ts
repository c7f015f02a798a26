// Giving one task of a case to somebody else: on record, with notice to whoever has it from then on. Whom it goes to: others.
import type { Staffer } from '../case.ts';
import type { Draft, NewTask } from '../draft.ts';
import { noticeToStaff } from '../messages.ts';
import type { Context } from '../rules.ts';
import type { OpenTask } from '../task-times.ts';
import { titlesIn } from '../texts/task-titles.ts';
import type { Named } from '../timeline/entries.ts';

/** Whom something goes to: as it stands on record, the person if there is one, and as the owner of a task. */
export type Chosen = { to: Named; person?: Staffer | undefined; owner: NewTask['owner'] };

type Handed = Pick<OpenTask, 'key' | 'title' | 'dueAt'>;

function record(
  draft: Draft,
  context: Context,
  { key, title, dueAt }: Handed,
  from: string,
  { to, person }: Chosen,
): void {
  draft.add('task.handed_over', { key, from, to });
  noticeToStaff(draft, context, {
    // Begins like the task: what a notice is about is told by that. The same task may be handed over more than once.
    key: `${key}/handed-over/${draft.current.version}`,
    person,
    title: (locale) => titlesIn(locale).handedOver(title),
    dueAt,
  });
}

/** Gives a task that is `from`'s to somebody else, or to a role when nobody of it is there. */
export function handTask(
  draft: Draft,
  context: Context,
  task: Handed,
  from: string,
  chosen: Chosen,
): void {
  record(draft, context, task, from, chosen);
  draft.give({ key: task.key }, chosen.owner);
}

/** Moves an overdue task that went up to `from` onto the list of somebody else, or of the role; its owner stays who it is. */
export function handRaised(
  draft: Draft,
  context: Context,
  task: Handed,
  from: string,
  chosen: Chosen,
): void {
  record(draft, context, task, from, chosen);
  draft.raise(task.key, chosen.to);
}
