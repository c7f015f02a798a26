// What people and programs see of a case: put together from its row, timeline, items, tasks. Only fields named here (S22).
import type { Query } from '#shared/db.ts';
import { RequestError } from '#shared/errors.ts';
import { isUuid, parseReference } from '#shared/ids.ts';
import type { Case } from './domain/case.ts';
import { respondBy } from './domain/escalation.ts';
import { noSuchCase } from './execute-command.ts';
import { openReviews } from './remedies/remedy-facts.ts';
import {
  type CaseFilter,
  type CaseLine,
  caseByReference,
  itemsOfCase,
  listCases,
  openDeadlines,
  timelineOf,
} from './stores/read-store.ts';
import { listTasks, type Task, type TaskFilter, tasksOfCase } from './stores/task-store.ts';
import type { Shell } from './work.ts';

/** The case that a reference leads to, its own or that of an item that joined it. */
export async function findCase(query: Query, reference: string): Promise<Case> {
  const canonical = parseReference(reference);
  const found = canonical && (await caseByReference(query, canonical));
  if (!found) throw noSuchCase();
  return found;
}

/** A case with all that belongs to it. */
export async function caseView(shell: Shell, reference: string) {
  const { rules, db } = shell;
  const { query } = db;
  const current = await findCase(query, reference);
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
      orderNumber: item.orderNumber,
      occurredAt: item.occurredAt,
      unreadable: item.unreadable,
    })),
    timeline: timeline.map(({ version, type, at, actor, policyVersion, data, digest, chain }) => ({
      version,
      type,
      at,
      actor,
      policyVersion,
      data,
      digest,
      chain,
    })),
  };
}
/** A place in a list as an opaque text, and back. */
const cursorText = (place: readonly [string, string]): string =>
  Buffer.from(place.join('|')).toString('base64url');

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** @throws RequestError 400 for a text that is no cursor of ours. */
function parseCursor(cursor: string): { at: string; id: string } {
  const [at = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split('|');
  if (!INSTANT.test(at) || Number.isNaN(Date.parse(at)) || !isUuid(id))
    throw new RequestError(
      400,
      'invalid_cursor',
      'cursor: give back what "next" of the last page said.',
    );
  return { at, id };
}

/** What a page of a list is asked for by: a filter, and what "next" of the page before said. */
type Asked<Filter> = Omit<Filter, 'after'> & { cursor?: string | undefined };

/** A page of cases, newest first, as the API and the command line give it. No `next`: it is the last one. */
export async function casesPage(
  query: Query,
  { cursor, ...filter }: Asked<CaseFilter>,
): Promise<{ cases: CaseLine[]; next?: string }> {
  const place = cursor === undefined ? undefined : parseCursor(cursor);
  const after = place && { openedAt: place.at, caseId: place.id };
  const cases = await listCases(query, { ...filter, after });
  const last = cases.length === filter.limit ? cases.at(-1) : undefined;
  return last ? { cases, next: cursorText([last.openedAt.toISOString(), last.caseId]) } : { cases };
}

/** A page of tasks, in order of their due time. */
export async function tasksPage(
  query: Query,
  { cursor, ...filter }: Asked<TaskFilter>,
): Promise<{ tasks: Task[]; next?: string }> {
  const place = cursor === undefined ? undefined : parseCursor(cursor);
  const after = place && { dueAt: place.at, taskId: place.id };
  const tasks = await listTasks(query, { ...filter, after });
  const last = tasks.length === filter.limit ? tasks.at(-1) : undefined;
  return last ? { tasks, next: cursorText([last.dueAt.toISOString(), last.taskId]) } : { tasks };
}
