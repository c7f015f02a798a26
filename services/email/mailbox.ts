// Watches a mailbox: takes in what is new in batches, its position in the same transaction, and only then flags or moves.
// What IMAP looks like is known by imap.ts, what becomes of a mail by services/cases.
import { setTimeout as sleep } from 'node:timers/promises';
import { isDatabaseAway } from '#shared/db.ts';
import { errorText, PermanentError } from '#shared/errors.ts';
import type { Service } from '#shared/lifecycle.ts';
import type { Deps } from '#shared/runtime.ts';
import { acceptMails, itemOfMail } from './accept-mails.ts';
import { type ConnectorHealth, createConnectorHealth } from './connector-health.ts';
import { failureCodeOf } from './domain/mailbox-outcome.ts';
import {
  markSettled,
  movePosition,
  openPosition,
  type Position,
  StalePositionError,
} from './email-store.ts';
import { type FetchedBatch, type FetchedMail, type OpenMailbox, openMailbox } from './imap.ts';
import type { MailboxAccess } from './imap-connect.ts';
import type { MimeReader } from './mime.ts';
import type { MailReading } from './mime-parse.ts';

/** How long to wait after failures: doubled each time from `firstMs` up to `maxMs`; `refusedMs` after a refused sign-in. */
export type Backoff = { firstMs: number; maxMs: number; refusedMs: number };

// A refused account is tried once a minute: often enough for a renewed token, too seldom to lock it.
const defaultBackoff: Backoff = { firstMs: 1_000, maxMs: 60_000, refusedMs: 60_000 };
// How many mails are flagged or moved by one command.
const SETTLE_MAX = 500;

const EMPTY: MailReading = { text: '', textCut: false, attachments: [] };

/** Storing failed: the mailbox is well, its mails wait. */
class StoringError extends Error {
  override name = 'StoringError';
}

async function storing<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new StoringError(errorText(error), { cause: error });
  }
}

/** A bell: `wait` ends when it rings, after `ms`, or when the signal aborts. It remembers one ring. */
function createBell(signal: AbortSignal) {
  let rung = false;
  let wake = () => {};
  const ring = () => {
    rung = true;
    wake();
  };
  signal.addEventListener('abort', ring, { once: true });
  const wait = async (ms: number): Promise<void> => {
    if (!rung && !signal.aborted)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    rung = false;
  };
  return { ring, wait, end: () => signal.removeEventListener('abort', ring) };
}

/** What a mailbox needs of the service. */
export type MailboxDeps = Pick<Deps, 'db' | 'clock' | 'metrics' | 'signer' | 'log'> & {
  mime: MimeReader;
};

/** How far this process is. `waiting`: mails that were listed and are not accepted yet. `checkedAt`: when last all were. */
export type Progress = { waiting: number; checkedAt: Date | undefined };

function createIntake(config: MailboxAccess, deps: MailboxDeps) {
  const connector = `imap:${config.name}`;
  const { db, clock, metrics, signer, mime } = deps;
  const log = deps.log.child({ connector });
  const source = `${config.user}@${config.host}/${config.folder}`;

  const itemOf = async (mail: FetchedMail, uidValidity: number) => {
    const now = clock.now();
    const receivedAt = mail.receivedAt && mail.receivedAt < now ? mail.receivedAt : now;
    const arrival = {
      connector,
      receivedAt,
      tooLarge: mail.state === 'too_large',
      // Without any bytes its number is all there is to know it by.
      ...(mail.state === 'refused' ? { refused: `${source} ${uidValidity} ${mail.uid}` } : {}),
      trustedAuthservId: config.trustedAuthservId,
    };
    const reading = mail.state === 'refused' ? EMPTY : await mime.read(mail.source);
    if (reading.unreadable) metrics.mailUnreadable.inc({ connector, reason: reading.unreadable });
    return itemOfMail(log, mail.source, reading, arrival, signer);
  };

  /** Accepts a batch and moves the position to its end. */
  const accept = async (batch: FetchedBatch, from: Position): Promise<Position> => {
    const items = await Promise.all(batch.mails.map((mail) => itemOf(mail, from.uidValidity)));
    const accepted = await storing(
      acceptMails(db, log, items, (tx) => movePosition(tx, config.name, from, batch.through)),
    );
    const fresh = accepted.filter(({ repeated }) => !repeated).length;
    for (const [index, { itemId, reference, repeated }] of accepted.entries())
      if (!repeated)
        log.info({ itemId, reference, repeated, trace: items[index]?.trace }, 'item accepted');
    metrics.connectorReceived.inc({ connector }, fresh);
    log.info({ accepted: fresh, repeated: accepted.length - fresh }, 'mails accepted');
    if (batch.gone > 0)
      log.warn({ gone: batch.gone }, 'mails were removed by others before they could be read');
    return { ...from, lastUid: batch.through };
  };

  /** Flags or moves what is accepted. A server that will not is no reason to stop reading. */
  const settle = async (
    mailbox: OpenMailbox,
    { uidValidity }: Position,
    uids: number[],
  ): Promise<void> => {
    const through = uids.at(-1);
    if (through === undefined || config.after === 'none') return;
    try {
      await mailbox.settle(uids);
    } catch (error) {
      if (!mailbox.isOpen()) throw error;
      log.warn({ err: error, after: config.after }, 'accepted mails could not be marked');
    }
    await storing(markSettled(db.query, config.name, uidValidity, through));
  };

  const open = async (mailbox: OpenMailbox): Promise<Position> => {
    const { position, rescan } = await storing(
      db.transaction((tx) => openPosition(tx, config.name, source, mailbox.uidValidity)),
    );
    if (rescan) {
      metrics.mailboxRescans.inc({ connector });
      log.warn('the server numbered the mailbox anew (UIDVALIDITY): reading it from the beginning');
    }
    if (position.settledUid < position.lastUid && config.after !== 'none') {
      // Accepted, but the link or the process broke before they were marked.
      const left = await mailbox.list(position.settledUid);
      const uids = left.filter((uid) => uid <= position.lastUid);
      for (let at = 0; at < uids.length; at += SETTLE_MAX)
        await settle(mailbox, position, uids.slice(at, at + SETTLE_MAX));
    }
    return position;
  };
  return { connector, log, open, accept, settle };
}

