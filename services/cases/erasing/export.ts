// What is kept of a customer as one file for them (R71): what they said, what was written to them, what was decided, and the files
// that they sent. What is about others is left out (domain/timeline/exported.ts).

import { readBlob } from '#shared/blobs.ts';
import { RequestError } from '#shared/errors.ts';
import type { IntakeReceived } from '#shared/events/intake.ts';
import { newId } from '#shared/ids.ts';
import type { Case } from '../domain/case.ts';
import { exportedActor, exportedData } from '../domain/timeline/exported.ts';
import { type Shell, sha256Hex } from '../work.ts';
import {
  putExport,
  type ReceivedRow,
  receivedAside,
  receivedIn,
  type SaidRow,
  saidIn,
  wordBytesIn,
} from './export-store.ts';
import { type CasePreview, keyOf, lookAtSubject, type Subject, takenInto } from './subject.ts';

/** Files of more bytes in all are named in the export, not put in: they are given out one by one from the case. */
const FILES_BYTES_MAX = 20 * 1024 * 1024;

/** More bytes of words than this are not held in memory at once. */
const WORDS_BYTES_MAX = 32 * 1024 * 1024;

const tooMuch = (): RequestError =>
  new RequestError(409, 'too_much', 'More is kept than one file takes: export case by case.');

const receivedPart = ({ itemId, received }: ReceivedRow) => {
  const { channel, receivedAt, reference, sender, subject, text, orderNumber, occurredAt } =
    received;
  const attachments = received.attachments.map(({ name, mediaType, sha256 }) => ({
    ...{ name, mediaType, sha256 },
  }));
  return {
    ...{ itemId, reference, channel, receivedAt, sender, subject, text, orderNumber, occurredAt },
    attachments,
  };
};

const historyPart = ({ at, actor, type, data }: SaidRow) => ({
  ...{ at, by: exportedActor(actor), what: type },
  says: exportedData(type, data),
});

const casePart = (current: Case, received: ReceivedRow[], said: SaidRow[]) => {
  const { caseId, reference, status, kind, category, severity, channel, language } = current;
  const { customer, subject, openedAt, closedAt, erasedAt } = current;
  return {
    ...{ reference, status, kind, category, severity, channel, language },
    ...{ customer, subject, openedAt, closedAt, erasedAt },
    received: received.filter((row) => row.caseId === caseId).map(receivedPart),
    history: said.filter((row) => row.caseId === caseId).map(historyPart),
  };
};

type FilePart = {
  name: string;
  mediaType: string;
  sha256: string;
  base64?: string;
  leftOut?: 'too_large' | 'erased';
};

/** Who sent an item, as `customer_key` names the customer of a case. */
const senderKey = ({ channel, sender }: IntakeReceived): string | undefined =>
  sender.email?.toLowerCase() ??
  (sender.platformUserId === undefined ? sender.phone : `${channel}:${sender.platformUserId}`);

/** What was sent with it, each file once, as long as there is room. */
async function filesOf(shell: Shell, received: IntakeReceived[]): Promise<FilePart[]> {
  const attached = received.flatMap(({ attachments }) => attachments);
  const files = [...new Map(attached.map((file) => [file.sha256, file])).values()];
  const parts: FilePart[] = [];
  let room = FILES_BYTES_MAX;
  for (const { name, mediaType, sha256, bytes } of files) {
    const about = { name, mediaType, sha256 };
    const content = bytes <= room ? await readBlob(shell.db.query, sha256) : undefined;
    if (content) {
      room -= content.length;
      parts.push({ ...about, base64: content.toString('base64') });
    } else parts.push({ ...about, leftOut: bytes > room ? 'too_large' : 'erased' });
  }
  return parts;
}

/** A file for a customer. */
export type ExportFile = { exportId: string; references: string[]; text: string; sha256: string };

/** What a customer sent in cases that are not theirs. All else of those is another's. */
async function sentElsewhere(
  shell: Shell,
  found: CasePreview[],
  subject: Subject,
): Promise<ReceivedRow[]> {
  const others = found.filter(({ isTheirs }) => !isTheirs).map(({ current }) => current.caseId);
  if (others.length === 0 || 'reference' in subject) return [];
  const rows = await receivedIn(shell.db.query, others);
  return rows.filter(({ received }) => senderKey(received) === keyOf(subject.customer));
}

const nothingKept = (): RequestError =>
  new RequestError(404, 'nothing_kept', 'Nothing is kept of this customer.');

/**
 * Makes the file, and puts on record that it left. Who is shown what is on record before (R72).
 * @throws RequestError 404 when nothing is kept, 409 when there is more than one file takes.
 */
export async function exportSubject(
  shell: Shell,
  asked: { subject: Subject; reason: string; staffId: string },
): Promise<ExportFile> {
  const { query } = shell.db;
  const { subject, reason, staffId } = asked;
  const found = await lookAtSubject(shell, subject, { staffId, part: 'export' });
  if (found.more) throw tooMuch();
  const whole = found.cases.filter(({ isTheirs }) => isTheirs).map(({ current }) => current);
  const cases = [...whole, ...(await takenInto(shell, whole))];
  const ids = cases.map(({ caseId }) => caseId);
  if ((await wordBytesIn(query, ids)) > WORDS_BYTES_MAX) throw tooMuch();
  const [received, elsewhere, said, aside] = await Promise.all([
    receivedIn(query, ids),
    sentElsewhere(shell, found.cases, subject),
    saidIn(query, ids),
    receivedAside(
      query,
      found.items.map(({ itemId }) => itemId),
    ),
  ]);
  if (cases.length + elsewhere.length + aside.length === 0) throw nothingKept();
  const files = await filesOf(
    shell,
    [...received, ...elsewhere, ...aside].map((row) => row.received),
  );
  const exportId = newId();
  const at = shell.clock.now();
  const content = {
    ...{ exportId, at },
    leftOut: 'names of staff, what is about others, our own proofs of the record',
    cases: cases.map((current) => casePart(current, received, said)),
    sentInCasesOfOthers: elsewhere.map(receivedPart),
    neverBecameCases: aside.map(receivedPart),
    files,
  };
  const text = JSON.stringify(content, null, 2);
  const sha256 = sha256Hex(text);
  const references = cases.map(({ reference }) => reference);
  await putExport(query, {
    ...{ exportId, by: `staff:${staffId}`, reason, references, items: aside.length },
    ...{ bytes: Buffer.byteLength(text), sha256, at },
  });
  return { exportId, references, text, sha256 };
}
