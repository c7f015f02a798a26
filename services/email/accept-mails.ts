// Accepts mails in shared transactions: many for one wait on the disk. A mail that cannot be taken in as it is, whether by the
// database or by a fault of ours, harms no other and is kept by its bytes. Where the mails come from is not known here.
import { type Db, isDatabaseAway, type Tx } from '#shared/db.ts';
import { type AcceptedItem, acceptItem, acceptItems, type NewItem } from '#shared/intake.ts';
import type { Log } from '#shared/log.ts';
import type { Signer } from '#shared/secret.ts';
import { type Arrival, bareItem, bareMail, mailItem } from './mail-item.ts';
import type { MailReading } from './mime-parse.ts';

/** The item that a mail is; one by its bytes alone when making it fails. */
export function itemOfMail(
  log: Log,
  raw: Uint8Array,
  reading: MailReading,
  arrival: Arrival,
  signer: Signer,
): NewItem {
  try {
    return mailItem(raw, reading, arrival, signer);
  } catch (error) {
    const item = bareMail(raw, arrival, signer);
    keptBare(log, error, item);
    return item;
  }
}

// A bug of ours: the mail is safe, a person must look at why.
const keptBare = (log: Log, error: unknown, { trace }: NewItem): void =>
  log.error({ err: error, trace }, 'a mail could not be stored as it is: its bytes are');

/**
 * Accepts the items in their order, all in one transaction, in which `also` runs too, e.g. to move a position. When that
 * fails by an item, each is accepted in a transaction of its own and what is refused by its bytes alone, before `also`: a
 * repeat of those that were accepted changes nothing.
 */
export async function acceptMails(
  db: Db,
  log: Log,
  items: NewItem[],
  also: (tx: Tx) => Promise<void> = async () => {},
): Promise<AcceptedItem[]> {
  let alsoFailed = false;
  try {
    return await db.transaction(async (tx) => {
      const accepted = await acceptItems(tx, items);
      await also(tx).catch((error: unknown) => {
        // Such as a moved position: it concerns the batch and not a mail in it.
        alsoFailed = true;
        throw error;
      });
      return accepted;
    });
  } catch (error) {
    if (isDatabaseAway(error) || alsoFailed) throw error;
    log.warn({ err: error, mails: items.length }, 'accepting mails together failed: one by one');
  }
  const accepted: AcceptedItem[] = [];
  for (const item of items) accepted.push(await acceptAlone(db, log, item));
  await db.transaction(also);
  return accepted;
}

// In a transaction and not a savepoint: events are published with the commit, which may fail by one of them.
async function acceptAlone(db: Db, log: Log, item: NewItem): Promise<AcceptedItem> {
  try {
    return await db.transaction((tx) => acceptItem(tx, item));
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    keptBare(log, error, item);
    return await db.transaction((tx) => acceptItem(tx, bareItem(item)));
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