/** Takes in all that is new. While one batch is stored, the next is fetched. */
async function takeIn(
  mailbox: OpenMailbox,
  intake: ReturnType<typeof createIntake>,
  start: Position,
  { progress, signal }: { progress: Progress; signal: AbortSignal },
): Promise<Position> {
  let position = start;
  let listed = await mailbox.list(position.lastUid);
  progress.waiting = listed.length;
  let next = listed.length > 0 ? mailbox.fetch(listed) : undefined;
  while (next && !signal.aborted) {
    const batch = await next;
    listed = listed.filter((uid) => uid > batch.through);
    next = listed.length > 0 ? mailbox.fetch(listed) : undefined;
    // It is awaited in the next turn; if this one fails first, its failure is the same broken link.
    next?.catch(() => {});
    position = await intake.accept(batch, position);
    progress.waiting = listed.length;
    await intake.settle(
      mailbox,
      position,
      batch.mails.map(({ uid }) => uid),
    );
  }
  return position;
}

/** A mailbox that is watched. */
export type WatchedMailbox = Service &
  Pick<ConnectorHealth, 'check' | 'failing'> & { progress(): Progress };

/** Watches one mailbox until it is stopped. Several processes may: the position tells which of them was first. */
export function createMailbox(
  config: MailboxAccess,
  deps: MailboxDeps,
  backoff: Backoff = defaultBackoff,
): WatchedMailbox {
  const progress: Progress = { waiting: 0, checkedAt: undefined };
  const intake = createIntake(config, deps);
  const { connector, log } = intake;
  const health = createConnectorHealth(connector, { ...deps, log });
  let stopping: AbortController | undefined;
  let running: Promise<void> = Promise.resolve();

  const session = async (signal: AbortSignal, worked: () => void): Promise<void> => {
    const bell = createBell(signal);
    const mailbox = await openMailbox(config, signal, bell.ring);
    try {
      let position = await intake.open(mailbox);
      while (!signal.aborted && mailbox.isOpen()) {
        position = await takeIn(mailbox, intake, position, { progress, signal });
        progress.checkedAt = deps.clock.now();
        worked();
        await health.ok();
        await bell.wait(config.pollSeconds * 1000);
      }
    } finally {
      bell.end();
      mailbox.close();
    }
  };

  const storingFailed = (error: StoringError): void => {
    const passes = isDatabaseAway(error.cause) || error.cause instanceof StalePositionError;
    log[passes ? 'warn' : 'error']({ err: error }, 'mails could not be stored yet, they wait');
  };

  const run = async (signal: AbortSignal): Promise<void> => {
    let failures = 0;
    while (!signal.aborted) {
      let refused = false;
      try {
        await session(signal, () => {
          failures = 0;
        });
      } catch (error) {
        if (signal.aborted) return;
        refused = error instanceof PermanentError;
        if (error instanceof StoringError) storingFailed(error);
        else
          await health
            .failed(errorText(error), refused, failureCodeOf(error))
            .catch((err) => log.warn({ err }));
      }
      const ms = refused
        ? backoff.refusedMs
        : Math.min(backoff.maxMs, backoff.firstMs * 2 ** failures);
      failures++;
      await sleep(ms, undefined, { signal }).catch(() => {});
    }
  };
  return {
    name: connector,
    start: async () => {
      stopping = new AbortController();
      running = run(stopping.signal);
    },
    stop: async () => {
      stopping?.abort();
      await running;
    },
    check: health.check,
    failing: health.failing,
    progress: () => progress,
  };
}
