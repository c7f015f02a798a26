// Legal hold and erasure of one case (R71). The record says that it was done, by whom and why; the chain stays whole, what was
// said is gone. When it is done by itself is retention.ts's.

import { dropLettersAbout, logForgetsBy, waitingAbout } from '#shared/bus/erasing.ts';
import { event } from '#shared/bus.ts';
import { canonicalJson } from '#shared/canonical-json.ts';
import type { Tx } from '#shared/db.ts';
import { RequestError } from '#shared/errors.ts';
import { type CaseErased, caseErasedTopic } from '#shared/events/case.ts';
import { parseReference } from '#shared/ids.ts';
import { type Actor, actorText, type Case } from '../domain/case.ts';
import { draftOn } from '../domain/draft.ts';
import { type ErasureCause, type KeptReason, keptText, whyKept } from '../domain/retention.ts';
import type { Rules } from '../domain/rules.ts';
import { wordsOf } from '../domain/saved-filters.ts';
import type { EntryData } from '../domain/timeline/entries.ts';
import { erasedCase, survivesErasure } from '../domain/timeline/erasure.ts';
import { noSuchCase, staffNow } from '../execute-command.ts';
import {
  caseIdByReference,
  idsOfReferences,
  lockCases,
  type StoredCase,
} from '../stores/cases-store.ts';
import { timelineOf } from '../stores/read-store.ts';
import { closeLooseTasks } from '../stores/task-store.ts';
import { beginWork, type Shell, sha256Hex } from '../work.ts';
import {
  dropFiles,
  dropNotices,
  emptyItems,
  eraseCaseRows,
  eraseEntries,
  itemIdsOf,
  putErasure,
} from './erasure-store.ts';
import { factsOfCase } from './retention-store.ts';
import { forgetInFilters } from './saved-filter-store.ts';

/** `version`: the case as whoever asks has seen it; absent: as it is now. */
export type RecordRequest = {
  reference: string;
  reason: string;
  staffId: string;
  version?: number | undefined;
};
type RecordEntry = 'legal_hold.set' | 'legal_hold.released' | 'case.erased';

/** The case that an administrator asks about, locked, and who asks. */
async function lockForAdmin(
  tx: Tx,
  request: RecordRequest,
): Promise<{ stored: StoredCase; actor: Actor }> {
  const { staffId, role, responderFor } = await staffNow(tx, request.staffId);
  if (role !== 'admin') throw new RequestError(403, 'role_too_low', 'This needs the role admin.');
  const canonical = parseReference(request.reference);
  const caseId = canonical && (await caseIdByReference(tx.query, canonical));
  const [stored] = caseId ? await lockCases(tx.query, [caseId]) : [];
  if (!stored) throw noSuchCase();
  return { stored, actor: { type: 'staff', staffId, role, responderFor } };
}

/** Writes one entry about the record of a case. Gives the case after it. */
async function writeEntry<T extends RecordEntry>(
  shell: Shell,
  tx: Tx,
  stored: StoredCase,
  entry: { type: T; data: EntryData[T]; actor: Actor; rules: Rules; now?: Date },
): Promise<Case> {
  const { actor, rules, now = shell.clock.now() } = entry;
  const draft = draftOn(stored.state, { rules, now, actor, staff: [] });
  draft.add(entry.type, entry.data);
  const work = beginWork(tx, shell, [stored]);
  work.take(draft.decided(), stored.trace);
  await work.flush();
  return draft.current;
}

const conflict = (message: string, members: Record<string, unknown> = {}): RequestError =>
  new RequestError(409, 'not_possible', message, { members });

function holding(
  shell: Shell,
  request: RecordRequest,
  type: 'legal_hold.set' | 'legal_hold.released',
): Promise<Case> {
  return shell.db.transaction(async (tx) => {
    const { stored, actor } = await lockForAdmin(tx, request);
    const { legalHold = false } = stored.state;
    if (legalHold === (type === 'legal_hold.set'))
      throw conflict(`The case is ${legalHold ? 'held already' : 'not held'}.`);
    const rulesOf = await shell.policies.rulesFor(tx.query, [stored.state]);
    const data = { reason: request.reason };
    return writeEntry(shell, tx, stored, { type, data, actor, rules: rulesOf(stored.state) });
  });
}

/**
 * Holds a case: nothing of it is erased until it is released.
 * @throws RequestError 403, 404, 409 when it is held already.
 */
export const holdCase = (shell: Shell, request: RecordRequest): Promise<Case> =>
  holding(shell, request, 'legal_hold.set');

/** Releases a held case. */
export const releaseCase = (shell: Shell, request: RecordRequest): Promise<Case> =>
  holding(shell, request, 'legal_hold.released');

/** What an erasure did. `logUntil`: copies may stand in the log of events until then. */
export type Erased = {
  reference: string;
  entries: number;
  items: number;
  blobs: number;
  logUntil: string;
};

/** Erases what another service keeps, in the same transaction; without it, that service does so as soon as it hears of it. */
export type Alongside = (tx: Tx, erased: CaseErased) => Promise<void>;

/** Why a case is erased, and by whom. `keptDays`: the period that was over. */
export type ErasureOrder = {
  why: ErasureCause;
  reason: string;
  actor: Actor;
  keptDays?: number | undefined;
};

/**
 * Erases a locked case, in the caller's transaction: what its entries say and their salts, its row, its items and their bytes,
 * its search text, notices, drafts, dead letters, filters of staff that name its customer; other services hear of it by the bus. It is on record in the timeline and
 * among the erasures.
 */
