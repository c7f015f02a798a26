// Events as Kafka messages and back, and what may be handled of a fetched batch. Pure: no connection, no SQL.
import { isUuid } from '../../ids.ts';
import type { LogEvent } from '../store.ts';

/** A message as the relay sends it. */
export type CarriedMessage = {
  partition: number;
  key: string;
  value: string | null;
  headers: Record<string, string>;
};

/** A message as it is fetched. */
export type FetchedMessage = {
  offset: string;
  key: Buffer | null;
  value: Buffer | null;
  headers?: Record<string, unknown>;
};

// Kafka refuses record batches beyond 1 MB (message.max.bytes). Bigger payloads stay in the log and are read from there.
const CARRIED_BYTES_MAX = 200_000;
const BATCH_BYTES_MAX = 600_000;

/**
 * An event as a message. `previous` is the offset in the log of the event before it in its partition: by that chain a
 * consumer sees whatever Kafka lost, whyever it did.
 */
export function toMessage(event: LogEvent, previous: number): CarriedMessage {
  const carried = Buffer.byteLength(event.payload) <= CARRIED_BYTES_MAX;
  return {
    partition: event.part,
    key: event.key,
    value: carried ? event.payload : null,
    headers: {
      off: String(event.off),
      previous: String(previous),
      id: event.id,
      trace: event.trace,
      at: event.at.toISOString(),
      ...(carried ? {} : { payload: 'in the log' }),
    },
  };
}

/** The first events of each partition that fit into one record batch each; never none. */
export function takeWhatFits(events: LogEvent[]): LogEvent[] {
  const bytes = new Map<number, number>();
  const full = new Set<number>();
  return events.filter((event) => {
    if (full.has(event.part)) return false;
    const size = Math.min(Buffer.byteLength(event.payload), CARRIED_BYTES_MAX) + 500;
    const sum = (bytes.get(event.part) ?? 0) + size;
    bytes.set(event.part, sum);
    if (sum > BATCH_BYTES_MAX) full.add(event.part);
    return sum <= BATCH_BYTES_MAX;
  });
}

/** An event as it came, with the offset before it. A null payload lies in the log. */
export type ReceivedEvent = {
  event: Omit<LogEvent, 'payload'> & { payload: string | null };
  previous: number;
};

const header = (message: FetchedMessage, name: string): string | undefined => {
  const value = message.headers?.[name];
  return Buffer.isBuffer(value) ? value.toString('utf8') : undefined;
};

const wholeNumber = (text: string | undefined): number | undefined => {
  if (!text || !/^\d{1,16}$/.test(text)) return undefined;
  return Number(text);
};

/** Reads a message; undefined when no relay of ours has written it. */
export function fromMessage(part: number, message: FetchedMessage): ReceivedEvent | undefined {
  const off = wholeNumber(header(message, 'off'));
  const previous = wholeNumber(header(message, 'previous'));
  const id = header(message, 'id');
  const at = new Date(header(message, 'at') ?? '');
  const inLog = header(message, 'payload') !== undefined;
  const readable = message.value !== null || inLog;
  if (off === undefined || previous === undefined || !readable) return undefined;
  if (!id || !isUuid(id) || Number.isNaN(at.getTime())) return undefined;
  const event = {
    part,
    off,
    key: message.key?.toString('utf8') ?? '',
    id,
    trace: header(message, 'trace') ?? '',
    at,
    payload: inLog ? null : (message.value?.toString('utf8') ?? ''),
  };
  return { event, previous };
}

/** What may be handled of a fetched batch from a position on. */
export type Judgement = {
  /** How many messages, from the first, this accounts for. */
  taken: number;
  events: ReceivedEvent['event'][];
  /** Messages that no relay of ours has written. */
  foreign: FetchedMessage[];
  /** The first message that is not accounted for comes after events that Kafka did not give. */
  hole: boolean;
};

/**
 * Goes through messages from a position on: repeats (a relay that died between sending and marking sends again) are
 * dropped, at most `eventsMax` events are taken, and a break in the chain ends it.
 */
export function judgeMessages(
  part: number,
  messages: FetchedMessage[],
  off: number,
  eventsMax: number,
): Judgement {
  let last = off;
  const judgement: Judgement = { taken: 0, events: [], foreign: [], hole: false };
  for (const message of messages) {
    if (judgement.events.length >= eventsMax) break;
    const received = fromMessage(part, message);
    if (!received) judgement.foreign.push(message);
    else if (received.event.off > last) {
      if (received.previous > last) return { ...judgement, hole: true };
      judgement.events.push(received.event);
      last = received.event.off;
    }
    judgement.taken++;
  }
  return judgement;
}
