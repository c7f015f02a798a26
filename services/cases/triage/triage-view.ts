// What triage shows: pages of the list, and single items and dead letters as plain text that nothing can run in.
import { z } from 'zod';
import { cursorParameter, limitParameter } from '#shared/api/route.ts';
import { readBlobStart } from '#shared/blobs.ts';
import { openDeadLetters } from '#shared/bus/dead-letters.ts';
import { RequestError } from '#shared/errors.ts';
import { cursorText, parseCursor } from '../lists/cursor.ts';
import type { Shell } from '../work.ts';
import { busLetterId } from './decide-item.ts';
import { plainText, type SourceHeader, sourceHeaders } from './source-view.ts';
import {
  countTriage,
  decisionsAbout,
  findTriageItem,
  itemOfLetter,
  listTriage,
  type TriageItem,
  type TriageLine,
  triageKinds,
} from './triage-store.ts';

const LINE_MAX = 200;
const TEXT_SHOWN = 10_000;
const HEADER_BYTES = 64 * 1024;
const COUNT_MAX = 1_000;

/** What the list can be asked for by. */
export const triageQuery = z.strictObject({
  kind: z
    .array(z.enum(triageKinds))
    .min(1)
    .max(triageKinds.length)
    .optional()
    .describe('of these kinds; all but suppressed when absent'),
  connector: z.string().min(1).max(100).optional().describe('taken in by this connector'),
  reason: z.string().min(1).max(100).optional().describe('set aside for this reason'),
  count: z.boolean().optional().describe('say also how many of each kind there are, up to 1000'),
  cursor: cursorParameter,
  limit: limitParameter,
});

const lineOf = (line: TriageLine) => {
  const shown = (text: string | null) => (text === null ? null : plainText(text, LINE_MAX).text);
  const { senderName, senderEmail, subject, suggestions, ...rest } = line;
  return {
    ...rest,
    sender: { name: shown(senderName), email: shown(senderEmail) },
    subject: shown(subject),
    suggestions: suggestions ?? [],
  };
};

/** A page of what waits for a person's eye, the newest first. */
export async function triagePage(shell: Shell, asked: z.infer<typeof triageQuery>) {
  const { query } = shell.db;
  const [at = '', id = ''] = parseCursor(shell.signer, 'triage', asked) ?? [];
  const kinds = asked.kind ?? triageKinds.filter((kind) => kind !== 'suppressed');
  const lines = await listTriage(query, [...new Set(kinds)], asked, {
    after: at ? { at, id } : undefined,
    limit: asked.limit,
  });
  const last = lines.length === asked.limit ? lines.at(-1) : undefined;
  return {
    items: lines.map(lineOf),
    ...(asked.count ? { counts: await countTriage(query, COUNT_MAX) } : {}),
    ...(last
      ? { next: cursorText(shell.signer, 'triage', asked, [last.at.toISOString(), last.id]) }
      : {}),
  };
}

async function headersOf(
  shell: Shell,
  { received, originalSha256 }: TriageItem,
): Promise<{ headers: SourceHeader[]; headersCut: boolean; originalBytes: number | null }> {
  const original = await readBlobStart(shell.db.query, originalSha256, HEADER_BYTES);
  const originalBytes = original?.bytes ?? null;
  if (!original || !received.mail) return { headers: [], headersCut: false, originalBytes };
  const { headers, cut } = sourceHeaders(original.start);
  return { headers, headersCut: cut, originalBytes };
}

/**
 * An item as a person may look at it before deciding.
 * @throws RequestError 404 when there is none.
 */
export async function triageItemView(shell: Shell, itemId: string) {
  const item = await findTriageItem(shell.db.query, itemId);
  if (!item) throw new RequestError(404, 'not_found', 'There is no such item.');
  const { received, outcome, reason, caseReference, decidedAt, releasedAt } = item;
  const { sender, mail } = received;
  const text = plainText(received.text, TEXT_SHOWN);
  const shown = (said: string | undefined) => (said ? plainText(said, LINE_MAX).text : null);
  const isAside = outcome === 'quarantined' || outcome === 'suppressed';
  const mayRelease = isAside && !releasedAt && reason !== 'dead_letter';
  return {
    itemId,
    reference: received.reference,
    channel: received.channel,
    connector: received.connector,
    receivedAt: item.receivedAt,
    sender: { name: shown(sender.name), email: shown(sender.email) },
    subject: plainText(received.subject, 500).text,
    text: text.text,
    textCut: text.cut || received.textCut,
    ...(await headersOf(shell, item)),
    robotSigns: mail?.robotSigns ?? [],
    authentication: mail?.authentication ?? null,
    attachments: received.attachments.map(({ name, mediaType, bytes }) => ({
      name: plainText(name, LINE_MAX).text,
      mediaType: plainText(mediaType, 100).text,
      bytes,
    })),
    outcome: outcome ?? 'pending',
    ...{ reason, caseReference, decidedAt, releasedAt },
    mayRelease,
    mayReject: mayRelease && outcome === 'quarantined',
    decisions: await decisionsAbout(shell.db.query, { itemId }),
  };
}

/**
 * A dead letter with the beginning of its payload.
 * @throws RequestError 404 when there is none (any more).
 */
export async function letterView(shell: Shell, id: string) {
  const { query } = shell.db;
  const letterId = busLetterId(id);
  const [letter] = await openDeadLetters(query, letterId);
  if (!letter) throw new RequestError(404, 'not_found', 'There is no such dead letter (any more).');
  const { payload, encoding, reason, ...facts } = letter;
  const shown = plainText(payload, TEXT_SHOWN);
  return {
    ...facts,
    id: id.replaceAll('/', '~'),
    reason: plainText(reason, 2_000).text,
    payload: shown.text,
    payloadCut: shown.cut,
    encoding,
    itemId: (await itemOfLetter(query, letter.group, letter.eventId)) ?? null,
    decisions: await decisionsAbout(query, { letterId }),
  };
}
