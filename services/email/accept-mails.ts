// Accepts mails in shared transactions: many for one wait on the disk. A mail that the database refuses harms no other and
// is kept by its bytes. Where the mails come from is not known here.
import { type Db, isDatabaseAway, type Tx } from '#shared/db.ts';
import { type AcceptedItem, acceptItem, type NewItem } from '#shared/intake.ts';
import type { Log } from '#shared/log.ts';
import { bareItem } from './mail-item.ts';

/**
 * Accepts the items in their order, all in one transaction; when that fails for another reason than a database that is
 * away, each in a savepoint of its own, and what is refused by its bytes alone.
 * `also` runs in the same transaction, e.g. to move a position.
 */
export async function acceptMails(
  db: Db,
  log: Log,
  items: NewItem[],
  also: (tx: Tx) => Promise<void> = async () => {},
): Promise<AcceptedItem[]> {
  const all = async (tx: Tx, accept: (item: NewItem) => Promise<AcceptedItem>) => {
    const accepted: AcceptedItem[] = [];
    for (const item of items) accepted.push(await accept(item));
    await also(tx);
    return accepted;
  };
  try {
    return await db.transaction((tx) => all(tx, (item) => acceptItem(tx, item)));
  } catch (error) {
    if (isDatabaseAway(error) || isOurs(error)) throw error;
    log.warn({ err: error, mails: items.length }, 'accepting mails together failed: one by one');
  }
  return await db.transaction((tx) => all(tx, (item) => acceptCarefully(tx, item, log)));
}

// Errors of `also`, such as a moved position, concern the batch and not a mail in it. Those of the database have a code.
const isOurs = (error: unknown): boolean =>
  (error as { code?: unknown } | null)?.code === undefined;

async function acceptCarefully(tx: Tx, item: NewItem, log: Log): Promise<AcceptedItem> {
  try {
    return await tx.savepoint(() => acceptItem(tx, item));
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    // A bug of ours: the mail is safe, a person must look at why.
    log.error(
      { err: error, trace: item.trace },
      'a mail could not be stored as it is: its bytes are',
    );
    return await tx.savepoint(() => acceptItem(tx, bareItem(item)));
  }
}

/** Accepts mails that come one by one, at the same time, in shared transactions. */
export type MailQueue = { accept(item: NewItem): Promise<AcceptedItem>; drain(): Promise<void> };

const BATCH_MAILS_MAX = 50;
const BATCH_BYTES_MAX = 32 * 1024 * 1024;

/** Makes the queue: while one transaction commits, the next one gathers. Callers bound how many mails wait. */
export function createMailQueue(db: Db, log: Log): MailQueue {
  type Waiting = { item: NewItem; done: PromiseWithResolvers<AcceptedItem> };
  const waiting: Waiting[] = [];
  let running: Promise<void> | undefined;
  const take = (): Waiting[] => {
    let bytes = 0;
    const end = waiting.findIndex(({ item }, index) => {
      bytes += item.original.length;
      return index > 0 && (index >= BATCH_MAILS_MAX || bytes > BATCH_BYTES_MAX);
    });
    return waiting.splice(0, end === -1 ? waiting.length : end);
  };
  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = take();
      try {
        const accepted = await acceptMails(
          db,
          log,
          batch.map(({ item }) => item),
        );
        for (const [index, { done }] of batch.entries())
          done.resolve(accepted[index] as AcceptedItem);
      } catch (error) {
        for (const { done } of batch) done.reject(error);
      }
    }
    running = undefined;
  };
  return {
    accept: (item) => {
      const entry: Waiting = { item, done: Promise.withResolvers() };
      waiting.push(entry);
      running ??= run();
      return entry.done.promise;
    },
    drain: async () => {
      await running;
    },
  };
}
