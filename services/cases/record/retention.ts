// Retention (R71): closed cases and items that never became cases are erased once the policy's period is over, some at a time,
// each once however many run it. Each case is one transaction, so that it may be killed at any time: what is done is done.
import { dropLettersAbout, logForgetsBy, waitingAbout } from '#shared/bus/erasing.ts';
import { isDatabaseAway, type Tx } from '#shared/db.ts';
import type { Policy } from '#shared/policy/policy.ts';
import { type Actor, actorText } from '../domain/case.ts';
import {
  type Cutoffs,
  cutoffsOf,
  type ErasureCause,
  type KeptReason,
  whyKept,
} from '../domain/retention.ts';
import type { Shell } from '../work.ts';
import { type Alongside, type Erased, eraseLocked, eraseTakenIn, lockTakenIn } from './erase.ts';
import { dropFiles, emptyItems, putErasure } from './erasure-store.ts';
import {
  type AgedCase,
  type AgedItem,
  agedCases,
  agedItems,
  claimCases,
  factsOfCase,
  markItemsErased,
  type Place,
} from './retention-store.ts';
import { lapseFilters } from './saved-filter-store.ts';

/** Something whose period is over and that is kept all the same. */
export type Kept = { reference: string; at: Date; because: KeptReason[] };
/** Something whose period is over. */
export type Aged = Kept & { id: string };

/** Who runs it. The clock, unless a person does. */
export type RetentionRun = { actor?: Actor; alongside?: Alongside };

const DAY_MS = 86_400_000;
const BATCH = 20;
const ITEMS_BATCH = 200;
const REASON = 'the policy’s period was over';

/** What came of a batch. `next`: where to go on; absent at the end. */
export type Batch = { erased: Erased[]; kept: Kept[]; items: number; next?: Place | undefined };

const agedCase = (found: AgedCase, waiting: ReadonlySet<string>): Aged => {
  const { caseId, reference, closedAt, itemIds } = found;
  const eventsUnderWay = [caseId, ...itemIds].filter((id) => waiting.has(id)).length;
  const because = whyKept({ ...found, eventsUnderWay }, 'retention');
  return { id: caseId, reference, at: closedAt, because };
};

/** An item with what keeps it. Whoever asks for its erasure decides about it first: a task of it counts. */
export const agedItem = (found: AgedItem, waiting: ReadonlySet<string>): Aged => {
  const { itemId, reference, decidedAt, openTasks, deadLetter } = found;
  const eventsUnderWay = waiting.has(itemId) ? 1 : 0;
  const facts = { legalHold: false, openTasks, payoutsUnderWay: 0, eventsUnderWay, deadLetter };
  return { id: itemId, reference, at: decidedAt, because: whyKept(facts, 'retention') };
};

/** What of a list is asked for. `withinDays`: also what will be past its period within so many days. */
type AgedPage = {
  policy: Policy;
  after?: Place | undefined;
  limit: number;
  withinDays?: number | undefined;
};

const cutoffsWithin = (shell: Shell, { policy, withinDays = 0 }: AgedPage): Cutoffs =>
  cutoffsOf(policy, new Date(shell.clock.now().getTime() + withinDays * DAY_MS));

/** Cases whose period is over, each with what keeps it now. Locks nothing. */
export async function pageAgedCases(
  shell: Shell,
  tx: Pick<Tx, 'query'>,
  page: AgedPage,
): Promise<Aged[]> {
  const { cases: before } = cutoffsWithin(shell, page);
  const found = await agedCases(tx.query, { before, after: page.after, limit: page.limit });
  const ids = found.flatMap(({ caseId, itemIds }) => [caseId, ...itemIds]);
  const waiting = await waitingAbout(tx.query, ids);
  return found.map((one) => agedCase(one, waiting));
}

/** Items that never became cases and whose period is over, each with what keeps it now. */
export async function pageAgedItems(
  shell: Shell,
  tx: Pick<Tx, 'query'>,
  page: AgedPage & { lock?: boolean },
): Promise<Aged[]> {
  const { after, limit, lock = false } = page;
  const cutoffs = cutoffsWithin(shell, page);
  const found = await agedItems(tx.query, { ...cutoffs, after, limit, lock });
  const ids = found.map(({ itemId }) => itemId);
  const waiting = await waitingAbout(tx.query, ids);
  return found.map((one) => agedItem(one, waiting));
}

const nextOf = (found: Aged[], limit: number): Place | undefined => {
  const last = found.at(-1);
  return last && found.length === limit ? { at: last.at, id: last.id } : undefined;
};

/** Erases the claimed one, unless something keeps it by now: it was looked at before it was locked. */
async function eraseClaimed(
  shell: Shell,
  tx: Tx,
  caseId: string,
  { policy, actor, alongside }: { policy: Policy; actor: Actor; alongside: Alongside },
): Promise<Erased | undefined> {
  const [stored] = await claimCases(tx.query, [caseId]);
  if (!stored) return undefined;
  const { cases: before } = cutoffsOf(policy, shell.clock.now());
  const { closedAt, status, erasedAt } = stored.state;
  if (status !== 'closed' || !closedAt || new Date(closedAt) > before) return undefined;
  if (erasedAt && erasedAt >= closedAt) return undefined;
  const taken = await lockTakenIn(tx, stored.state);
  for (const { state } of [stored, ...taken]) {
    const [now] = await factsNow(tx, state.caseId);
    if (!now || now.because.length > 0) return undefined;
  }
  const keptDays = policy.retention.caseDays;
  const order = { why: 'retention' as const, reason: REASON, actor, keptDays };
  await eraseTakenIn(shell, tx, taken, order, alongside);
  return eraseLocked(shell, tx, stored, order, alongside);
}

