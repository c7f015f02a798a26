// The claimed messages of this process: tried a few at a time, their leases renewed, drained when it stops. It writes no SQL
// and knows no protocol.
import type { Clock } from '#shared/clock.ts';
import { errorText } from '#shared/errors.ts';
import type { Service } from '#shared/lifecycle.ts';
import type { Log } from '#shared/log.ts';
import type { Deliver, Delivered } from './deliver.ts';
import { decideAfterTry } from './domain/delivery.ts';
import { createLanes } from './lanes.ts';
import type { Marks } from './marks.ts';
import type { Claimed } from './message-store.ts';

type Via = Claimed['request']['via'];

export type DispatcherOptions = {
  clock: Clock;
  log: Log;
  deliver: Deliver;
  marks: Marks;
  /** Messages tried at the same time, by way. */
  concurrency: Record<Via, number>;
  /** Messages held at most, more or less: batches are taken whole. */
  queueMax: number;
  leaseMs: number;
  /** How long stopping waits for answers of servers. */
  drainMs: number;
  /** Gives the ids whose lease this process still held. */
  renew(messageIds: string[], until: Date): Promise<Set<string>>;
  release(messageIds: string[], now: Date): Promise<void>;
};

export type Dispatcher = Service & {
  /** How many more messages may be claimed now. */
  room(): number;
  holds(messageId: string): boolean;
  leaseUntil(): Date;
  /** Takes over messages whose lease this process holds until `until`. */
  accept(messages: readonly Claimed[], until: Date): void;
  /** To be called when messages are marked: they are not held any more. */
  forget(messageIds: readonly string[]): void;
};

type Held = { message: Claimed; untilMs: number };

/** Tries one message and hands on what became of it. */
function createTry(options: DispatcherOptions, held: Map<string, Held>, signal: () => AbortSignal) {
  const { clock, log } = options;
  const deliver = async (message: Claimed): Promise<Delivered> => {
    try {
      return await options.deliver(message, signal());
    } catch (error) {
      log.warn(
        { message: message.messageId, trace: message.trace, reason: errorText(error) },
        'a message could not be tried',
      );
      return { outcome: { kind: 'transient', reason: 'not_tried', ours: true } };
    }
  };
  return async ({ message, untilMs }: Held): Promise<void> => {
    const { messageId, trace } = message;
    if (clock.now().getTime() >= untilMs) {
      // This process stood still for longer than its lease: another may be sending this one.
      held.delete(messageId);
      log.warn({ message: messageId, trace }, 'a lease ran out before its turn');
      return;
    }
    const delivered = await deliver(message);
    if (delivered === 'lost') {
      held.delete(messageId);
      return;
    }
    const at = clock.now();
    const { purpose, via } = message.request;
    const step = decideAfterTry({ ...message, purpose, via }, delivered.outcome, at);
    const { state, reason } = step;
    const facts = { message: messageId, trace, purpose, via, state, reason };
    log.info(facts, state === 'sent' ? 'message sent' : 'a message was not sent');
    const { caught } = delivered;
    options.marks.add({ message, step, at, ...(caught ? { caught } : {}) });
  };
}

/** Makes the dispatcher. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { clock, log, marks, drainMs } = options;
  const held = new Map<string, Held>();
  let stopping = new AbortController();
  let open = false;
  let timer: NodeJS.Timeout | undefined;
  const lanes = createLanes<Via, Held>(
    options.concurrency,
    createTry(options, held, () => stopping.signal),
  );
  const leaseUntil = (): Date => new Date(clock.now().getTime() + options.leaseMs);

  const renew = async (): Promise<void> => {
    if (held.size === 0) return;
    const until = leaseUntil();
    const entries = [...held.entries()];
    try {
      const renewed = await options.renew(
        entries.map(([id]) => id),
        until,
      );
      // What another process took over in the meantime is not begun here any more.
      for (const [id, entry] of entries) entry.untilMs = renewed.has(id) ? until.getTime() : 0;
    } catch (error) {
      log.warn({ reason: errorText(error) }, 'leases could not be renewed');
    }
  };

  const release = async (untried: Held[]): Promise<void> => {
    if (untried.length === 0) return;
    const ids = untried.map(({ message }) => message.messageId);
    for (const id of ids) held.delete(id);
    try {
      await options.release(ids, clock.now());
    } catch (error) {
      log.warn({ reason: errorText(error) }, 'leases are left to run out by themselves');
    }
  };

  return {
    name: 'notifier-dispatch',
    start: async () => {
      open = true;
      stopping = new AbortController();
      timer = setInterval(() => void renew(), options.leaseMs / 3);
      lanes.open();
    },
    stop: async () => {
      open = false;
      await release(lanes.close());
      const timeout = setTimeout(() => stopping.abort(), drainMs);
      await lanes.idle();
      clearTimeout(timeout);
      await marks.drain(AbortSignal.timeout(drainMs));
      clearInterval(timer);
    },
    room: () => (open ? Math.max(0, options.queueMax - held.size) : 0),
    holds: (messageId) => held.has(messageId),
    leaseUntil,
    accept: (messages, until) => {
      for (const message of messages) {
        const entry = { message, untilMs: until.getTime() };
        held.set(message.messageId, entry);
        lanes.add(message.request.via, entry);
      }
    },
    forget: (messageIds) => {
      for (const id of messageIds) held.delete(id);
    },
  };
}
