// What a daily mail says: what is overdue, what is due today, what waits for the reader's decision. Pure.
import { cutText } from '#shared/events/text.ts';

/** An open task of the reader. */
export type DigestTask = {
  /** Absent for a task about no case. */
  reference?: string | undefined;
  kind: string;
  title: string;
  dueAt: Date;
};

export type DigestSections = { overdue: DigestTask[]; today: DigestTask[]; waiting: DigestTask[] };

/** What waits for a decision of its reader, however long there is for it. */
const decisions = ['approve_remedy', 'approve_action', 'decide_contact'];

/** Tasks by section; `dayEnd`: when the reader's day ends. What is neither overdue, nor of today, nor to be decided is left out. */
export function digestSections(
  tasks: readonly DigestTask[],
  now: Date,
  dayEnd: Date,
): DigestSections {
  const sections: DigestSections = { overdue: [], today: [], waiting: [] };
  for (const task of tasks) {
    if (task.dueAt <= now) sections.overdue.push(task);
    else if (decisions.includes(task.kind)) sections.waiting.push(task);
    else if (task.dueAt < dayEnd) sections.today.push(task);
  }
  return sections;
}

/** As many of a section as a mail shows; the list of work has all. */
export const LINES_MAX = 25;
const TITLE_MAX = 200;

/** A section as a value of the message: the first ones, as JSON that the notifier reads. Nothing for an empty one. */
export function sectionValue(tasks: readonly DigestTask[], publicUrl: string): string | undefined {
  if (tasks.length === 0) return undefined;
  return JSON.stringify(
    tasks.slice(0, LINES_MAX).map(({ reference, title, dueAt }) => ({
      ...(reference ? { reference } : {}),
      taskTitle: cutText(title, TITLE_MAX),
      dueAt: dueAt.toISOString(),
      caseUrl: reference ? `${publicUrl}/console/cases/${reference}` : `${publicUrl}/console/work`,
    })),
  );
}
