// Erases what somebody looked at: case by case, each a transaction of its own, and items that never became cases (R71). What keeps
// one of them keeps no other.
import { waitingAbout } from '#shared/bus/erasing.ts';
import { RequestError } from '#shared/errors.ts';
import { type KeptReason, keptReasons } from '../domain/retention.ts';
import { staffNow } from '../execute-command.ts';
import { type Erased, eraseCase } from '../record/erase.ts';
import { agedItem, eraseItems } from '../record/retention.ts';
import { lockItems } from '../record/retention-store.ts';
import type { Shell } from '../work.ts';

/** Why something was not erased although it was asked for. */
export const refusals = [
  ...keptReasons,
  'changed_meanwhile',
  'erased_before',
  'not_found',
] as const;
export type Refusal = (typeof refusals)[number];

/** What is to go. `version`: the case as it was looked at. */
export type ErasureOf = {
  cases: { reference: string; version: number }[];
  itemIds: string[];
  reason: string;
  staffId: string;
};

export type ErasedTogether = {
  erased: Erased[];
  items: number;
  kept: { reference: string; because: Refusal }[];
};

/** Why a case was refused, when that is an answer and no fault. */
function refusalOf(error: unknown): Refusal | undefined {
  if (!(error instanceof RequestError)) return undefined;
  const { status, members } = error;
  if (status === 404) return 'not_found';
  if (status === 412) return 'changed_meanwhile';
  return refusals.find((each) => each === members?.because);
}

async function eraseAside(
  shell: Shell,
  { itemIds, reason, staffId }: ErasureOf,
): Promise<Pick<ErasedTogether, 'items' | 'kept'>> {
  if (itemIds.length === 0) return { items: 0, kept: [] };
  return shell.db.transaction(async (tx) => {
    const { role, responderFor } = await staffNow(tx, staffId);
    if (role !== 'admin') throw new RequestError(403, 'role_too_low', 'This needs the role admin.');
    const found = await lockItems(tx.query, itemIds);
    const waiting = await waitingAbout(tx.query, itemIds);
    const aged = found.map((item) => agedItem(item, waiting));
    const ids = aged.filter(({ because }) => because.length === 0).map(({ id }) => id);
    const kept = aged.flatMap(({ reference, because: [first] }) =>
      first ? [{ reference, because: first as KeptReason }] : [],
    );
    if (ids.length === 0) return { items: 0, kept };
    const policy = await shell.policies.newest(tx.query);
    const actor = { type: 'staff' as const, staffId, role, responderFor };
    const order = { why: 'request' as const, reason, actor, policy, now: shell.clock.now() };
    return { items: await eraseItems(tx, ids, order), kept };
  });
}

/**
 * Erases cases and items because somebody asked for it. Broken off, it is asked for again: what is gone is told as `erased_before`.
 * @throws RequestError 403 when whoever asks is no administrator.
 */
export async function eraseTogether(shell: Shell, asked: ErasureOf): Promise<ErasedTogether> {
  const { reason, staffId } = asked;
  const erased: Erased[] = [];
  const kept: ErasedTogether['kept'] = [];
  for (const { reference, version } of asked.cases)
    try {
      erased.push(await eraseCase(shell, { reference, version, reason, staffId }));
    } catch (error) {
      const because = refusalOf(error);
      if (!because) throw error;
      kept.push({ reference, because });
    }
  const aside = await eraseAside(shell, asked);
  return { erased, items: aside.items, kept: [...kept, ...aside.kept] };
}
