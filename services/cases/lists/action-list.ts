// Lists of corrective actions over all cases, as people and programs ask for them.
import { z } from 'zod';
import { cursorParameter, limitParameter } from '#shared/api/route.ts';
import { isStorable } from '#shared/events/text.ts';
import { type ActionLine, listActions } from '../stores/action-store.ts';
import type { Shell } from '../work.ts';
import { cursorText, parseCursor } from './cursor.ts';

/** What a list of corrective actions can be asked for by. */
export const actionListQuery = z.strictObject({
  state: z
    .enum(['requested', 'approved', 'refused', 'done', 'effective'])
    .optional()
    .describe('in this state only'),
  owner: z
    .string()
    .min(1)
    .max(100)
    .refine(isStorable, 'must be well-formed text')
    .optional()
    .describe('the id of a member of staff'),
  cursor: cursorParameter,
  limit: limitParameter,
});

/** A page of corrective actions, in order of their due time. */
export async function actionsPage(
  { db, signer }: Pick<Shell, 'db' | 'signer'>,
  asked: z.infer<typeof actionListQuery>,
): Promise<{ actions: Omit<ActionLine, 'caseId'>[]; next?: string }> {
  const { state, owner, limit } = asked;
  const [dueAt = '', caseId = '', actionId = ''] =
    parseCursor(signer, 'corrective-actions', asked) ?? [];
  const after = dueAt ? { dueAt, caseId, actionId } : undefined;
  const found = await listActions(db.query, { state, owner, limit, after });
  const actions = found.map(({ caseId: _, ...shown }) => shown);
  const last = found.length === limit ? found.at(-1) : undefined;
  if (!last) return { actions };
  const place = [last.dueAt.toISOString(), last.caseId, last.actionId];
  return { actions, next: cursorText(signer, 'corrective-actions', asked, place) };
}
