// Legal hold and erasure of one case (R71): an administrator's commands. The record says that it was done, by whom and why; the
// chain stays whole, what was said is gone.
import type { Tx } from '#shared/db.ts';
import { RequestError } from '#shared/errors.ts';
import { parseReference } from '#shared/ids.ts';
import type { Case } from '../domain/case.ts';
import { draftOn } from '../domain/draft.ts';
import type { EntryData } from '../domain/timeline/entries.ts';
import { erasedCase, survivesErasure } from '../domain/timeline/erasure.ts';
import { noSuchCase, staffNow } from '../execute-command.ts';
import { caseIdByReference, lockCases } from '../stores/cases-store.ts';
import { timelineOf } from '../stores/read-store.ts';
import { beginWork, type Shell } from '../work.ts';
import { eraseCaseRows, eraseEntries, eraseItems } from './erasure-store.ts';

export type RecordRequest = { reference: string; reason: string; staffId: string };
type RecordEntry = 'legal_hold.set' | 'legal_hold.released' | 'case.erased';

/** Writes one entry about the record of a case, as an administrator. Gives the case before and after. */
async function writeEntry(
  shell: Shell,
  tx: Tx,
  request: RecordRequest,
  type: RecordEntry,
  check: (current: Case) => void,
): Promise<Case> {
  const staff = await staffNow(tx, request.staffId);
  if (staff.role !== 'admin')
    throw new RequestError(403, 'role_too_low', 'This needs the role admin.');
  const canonical = parseReference(request.reference);
  const caseId = canonical && (await caseIdByReference(tx.query, canonical));
  const [stored] = caseId ? await lockCases(tx.query, [caseId]) : [];
  if (!stored) throw noSuchCase();
  check(stored.state);
  const { staffId, role, responderFor } = staff;
  const rulesOf = await shell.policies.rulesFor(tx.query, [stored.state]);
  const draft = draftOn(stored.state, {
    rules: rulesOf(stored.state),
    now: shell.clock.now(),
    actor: { type: 'staff', staffId, role, responderFor },
    staff: [],
  });
  const data: EntryData[RecordEntry] = { reason: request.reason };
  draft.add(type, data);
  const work = beginWork(tx, shell, [stored]);
  work.take(draft.decided(), stored.trace);
  await work.flush();
  return draft.current;
}

const conflict = (message: string): RequestError => new RequestError(409, 'not_possible', message);

/**
 * Holds a case: nothing of it is erased until it is released.
 * @throws RequestError 403, 404, 409 when it is held already.
 */
export const holdCase = (shell: Shell, request: RecordRequest): Promise<Case> =>
  shell.db.transaction((tx) =>
    writeEntry(shell, tx, request, 'legal_hold.set', (current) => {
      if (current.legalHold) throw conflict('The case is held already.');
    }),
  );

/** Releases a held case. */
export const releaseCase = (shell: Shell, request: RecordRequest): Promise<Case> =>
  shell.db.transaction((tx) =>
    writeEntry(shell, tx, request, 'legal_hold.released', (current) => {
      if (!current.legalHold) throw conflict('The case is not held.');
    }),
  );

/** What an erasure did. */
export type Erased = { reference: string; entries: number; items: number; blobs: number };

/**
 * Erases the personal data of a case: what its entries say and their salts, its row, its items and their bytes, its search
 * text. `alongside` erases what other services keep, in the same transaction.
 * @throws RequestError 403, 404, 409 under a legal hold or when it was erased before.
 */
export function eraseCase(
  shell: Shell,
  request: RecordRequest,
  alongside: (tx: Tx, caseId: string) => Promise<void> = async () => {},
): Promise<Erased> {
  return shell.db.transaction(async (tx) => {
    const current = await writeEntry(shell, tx, request, 'case.erased', (before) => {
      if (before.legalHold)
        throw conflict('The case is under a legal hold: nothing is erased until it is released.');
      if (before.erasedAt) throw conflict('The case was erased before.');
    });
    const { caseId, reference } = current;
    const timeline = await timelineOf(tx.query, caseId);
    const versions = timeline
      .filter(({ type }) => !survivesErasure(type))
      .map(({ version }) => version);
    const entries = await eraseEntries(tx.query, caseId, versions);
    const files = current.evidence.flatMap(({ file }) => file?.sha256 ?? []);
    const { items, blobs } = await eraseItems(tx.query, caseId, files);
    await eraseCaseRows(tx.query, erasedCase(current));
    await alongside(tx, caseId);
    return { reference, entries, items, blobs };
  });
}
