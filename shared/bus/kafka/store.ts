// The SQL of positions while Kafka carries the events, and of catching up from the log where Kafka fails to.

import type { Query } from '../../db.ts';
import type { Move, Position, Reader } from '../store.ts';

/** `kafka_next` of a position whose next events are read from the log, not from Kafka. */
export const CATCHING_UP = -1;

/** A position with the Kafka offset to read next; null: not known yet. */
export type KafkaPosition = Position & { next: number | null };

const columns = 'part, off, has_parked as "hasParked", owner, kafka_next as next';

/** Reads one position, without a lock: a stopped process must not keep others from taking over. */
export async function readKafkaPosition(
  query: Query,
  reader: Reader,
  part: number,
): Promise<KafkaPosition | undefined> {
  const [row] = await query<KafkaPosition>(
    `select ${columns} from bus.positions where grp = $1 and topic = $2 and part = $3`,
    [reader.group, reader.topic, part],
  );
  return row;
}

/** Reads all positions of a group in a topic. */
export async function readKafkaPositions(query: Query, reader: Reader): Promise<KafkaPosition[]> {
  return query<KafkaPosition>(
    `select ${columns} from bus.positions where grp = $1 and topic = $2 order by part`,
    [reader.group, reader.topic],
  );
}

/** Moves a position, only from the value that it was read with. */
export async function moveKafkaPosition(
  query: Query,
  reader: Reader,
  owner: string,
  move: Move,
  next: { from: number | null; to: number },
): Promise<boolean> {
  const moved = await query(
    `update bus.positions set off = $5, has_parked = $6, owner = $7, kafka_next = $9
     where grp = $1 and topic = $2 and part = $3 and off = $4 and kafka_next is not distinct from $8 returning 1`,
    [
      reader.group,
      reader.topic,
      move.part,
      move.from,
      move.to,
      move.hasParked,
      owner,
      next.from,
      next.to,
    ],
  );
  return moved.length > 0;
}

/** Turns a position to the log, if it still is where it was read, and records why. Returns whether it was. */
export async function beginCatchUp(
  query: Query,
  reader: Reader,
  at: { part: number; off: number; reason: string },
  now: Date,
): Promise<boolean> {
  const turned = await query(
    `with turned as (
       update bus.positions set kafka_next = ${CATCHING_UP}
       where grp = $1 and topic = $2 and part = $3 and off = $4 and kafka_next is distinct from ${CATCHING_UP}
       returning off
     ) insert into bus.gaps (grp, topic, part, off, reason, found_at)
       select $1, $2, $3, turned.off, $5, $6 from turned returning 1`,
    [reader.group, reader.topic, at.part, at.off, at.reason, now],
  );
  return turned.length > 0;
}

/**
 * Turns positions back to Kafka that have come to the end of the log. `ends` are Kafka's ends, read before: what lies
 * before them was in the log by then, so that nothing between is missed.
 */
export async function endCatchUp(
  query: Query,
  reader: Reader,
  ends: Map<number, number>,
): Promise<void> {
  await query(
    `update bus.positions p set kafka_next = k.next from unnest($3::int[], $4::bigint[]) as k(part, next)
     where p.grp = $1 and p.topic = $2 and p.part = k.part and p.kafka_next = ${CATCHING_UP} and (
       select e.off from bus.events e where e.topic = p.topic and e.part = p.part and e.off > p.off
       order by e.off limit 1
     ) is null`,
    [reader.group, reader.topic, [...ends.keys()], [...ends.values()]],
  );
}

/** The payloads of events that are too big to be carried, by offset. */
export async function readLogPayloads(
  query: Query,
  at: { topic: string; part: number },
  offs: number[],
): Promise<Map<number, string>> {
  const rows = await query<{ off: number; payload: string }>(
    `select off, payload::text as payload from bus.events where topic = $1 and part = $2 and off = any($3::bigint[])`,
    [at.topic, at.part, offs],
  );
  return new Map(rows.map((row) => [row.off, row.payload]));
}

/**
 * Waits until all that has been committed so far is on disk. What is forwarded must not be lost by a crash that comes
 * after: its offset would be given to another event, which consumers would take for a repeat.
 */
export async function flushCommits(query: Query): Promise<void> {
  await query(`select pg_logical_emit_message(true, 'redress', '')`);
}
