// What people and programs see of a case: put together from its row, timeline, items, tasks. Only fields named here (S22).
import type { Query } from '#shared/db.ts';
import { RequestError } from '#shared/errors.ts';
import { isUuid, parseReference } from '#shared/ids.ts';
import type { Case } from './domain/case.ts';
import { respondBy } from './domain/escalation.ts';
import type { Rules } from './domain/rules.ts';
import { noSuchCase } from './execute-command.ts';
import { caseByReference, itemsOfCase, openDeadlines, timelineOf } from './stores/read-store.ts';
import { tasksOfCase } from './stores/task-store.ts';

/** The case that a reference leads to, its own or that of an item that joined it. */
export async function findCase(query: Query, reference: string): Promise<Case> {
  const canonical = parseReference(reference);
  const found = canonical && (await caseByReference(query, canonical));
  if (!found) throw noSuchCase();
  return found;
}

/** A case with all that belongs to it. */
export async function caseView(query: Query, rules: Rules, reference: string) {
  const current = await findCase(query, reference);
  const { caseId } = current;
  const [timeline, items, tasks, deadlines] = await Promise.all([
    timelineOf(query, caseId),
    itemsOfCase(query, caseId),
    tasksOfCase(query, caseId),
    openDeadlines(query, caseId),
  ]);
  const { fired: _fired, answers: _answers, ...shown } = current;
  return {
    ...shown,
    resolveBy: respondBy(current, rules),
    deadlines,
    tasks,
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
export const cursorText = (place: readonly [string, string]): string =>
  Buffer.from(place.join('|')).toString('base64url');

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** @throws RequestError 400 for a text that is no cursor of ours. */
export function parseCursor(cursor: string): { at: string; id: string } {
  const [at = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split('|');
  if (!INSTANT.test(at) || Number.isNaN(Date.parse(at)) || !isUuid(id))
    throw new RequestError(
      400,
      'invalid_cursor',
      'cursor: give back what "next" of the last page said.',
    );
  return { at, id };
}
