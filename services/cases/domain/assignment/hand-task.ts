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

/** Gives a task that is `from`'s to somebody else, or to a role when nobody of it is there. */
export function handTask(
  draft: Draft,
  context: Context,
  { key, title, dueAt }: Pick<OpenTask, 'key' | 'title' | 'dueAt'>,
  from: string,
  { to, person, owner }: Chosen,
): void {
  draft.add('task.handed_over', { key, from, to });
  draft.give({ key }, owner);
  noticeToStaff(draft, context, {
    // Begins like the task: what a notice is about is told by that. The same task may be handed over more than once.
    key: `${key}/handed-over/${draft.current.version}`,
    person,
    title: (locale) => titlesIn(locale).handedOver(title),
    dueAt,
  });
}
