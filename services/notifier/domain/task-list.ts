// The lists of tasks of a daily mail: from the JSON of the message to what its template goes through. Pure.
import { z } from 'zod';
import { singleLine } from './wording.ts';

const TITLE_MAX = 300;

const tasks = z
  .array(
    z.strictObject({
      reference: z.string().max(40).optional(),
      taskTitle: z.string(),
      dueAt: z.iso.datetime(),
      caseUrl: z.string().regex(/^https?:\/\/\S+$/),
    }),
  )
  .max(100);

/** A task as the template has it; on an object without a prototype. */
export type ShownTask = {
  reference: string | null;
  taskTitle: string;
  dueAt: string;
  caseUrl: string;
};

/** The tasks of a list, their times in words; null for none. @throws Error when the value is no such list. */
export function readTaskList(value: unknown, dateOf: (at: string) => string): ShownTask[] | null {
  if (value === undefined || value === '') return null;
  const read = tasks.safeParse(JSON.parse(String(value)));
  if (!read.success) throw new Error('rendering: a list of tasks is not one');
  return read.data.map(({ reference, taskTitle, dueAt, caseUrl }) =>
    Object.assign(Object.create(null), {
      reference: reference ? singleLine(reference, TITLE_MAX) : null,
      taskTitle: singleLine(taskTitle, TITLE_MAX),
      dueAt: dateOf(dueAt),
      caseUrl,
    }),
  );
}
