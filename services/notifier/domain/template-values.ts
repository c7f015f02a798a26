// The values that templates of messages may use, by name. What becomes of them: render.ts; whether a template keeps to them:
// check-template.ts.
import type { Purpose } from '#shared/events/message.ts';

/** Values that a template may go without (they stand within `if`); any other missing value is an error. */
export const optionalNames = [
  'customerName',
  'statusUrl',
  'surveyUrl',
  'subject',
  'respondBy',
  'acknowledgeBy',
  'dueAt',
  'level',
  'overdue',
  'reopened',
  'neutral',
  'amount',
  'text',
  'outcomeSummary',
  'taskTitle',
  'caseUrl',
  'accessUrl',
  'reference',
];
/** Values without which a message of this purpose would break its promise (R10, R38). */
export const requiredNames: Record<Purpose, readonly string[]> = {
  acknowledgement: ['reference', 'statusUrl', 'respondBy'],
  update: ['reference', 'statusUrl'],
  'escalation-notice': ['reference'],
  compensation: ['reference', 'remedyLabel'],
  closing: ['reference', 'statusUrl'],
  satisfaction: ['reference', 'surveyUrl'],
  'staff-notice': ['taskTitle'],
  'daily-digest': ['taskTitle'],
  answer: ['text'],
  invitation: ['accessUrl', 'dueAt'],
  'password-reset': ['accessUrl', 'dueAt'],
};
/** Values that a submitter wrote: an acknowledgement has none of them (S37). */
export const submittersNames = ['customerName', 'subject', 'text', 'outcomeSummary', 'taskTitle'];
/** Instants; a template sees them as people of its language write them. */
export const dateNames = ['respondBy', 'acknowledgeBy', 'dueAt'];
/** Values of many lines; all others are one. */
export const longNames = ['text', 'outcomeSummary'];
/** How long a value of one line may be, in characters. */
export const LINE_CHARS_MAX = 2_000;
/** Web addresses: what a link of a template may lead to. */
export const linkNames = ['statusUrl', 'surveyUrl', 'caseUrl', 'accessUrl'];
/** Further values; `organisation` is that of the policy. */
export const otherNames = ['remedyLabel', 'currency', 'organisation'];

/** What lists a template may go through, each of paragraphs of lines. */
const listNames = ['paragraphs', 'outcomeParagraphs'];

/**
 * Lists of tasks, of a daily mail: each has `reference`, `taskTitle`, `dueAt` and `caseUrl` of its own. As values they are JSON.
 */
export const taskListNames = ['overdueTasks', 'todayTasks', 'waitingTasks'];

/** Values of a letter. */
const letterNames = ['reference', 'remedyLabel', 'customerName', 'amount'];

/** The parts of a template; a letter goes with compensation alone. */
export const templateParts = ['subject', 'html', 'text', 'dm', 'letter'] as const;
export type TemplatePart = (typeof templateParts)[number];

/** The source of a template, part by part. */
export type TemplateSources = Record<Exclude<TemplatePart, 'letter'>, string> & {
  letter?: string | undefined;
};

/** What a part may name. In an acknowledgement what a submitter wrote is always empty, so it is none of its values. */
export function namesFor(purpose: Purpose, part: TemplatePart): readonly string[] {
  if (part === 'letter') return letterNames;
  const written = purpose === 'acknowledgement' ? [...submittersNames, ...listNames] : [];
  return [...optionalNames, ...otherNames, ...listNames, ...taskListNames, 'toStaff'].filter(
    (name) => !written.includes(name),
  );
}

/** Values without which a part would break its promise, each by the names any of which will do. */
export function promisedNames(
  purpose: Purpose,
  part: TemplatePart,
): readonly (readonly string[])[] {
  if (part === 'subject' || part === 'letter') return [];
  return requiredNames[purpose].flatMap((name) => {
    // A direct message is an answer of its own: there is no page to go on reading at, and dates are in its link's page.
    const leavesOut = name === 'dueAt' || (name === 'statusUrl' && purpose !== 'acknowledgement');
    if (part === 'dm' && leavesOut) return [];
    return [name === 'text' ? ['text', 'paragraphs'] : [name]];
  });
}