async function factsNow(tx: Tx, caseId: string): Promise<Aged[]> {
  const found = await factsOfCase(tx.query, caseId);
  if (!found) return [];
  return [agedCase(found, await waitingAbout(tx.query, [caseId, ...found.itemIds]))];
}

/** Erases some closed cases whose period is over, from after a place on. */
export async function eraseAgedCases(
  shell: Shell,
  { actor = { type: 'clock' }, alongside = async () => {} }: RetentionRun = {},
  after?: Place,
): Promise<Batch> {
  const policy = await shell.policies.newest(shell.db.query);
  const found = await pageAgedCases(shell, shell.db, { policy, after, limit: BATCH });
  const free = found.filter(({ because }) => because.length === 0);
  const kept = found.filter(({ because }) => because.length > 0);
  const erased: Erased[] = [];
  for (const { id } of free)
    try {
      const how = { policy, actor, alongside };
      const one = await shell.db.transaction((tx) => eraseClaimed(shell, tx, id, how));
      if (one) erased.push(one);
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      const news = 'erasing a case failed; the next round tries it again';
      shell.log.error({ err: error, caseId: id }, news);
    }
  return { erased, kept, items: 0, next: nextOf(found, BATCH) };
}

/** Erases some items that never became cases and whose period is over, from after a place on. */
export async function eraseAgedItems(
  shell: Shell,
  { actor = { type: 'clock' } }: RetentionRun = {},
  after?: Place,
): Promise<Batch> {
  const policy = await shell.policies.newest(shell.db.query);
  return shell.db.transaction(async (tx) => {
    const now = shell.clock.now();
    const found = await pageAgedItems(shell, tx, { policy, after, limit: ITEMS_BATCH, lock: true });
    const ids = found.filter(({ because }) => because.length === 0).map(({ id }) => id);
    const kept = found.filter(({ because }) => because.length > 0);
    const next = nextOf(found, ITEMS_BATCH);
    if (ids.length === 0) return { erased: [], kept, items: 0, next };
    const order = { why: 'retention' as const, reason: REASON, actor, policy, now };
    const items = await eraseItems(tx, ids, order);
    return { erased: [], kept, items, next };
  });
}

/** Erases locked items that never became cases, in the caller's transaction; on record as one erasure. Gives how many. */
export async function eraseItems(
  tx: Tx,
  itemIds: string[],
  order: { why: ErasureCause; reason: string; actor: Actor; policy: Policy; now: Date },
): Promise<number> {
  const { why, reason, actor, policy, now } = order;
  await markItemsErased(tx.query, itemIds, now);
  const { items, files } = await emptyItems(tx.query, itemIds, now);
  const dropped = await dropFiles(tx.query, files);
  await dropLettersAbout(tx.query, itemIds);
  await putErasure(tx.query, {
    ...{ what: 'items', why, by: actorText(actor), reason },
    ...{ policyVersion: policy.version, entries: 0, items, files: dropped },
    ...{ at: now, logUntil: logForgetsBy(now) },
  });
  return items;
}

/** Removes what staff saved with words of their own longer ago than closed cases are kept: it may name anybody. Gives how many. */
export async function eraseAgedFilters(shell: Shell): Promise<number> {
  const policy = await shell.policies.newest(shell.db.query);
  const { cases: before } = cutoffsOf(policy, shell.clock.now());
  return shell.db.transaction((tx) => lapseFilters(tx.query, before));
}

/** One turn of the daily round of a process: a batch at a time, cases first. Gives whether there is more to do now. */
export function createRetention(shell: Shell): () => Promise<boolean> {
  let dueAt = 0;
  let stage: 'cases' | 'items' = 'cases';
  let place: Place | undefined;
  let sums = { cases: 0, items: 0, kept: 0 };
  return async () => {
    const now = shell.clock.now().getTime();
    if (now < dueAt) return false;
    const erase = stage === 'cases' ? eraseAgedCases : eraseAgedItems;
    const { erased, kept, items, next } = await erase(shell, {}, place);
    sums = {
      cases: sums.cases + erased.length,
      items: sums.items + items,
      kept: sums.kept + kept.length,
    };
    place = next;
    if (next) return true;
    if (stage === 'cases') {
      stage = 'items';
      return true;
    }
    const filters = await eraseAgedFilters(shell);
    if (sums.cases + sums.items + filters > 0)
      shell.log.info({ ...sums, filters }, 'erased what was past its period');
    [stage, sums, dueAt] = ['cases', { cases: 0, items: 0, kept: 0 }, now + DAY_MS];
    return false;
  };
}
