// What people and programs see of a case: put together from its row, timeline, items, tasks. Only fields named here (S22).
import type { Query } from '#shared/db.ts';
import { parseReference } from '#shared/ids.ts';
import type { Case } from './domain/case.ts';
import { respondBy } from './domain/escalation.ts';
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
import { tasksOfCase } from './stores/task-store.ts';
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
  const { query } = shell.db;
  const current = await findCase(query, reference);
  const rules = (await shell.policies.rulesOfCases(query, [current]))(current);
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
