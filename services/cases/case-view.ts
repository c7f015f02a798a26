// What people and programs see of a case: put together from its row, timeline, items, tasks. Only fields named here (S22).
import type { Query } from '#shared/db.ts';
import { parseReference } from '#shared/ids.ts';
import type { Staff } from '#shared/people.ts';
import type { Actor, Case } from './domain/case.ts';
import { replyTemplates } from './domain/commands/contact.ts';
import { permittedTo } from './domain/commands/permissions.ts';
import { respondBy, updateBy } from './domain/escalation.ts';
import { localeFor, mayWriteOn, type Rules, reachOf } from './domain/rules.ts';
import type { ChainedEntry } from './domain/timeline/digest.ts';
import { noSuchCase } from './execute-command.ts';
import { cursorText, parseCursor } from './lists/cursor.ts';
import { openReviews } from './remedies/remedy-facts.ts';
import {
  caseByReference,
  entriesBefore,
  itemsOfCase,
  openDeadlines,
  timelineOf,
} from './stores/read-store.ts';
import { type Task, tasksOfCase } from './stores/task-store.ts';
import { endsByItself, mayFinish } from './tasks/may-finish.ts';
import type { Shell } from './work.ts';

/** Who looks at a case: what they may do depends on it. */
export type ViewedBy = Pick<Staff, 'staffId' | 'role' | 'responderFor'>;

/** The case that a reference leads to, its own or that of an item that joined it. */
export async function findCase(query: Query, reference: string): Promise<Case> {
  const canonical = parseReference(reference);
  const found = canonical && (await caseByReference(query, canonical));
  if (!found) throw noSuchCase();
  return found;
}

/** Why nothing can go out to the customer now, or undefined. */
export function blockedBy(current: Case, reach: ReturnType<typeof reachOf>, actor: Actor) {
  if (current.contactSuspended) return 'contact_suspended' as const;
  if (!mayWriteOn(current.channel, actor)) return 'not_a_responder' as const;
  return reach === 'none' ? ('no_address' as const) : undefined;
}

/** How its customer would be written to now, and why not. */
function writingOf(current: Case, rules: Rules, actor: Actor) {
  const reach = reachOf(current);
  const { email, handle } = current.customer;
  const to = reach === 'email' ? email : reach === 'direct_message' ? handle : undefined;
  const blocked = blockedBy(current, reach, actor);
  const open = current.status !== 'closed' && current.status !== 'merged';
  return {
    reach,
    ...(to ? { to } : {}),
    language: localeFor(current.language, rules.policy.locales),
    languages: rules.policy.locales,
    templates: replyTemplates(current),
    ...(open && !current.contactSuspended ? { nextUpdateBy: updateBy(current, rules) } : {}),
    ...(blocked ? { blocked } : {}),
  };
}

async function loaded({ db, policies }: Shell, reference: string) {
  const current = await findCase(db.query, reference);
  const rules = (await policies.rulesOfCases(db.query, [current]))(current);
  return { current, rules };
}

/** A case with all that belongs to it. */
export async function caseView(shell: Shell, reference: string) {
  const { current, rules } = await loaded(shell, reference);
  return viewOf(shell, current, rules);
}

/** Whether somebody could mark a task as done now: what a screen offers. */
const canFinish = (staff: ViewedBy, task: Task): boolean =>
  task.state === 'open' && !endsByItself(task) && mayFinish(staff, task);

/** The same as it is for a member of staff: with what they may do. */
export async function caseViewFor(shell: Shell, reference: string, staff: ViewedBy) {
  const { current, rules } = await loaded(shell, reference);
  const actor: Actor = { type: 'staff', ...staff };
  const view = await viewOf(shell, current, rules);
  return {
    ...view,
    tasks: view.tasks.map((task) => ({ ...task, mayFinish: canFinish(staff, task) })),
    ...permittedTo(current, { actor }),
    writing: writingOf(current, rules, actor),
  };
}

async function viewOf(shell: Shell, current: Case, rules: Rules) {
  const { query } = shell.db;
  const { caseId } = current;
  const [timeline, items, tasks, deadlines, reviews] = await Promise.all([
    timelineOf(query, caseId),
    itemsOfCase(query, caseId),
    tasksOfCase(query, caseId),
    openDeadlines(query, caseId),
    openReviews(shell, current),
  ]);
  const { fired: _fired, answers: _answers, ...shown } = current;
  return {
    ...shown,
    resolveBy: respondBy(current, rules),
    deadlines,
    tasks,
    reviews,
    items: items.map((item) => ({
      itemId: item.itemId,
      reference: item.reference,
      channel: item.channel,
      connector: item.connector,
      receivedAt: item.receivedAt,
      sender: item.sender,
      subject: item.subject,
      text: item.text,
      textCut: item.textCut,
      originalSha256: item.originalSha256,
      attachments: item.attachments,
      survey: item.survey,
      social: item.social,
      loggedBy: item.loggedBy,
      log: item.log,
      orderNumber: item.orderNumber,
      occurredAt: item.occurredAt,
      unreadable: item.unreadable,
    })),
    timeline: timeline.map(entryView),
  };
}

/** An entry as it is shown: without the salt, which would let what was erased be guessed back. */
const entryView = (entry: ChainedEntry) => {
  const { version, type, at, actor, policyVersion, data, digest, chain } = entry;
  return { version, type, at, actor, policyVersion, data, digest, chain };
};

const VERSION_MAX = 2 ** 31 - 1;

/** A page of a timeline, the newest entries first. */
export async function timelinePage(
  { db, signer }: Pick<Shell, 'db' | 'signer'>,
  reference: string,
  asked: { cursor?: string | undefined; limit: number },
) {
  const { caseId } = await findCase(db.query, reference);
  const list = { ...asked, caseId };
  const [place] = parseCursor(signer, 'timeline', list) ?? [];
  const before = place === undefined ? VERSION_MAX : Number(place);
  const entries = (await entriesBefore(db.query, caseId, before, asked.limit)).map(entryView);
  const last = entries.at(-1);
  if (!last || last.version === 1 || entries.length < asked.limit) return { caseId, entries };
  return { caseId, entries, next: cursorText(signer, 'timeline', list, [String(last.version)]) };
}
