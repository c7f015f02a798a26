// Finding an item of a case, for the routes that show it or give its bytes.
import { RequestError } from '#shared/errors.ts';
import { findCase } from '../case-view.ts';
import { itemOfCase } from '../stores/read-store.ts';
import type { Shell } from '../work.ts';

/**
 * An item and the case that it belongs to.
 * @throws RequestError 404 when there is no such case, or it has no such item.
 */
export async function itemFor(
  { db }: Pick<Shell, 'db'>,
  { reference, itemId }: { reference: string; itemId: string },
) {
  const { caseId } = await findCase(db.query, reference);
  const item = await itemOfCase(db.query, caseId, itemId);
  if (!item) throw new RequestError(404, 'not_found', 'This case has no such item.');
  return { caseId, item };
}