export async function eraseLocked(
  shell: Shell,
  tx: Tx,
  stored: StoredCase,
  order: ErasureOrder,
  alongside: Alongside,
): Promise<Erased> {
  const now = shell.clock.now();
  const { caseId, reference } = stored.state;
  const { why, reason, actor, keptDays } = order;
  const logUntil = logForgetsBy(now);
  const policy = await shell.policies.newest(tx.query);
  const rules = { policy, ...shell.settings };
  const says = { reason, why, keptDays, logUntil: logUntil.toISOString() };
  // What the row will be does not hang on what the entry says: worked out ahead, so that the entry can prove it.
  const preview = draftOn(stored.state, { rules, now, actor, staff: [] });
  preview.add('case.erased', says);
  const left = erasedCase(preview.current);
  const current = await writeEntry(shell, tx, stored, {
    type: 'case.erased',
    data: { ...says, left: sha256Hex(canonicalJson(left)) },
    actor,
    rules,
    now,
  });
  const timeline = await timelineOf(tx.query, caseId);
  const versions = timeline
    .filter(({ type }) => !survivesErasure(type))
    .map(({ version }) => version);
  const entries = await eraseEntries(tx.query, caseId, versions);
  await eraseCaseRows(tx.query, left);
  const itemIds = await itemIdsOf(tx.query, caseId);
  const { items, files } = await emptyItems(tx.query, itemIds, now);
  const evidence = current.evidence.flatMap(({ file }) => file?.sha256 ?? []);
  const blobs = await dropFiles(tx.query, [...new Set([...files, ...evidence])]);
  const staffMails = await dropNotices(tx.query, { caseId, reference });
  await forgetInFilters(tx.query, wordsOf(stored.state));
  await dropLettersAbout(tx.query, [caseId, ...itemIds]);
  await closeLooseTasks(tx.query, { kind: 'dead_letter', itemIds }, 'system', now);
  const { version } = current;
  await putErasure(tx.query, {
    ...{ what: 'case', why, caseId, reference, version, by: actorText(actor), reason },
    ...{ policyVersion: policy.version, keptDays, entries, items, files: blobs, at: now, logUntil },
  });
  const told: CaseErased = { caseId, reference, at: now.toISOString(), staffMails };
  const { trace } = stored;
  tx.publish(event(caseErasedTopic, told, { cause: caseId, name: String(version), trace }));
  await alongside(tx, told);
  return { reference, entries, items, blobs, logUntil: logUntil.toISOString() };
}

/** Whether anything was written since it was erased. */
const holdsSomething = async (tx: Tx, { state }: StoredCase): Promise<boolean> =>
  !state.erasedAt ||
  (await timelineOf(tx.query, state.caseId)).some(
    ({ type, data }) => data !== null && !survivesErasure(type),
  );

/** The cases whose story goes on in one, locked after it: what is kept or erased of the one, is of all. */
export async function lockTakenIn(tx: Tx, { tookIn = [] }: Case): Promise<StoredCase[]> {
  return tookIn.length === 0 ? [] : lockCases(tx.query, await idsOfReferences(tx.query, tookIn));
}

/** Erases what a case took in, in the transaction that erases it. */
export async function eraseTakenIn(
  shell: Shell,
  tx: Tx,
  taken: readonly StoredCase[],
  order: ErasureOrder,
  alongside: Alongside,
): Promise<void> {
  for (const one of taken)
    if (await holdsSomething(tx, one)) await eraseLocked(shell, tx, one, order, alongside);
}

/** What keeps any of some cases. */
async function keptAmong(
  tx: Tx,
  cases: readonly StoredCase[],
): Promise<{ reference: string; because: KeptReason } | undefined> {
  for (const { state } of cases) {
    const facts = await factsOfCase(tx.query, state.caseId);
    if (!facts) throw noSuchCase();
    const waiting = await waitingAbout(tx.query, [state.caseId, ...facts.itemIds]);
    const [kept] = whyKept({ ...facts, eventsUnderWay: waiting.size }, 'request');
    if (kept) return { reference: state.reference, because: kept };
  }
  return undefined;
}

/**
 * Erases the personal data of a case, and of those that were merged into it, because somebody asked for it.
 * @throws RequestError 403, 404; 412 when it is not the version that was seen; 409 under a legal hold, while a payout of it is
 * under way or an event about it is tried again, or when it was erased before and nothing was written since (`because` says which).
 */
export function eraseCase(
  shell: Shell,
  request: RecordRequest,
  alongside: Alongside = async () => {},
): Promise<Erased> {
  return shell.db.transaction(async (tx) => {
    const { stored, actor } = await lockForAdmin(tx, request);
    const { version } = stored.state;
    const isGone = !(await holdsSomething(tx, stored));
    // Who sends it again names the version of before.
    if ((request.version ?? version) !== version && !isGone)
      throw new RequestError(412, 'changed_meanwhile', 'The case changed: look at it again first.');
    const taken = await lockTakenIn(tx, stored.state);
    const kept = await keptAmong(tx, [stored, ...taken]);
    if (kept) {
      const isOwn = kept.reference === stored.state.reference;
      const other = isOwn ? '' : `, nor ${kept.reference}, merged into it`;
      throw conflict(`The case is not erased${other}: ${keptText(kept.because)}.`, kept);
    }
    if (isGone) throw conflict('The case was erased before.', { because: 'erased_before' });
    const order = { why: 'request' as const, reason: request.reason, actor };
    await eraseTakenIn(shell, tx, taken, order, alongside);
    return eraseLocked(shell, tx, stored, order, alongside);
  });
}
