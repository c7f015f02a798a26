// The list of who read what, over all cases, as those who watch ask for it (R72).
import { z } from 'zod';
import { cursorParameter, limitParameter, referenceParameter } from '#shared/api/route.ts';
import { isStorable } from '#shared/events/text.ts';
import { findCase } from '../case-view.ts';
import { pageReads, type ReadLine } from '../record/record-store.ts';
import type { Shell } from '../work.ts';
import { cursorText, parseCursor } from './cursor.ts';

const text = z.string().min(1).max(100).refine(isStorable, 'must be well-formed text');

/** What the list can be asked for by. */
export const readListQuery = z.strictObject({
  staff: text.optional().describe('the id of who read'),
  reference: referenceParameter.optional(),
  part: text
    .optional()
    .describe('case, timeline, original, attachment, other cases, letter or mail'),
  from: z.iso.datetime().optional().describe('read at or after this time'),
  until: z.iso.datetime().optional().describe('in an hour that began before this time'),
  cursor: cursorParameter,
  limit: limitParameter,
});

/** A page of readings, the newest hour first. @throws RequestError 404 for a reference that leads to no case. */
export async function readsPage(
  { db, signer }: Pick<Shell, 'db' | 'signer'>,
  asked: z.infer<typeof readListQuery>,
): Promise<{ reads: ReadLine[]; next?: string }> {
  const { staff: staffId, reference, limit, part: wanted, from, until } = asked;
  const caseId = reference && (await findCase(db.query, reference)).caseId;
  const [hour = '', inCase = '', by = '', part = ''] = parseCursor(signer, 'reads', asked) ?? [];
  const after = hour ? { hour, caseId: inCase, staffId: by, part } : undefined;
  const filter = { staffId, caseId: caseId || undefined, part: wanted, from, until, after, limit };
  const found = await pageReads(db.query, filter);
  const reads = found.map(({ place: _, ...line }) => line);
  const last = found.length === limit ? found.at(-1)?.place : undefined;
  if (!last) return { reads };
  const place = [last.hour, last.caseId, last.staffId, last.part];
  return { reads, next: cursorText(signer, 'reads', asked, place) };
}
