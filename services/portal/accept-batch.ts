// Acceptance in shared transactions: concurrent requests commit together, which is what the disk wants (887 to 1,514
// items/s when it was measured). What an item is made of is not known here.

import type { Db, Tx } from '#shared/db.ts';
import { isDatabaseAway } from '#shared/db.ts';
import { RequestError } from '#shared/errors.ts';
import { acceptItems, type NewItem } from '#shared/intake.ts';
import { claimKeys } from './portal-store.ts';

/** An item to accept. `key` is the client's idempotency key, hashed and scoped, when it sent one. */
export type Submission = { item: NewItem; key: string | undefined; claimedAt: Date };

/** What became of it: accepted (or had been before), or its key had come with other content. */
type Acceptance =
  | { kind: 'accepted'; itemId: string; reference: string; repeated: boolean }
  | { kind: 'conflict' };

/** Accepts items. `drain` returns when nothing is in flight. */
export type AcceptBatch = {
  accept(submission: Submission): Promise<Acceptance>;
  drain(): Promise<void>;
};

type Waiting = Submission & { done: PromiseWithResolvers<Acceptance>; bytes: number };

/** Accepts submissions together. Those whose key stands for other content are left out. */
async function acceptAll(tx: Tx, submissions: readonly Submission[]): Promise<Acceptance[]> {
  const held = await claimKeys(
    tx,
    submissions.flatMap(({ key, item, claimedAt }) =>
      key === undefined ? [] : [{ key, dedupKey: item.dedupKey, claimedAt }],
    ),
  );
  const fits = ({ key, item }: Submission): boolean =>
    key === undefined || (held.get(key) ?? item.dedupKey) === item.dedupKey;
  const fitting = submissions.filter(fits);
  const accepted = await acceptItems(
    tx,
    fitting.map(({ item }) => item),
  );
  const found = new Map(fitting.map((submission, index) => [submission, accepted[index]]));
  return submissions.map((submission) => {
    const ids = found.get(submission);
    return ids ? { kind: 'accepted', ...ids } : { kind: 'conflict' };
  });
}

// A deadlock or a failed serialisation is the batch's own doing, not a database that is away.
const isOwnConflict = (error: unknown): boolean =>
  /^40/.test(String((error as { code?: unknown } | null)?.code ?? ''));

const unconfirmed = () =>
  new RequestError(
    503,
    'unavailable',
    'Redress could not confirm in time that this was stored. Sending it again with the same Idempotency-Key is safe.',
    { retryAfterSeconds: 10 },
  );

/**
 * Makes the micro-batcher: up to `itemsMax` items (or `bytesMax` bytes) a transaction, `inFlightMax` transactions at a
 * time. When a batch fails, each of its items is tried alone, so that one bad item never harms others.
 */
export function createAcceptBatch(
  db: Db,
  limits: {
    itemsMax: number;
    bytesMax: number;
    inFlightMax: number;
    queueMax: number;
    withinMs: number;
  },
): AcceptBatch {
  const queue: Waiting[] = [];
  const inFlight = new Set<Promise<void>>();

  const takeBatch = (): Waiting[] => {
    let count = 0;
    for (let bytes = 0; count < Math.min(queue.length, limits.itemsMax); count++) {
      bytes += queue[count]?.bytes ?? 0;
      if (count > 0 && bytes > limits.bytesMax) break;
    }
    return queue.splice(0, count);
  };

  const runAlone = async (waiting: Waiting): Promise<unknown> => {
    try {
      const [acceptance] = await db.transaction((tx) => acceptAll(tx, [waiting]));
      waiting.done.resolve(acceptance as Acceptance);
      return undefined;
    } catch (error) {
      waiting.done.reject(error);
      return error;
    }
  };

  const runBatch = async (batch: Waiting[]): Promise<void> => {
    let lost: unknown;
    try {
      const results = await db.transaction((tx) => acceptAll(tx, batch));
      for (const [index, waiting] of batch.entries())
        waiting.done.resolve(results[index] as Acceptance);
      return;
    } catch (error) {
      if (isDatabaseAway(error) && !isOwnConflict(error)) lost = error;
    }
    for (const waiting of batch) {
      if (lost) waiting.done.reject(lost);
      else {
        const error = await runAlone(waiting);
        if (error && isDatabaseAway(error) && !isOwnConflict(error)) lost = error;
      }
    }
  };

  const pump = (): void => {
    while (inFlight.size < limits.inFlightMax && queue.length > 0) {
      const running = runBatch(takeBatch()).finally(() => {
        inFlight.delete(running);
        pump();
      });
      inFlight.add(running);
    }
  };

  const accept = async (submission: Submission): Promise<Acceptance> => {
    if (queue.length >= limits.queueMax) {
      throw new RequestError(
        503,
        'busy',
        'Redress is very busy. Nothing was accepted: please try again.',
        {
          retryAfterSeconds: 5,
        },
      );
    }
    const { original, attachments } = submission.item;
    const bytes = attachments.reduce((sum, file) => sum + file.content.length, original.length);
    const waiting: Waiting = { ...submission, bytes, done: Promise.withResolvers<Acceptance>() };
    queue.push(waiting);
    // An item that still waits is taken back, one in flight may commit yet: the same key then finds it.
    const deadline = setTimeout(() => {
      const place = queue.indexOf(waiting);
      if (place >= 0) queue.splice(place, 1);
      waiting.done.reject(unconfirmed());
    }, limits.withinMs);
    pump();
    try {
      return await waiting.done.promise;
    } finally {
      clearTimeout(deadline);
    }
  };

  return {
    accept,
    drain: async () => {
      while (inFlight.size > 0) await Promise.allSettled([...inFlight]);
    },
  };
}
