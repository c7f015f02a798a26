// Marks what became of messages and reports it, many in one transaction: while one is committed the next ones gather.
// Decides nothing.
import { setTimeout as pause } from 'node:timers/promises';
import { event, type OutgoingEvent } from '#shared/bus.ts';
import type { Db } from '#shared/db.ts';
import {
  type MessageReported,
  type MessageRequested,
  messageReportedTopic,
} from '#shared/events/message.ts';
import type { Log } from '#shared/log.ts';
import type { Step } from './domain/delivery.ts';
import { type CaughtMail, insertCaughtMail } from './mail-store.ts';
import { type Claimed, markMessages } from './message-store.ts';

/** The event that tells of a message. Its id derives from message and status: the same news twice is one event. */
export function reportOf(
  message: { request: MessageRequested; trace: string },
  news: { status: MessageReported['status']; reason?: string | undefined; at: Date },
): OutgoingEvent {
  const { messageId, caseId, purpose, via } = message.request;
  const report: MessageReported = {
    messageId,
    purpose,
    via,
    status: news.status,
    at: news.at.toISOString(),
    ...(caseId === undefined ? {} : { caseId }),
    ...(news.reason === undefined ? {} : { reason: news.reason }),
  };
  const name = `${news.status}/${news.reason ?? ''}`;
  return event(messageReportedTopic, report, { cause: messageId, name, trace: message.trace });
}

/** What became of one try. */
type Mark = { message: Claimed; step: Step; at: Date; caught?: CaughtMail };

export type Marks = {
  add(mark: Mark): void;
  /** How many are not yet durable. */
  pending(): number;
  /** Waits until all are durable, or the signal gives up on that. */
  drain(signal: AbortSignal): Promise<void>;
};

const BATCH_MAX = 500;
const RETRY_MS = 500;

/** Makes the writer of marks for one lease. `onMarked` is called with the ids of each batch once it is over. */
export function createMarks(options: {
  db: Db;
  leaseId: string;
  log: Log;
  onMarked(messageIds: string[]): void;
}): Marks {
  const { db, leaseId, log } = options;
  let waiting: Mark[] = [];
  let writing: Mark[] = [];
  let idle: Promise<void> = Promise.resolve();
  let running = false;
  let abandoned = false;

  const write = async (marks: Mark[]): Promise<void> => {
    await db.transaction(async (tx) => {
      const rows = marks.map(({ message, step, at }) => ({
        messageId: message.messageId,
        step,
        at,
      }));
      const held = await markMessages(tx, rows, leaseId);
      const ours = marks.filter(({ message }) => held.has(message.messageId));
      const caught = ours.flatMap((mark) => mark.caught ?? []);
      const at = ours[0]?.at;
      if (at && caught.length > 0) await insertCaughtMail(tx, caught, at);
      for (const { message, step, at } of ours) {
        if (step.report)
          tx.publish(reportOf(message, { status: step.report, reason: step.reason, at }));
      }
      if (ours.length < marks.length)
        log.warn({ lost: marks.length - ours.length }, 'leases had run out before the marks');
    });
  };

  const run = async (): Promise<void> => {
    while (waiting.length > 0 && !abandoned) {
      writing = waiting.slice(0, BATCH_MAX);
      waiting = waiting.slice(BATCH_MAX);
      try {
        await write(writing);
        options.onMarked(writing.map(({ message }) => message.messageId));
      } catch (error) {
        // The mails are out, so the marks are kept and tried until they hold; else the lease would send them again.
        log.warn({ err: error, marks: writing.length }, 'marking failed, trying again');
        waiting = [...writing, ...waiting];
        await pause(RETRY_MS, undefined, { ref: false });
      }
      writing = [];
    }
    running = false;
  };

  return {
    add: (mark) => {
      waiting.push(mark);
      if (running) return;
      running = true;
      // After the current turn of the event loop, so that answers read together are marked together.
      idle = new Promise<void>((resolve) => setImmediate(resolve)).then(run);
    },
    pending: () => waiting.length + writing.length,
    drain: async (signal) => {
      const givenUp = new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      await Promise.race([idle, givenUp]);
      // The process ends: what could not be marked is left to its lease.
      abandoned = true;
    },
  };
}
