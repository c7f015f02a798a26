// What operators do with events that were given up on, and with a group's position. Handlers tolerate what comes again.
import { BUS_PARTITIONS } from '../bus.ts';
import type { Clock } from '../clock.ts';
import type { Db, Query } from '../db.ts';
import { RequestError } from '../errors.ts';
import { isUuid } from '../ids.ts';
import {
  countAhead,
  firstOffsetsSince,
  type LetterKey,
  type LetterRow,
  lockPositions,
  markParked,
  movePositionsBack,
  reviveLetter,
  selectLetter,
  selectLetters,
  selectLettersOfEvent,
} from './dead-letter-store.ts';
import type { Reader } from './store.ts';

/** An event that was given up on, as people and programs see it. `id` is GROUP/TOPIC/PARTITION/OFFSET. */
export type Letter = {
  id: string;
  group: string;
  topic: string;
  partition: number;
  offset: number;
  eventId: string;
  key: string;
  trace: string;
  publishedAt: string;
  deadAt: string;
  tries: number;
  reason: string;
  payloadBytes: number;
};

/** A dead letter with its bytes: as text where they are UTF-8, else in base64. */
export type OpenedLetter = Letter & { payload: string; encoding: 'utf8' | 'base64' };

const letterOf = (row: LetterRow): Letter => ({
  id: `${row.group}/${row.topic}/${row.part}/${row.off}`,
  group: row.group,
  topic: row.topic,
  partition: row.part,
  offset: row.off,
  eventId: row.eventId,
  key: row.key,
  trace: row.trace,
  publishedAt: row.publishedAt.toISOString(),
  deadAt: row.deadAt.toISOString(),
  tries: row.tries,
  reason: row.reason,
  payloadBytes: row.payload.length,
});

function openedLetterOf(row: LetterRow): OpenedLetter {
  const text = row.payload.toString('utf8');
  const isText = Buffer.from(text, 'utf8').equals(row.payload);
  return {
    ...letterOf(row),
    payload: isText ? text : row.payload.toString('base64'),
    encoding: isText ? 'utf8' : 'base64',
  };
}

function keyOf(id: string): LetterKey | undefined {
  const [, group, topic, part, off] = /^([^/]+)\/([^/]+)\/(\d{1,9})\/(-?\d{1,16})$/.exec(id) ?? [];
  if (!group || !topic || !part || !off) return undefined;
  return { group, topic, part: Number(part), off: Number(off) };
}

const cursorOf = (row: LetterRow): string =>
  Buffer.from(
    JSON.stringify([row.deadAt.toISOString(), row.group, row.topic, row.part, row.off]),
  ).toString('base64url');

function parseCursor(cursor: string): LetterKey & { deadAt: Date } {
  const wrong = () =>
    new RequestError(400, 'invalid_cursor', 'the cursor is not one of a list of dead letters');
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw wrong();
  }
  if (!Array.isArray(value)) throw wrong();
  const [deadAt, group, topic, part, off] = value as unknown[];
  const at = new Date(String(deadAt));
  const isKey = typeof group === 'string' && typeof topic === 'string';
  const isPlace = Number.isSafeInteger(part) && Number.isSafeInteger(off);
  if (Number.isNaN(at.getTime()) || !isKey || !isPlace) throw wrong();
  return { deadAt: at, group, topic, part: part as number, off: off as number };
}

/** Lists dead letters, the newest first, without their payloads. `next` is the cursor of the page after. */
export async function listDeadLetters(
  query: Query,
  page: { group?: string; topic?: string; cursor?: string; limit: number },
): Promise<{ deadLetters: Letter[]; next: string | null }> {
  const filter = { group: page.group ?? null, topic: page.topic ?? null };
  const after = page.cursor ? parseCursor(page.cursor) : null;
  const rows = await selectLetters(query, filter, after, page.limit + 1);
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  return {
    deadLetters: shown.map(letterOf),
    next: rows.length > page.limit && last ? cursorOf(last) : null,
  };
}

/**
 * The dead letters that an id names: the letter's own id, or that of an event (which several groups may have given up
 * on). @throws RequestError when the id is neither.
 */
export async function openDeadLetters(query: Query, id: string): Promise<OpenedLetter[]> {
  const key = keyOf(id);
  if (key) {
    const row = await selectLetter(query, key);
    return row ? [openedLetterOf(row)] : [];
  }
  if (!isUuid(id))
    throw new RequestError(
      400,
      'invalid_id',
      `${id} is not the id of a dead letter (GROUP/TOPIC/PARTITION/OFFSET) nor of an event`,
    );
  return (await selectLettersOfEvent(query, id)).map(openedLetterOf);
}

/**
 * Gives dead letters back to their consumers, with all their tries before them; later events of their keys wait behind
 * them again. A letter that is no longer dead is left as it is. Returns those that were given back.
 */
export async function replayDeadLetters(
  parts: { db: Db; clock: Clock },
  letters: Pick<Letter, 'group' | 'topic' | 'partition' | 'offset' | 'id'>[],
): Promise<string[]> {
  const given: string[] = [];
  for (const letter of letters) {
    const revived = await parts.db.transaction((tx) =>
      replayDeadLetter(tx.query, letter, parts.clock.now()),
    );
    if (revived) given.push(letter.id);
  }
  return given;
}

/** Gives one dead letter back in the caller's transaction. Gives whether it was dead. */
export async function replayDeadLetter(
  query: Query,
  { group, topic, partition, offset }: Pick<Letter, 'group' | 'topic' | 'partition' | 'offset'>,
  now: Date,
): Promise<boolean> {
  const key = { group, topic, part: partition, off: offset };
  // The position first, as consumers do: in the other order both could wait for each other.
  await markParked(query, key);
  return reviveLetter(query, key, now);
}

/** From where a group is to handle events again: an offset of the log, or a time. */
export type ReplayStart = { offset: number } | { time: Date };

/** What a replay came to: how many events lie before the group now, and how far back the log reaches. */
export type Replay = { events: number; logSince: string | null };

/**
 * Moves a group's position in a topic back, on purpose: it handles again whatever the log still has from there on.
 * Positions never move forward by this. @throws RequestError when the group does not read the topic.
 */
export async function replayFrom(db: Db, reader: Reader, start: ReplayStart): Promise<Replay> {
  return db.transaction(async (tx) => {
    const positions = await lockPositions(tx.query, reader);
    if (positions.length < BUS_PARTITIONS)
      throw new RequestError(
        404,
        'unknown_consumer',
        `no group ${reader.group} reads the topic ${reader.topic}`,
      );
    const firsts =
      'time' in start ? await firstOffsetsSince(tx.query, reader.topic, start.time) : undefined;
    const moves = positions.flatMap(({ part, off }) => {
      const first = 'offset' in start ? start.offset : firsts?.get(part);
      return first !== undefined && first <= off ? [{ part, off: Math.max(0, first - 1) }] : [];
    });
    await movePositionsBack(tx.query, reader, moves);
    const { events, logSince } = await countAhead(tx.query, reader);
    return { events, logSince: logSince?.toISOString() ?? null };
  });
}
