// The SQL of dead letters, of moving a group's position back, and of the figures. No decisions are made here.

import type { Query } from '../db.ts';
import { CATCHING_UP } from './kafka/store.ts';
import type { Reader } from './store.ts';

/** The place of a dead letter: one per group, topic, partition and offset. */
export type LetterKey = { group: string; topic: string; part: number; off: number };

export type LetterRow = LetterKey & {
  eventId: string;
  key: string;
  trace: string;
  payload: Buffer;
  publishedAt: Date;
  deadAt: Date;
  tries: number;
  reason: string;
};

const columns = `grp as "group", topic, part, off, event_id as "eventId", key, trace, payload, created_at as "publishedAt",
  dead_at as "deadAt", tries, error as reason`;

/** Dead letters, the newest first, from after `after` on. */
export async function selectLetters(
  query: Query,
  filter: { group: string | null; topic: string | null },
  after: (LetterKey & { deadAt: Date }) | null,
  limit: number,
): Promise<LetterRow[]> {
  return query<LetterRow>(
    `select ${columns} from bus.parked
     where dead_at is not null and ($1::text is null or grp = $1) and ($2::text is null or topic = $2)
       and ($3::timestamptz is null or (dead_at, grp, topic, part, off) < ($3, $4, $5, $6, $7))
     order by dead_at desc, grp desc, topic desc, part desc, off desc limit $8`,
    [
      filter.group,
      filter.topic,
      after?.deadAt ?? null,
      after?.group ?? null,
      after?.topic ?? null,
      after?.part ?? null,
      after?.off ?? null,
      limit,
    ],
  );
}

/** One dead letter. */
export async function selectLetter(query: Query, at: LetterKey): Promise<LetterRow | undefined> {
  const [row] = await query<LetterRow>(
    `select ${columns} from bus.parked
     where grp = $1 and topic = $2 and part = $3 and off = $4 and dead_at is not null`,
    [at.group, at.topic, at.part, at.off],
  );
  return row;
}

/** The dead letters of an event: at most one a group. */
export async function selectLettersOfEvent(query: Query, eventId: string): Promise<LetterRow[]> {
  return query<LetterRow>(
    `select ${columns} from bus.parked where event_id = $1 and dead_at is not null order by grp, topic`,
    [eventId],
  );
}

/** Notes that a partition has parked events, so that later events of their keys wait behind them. */
export async function markParked(query: Query, at: LetterKey): Promise<void> {
  await query(
    'update bus.positions set has_parked = true where grp = $1 and topic = $2 and part = $3',
    [at.group, at.topic, at.part],
  );
}

/** Brings a dead letter back to life, with all its tries before it. Returns whether it was dead. */
export async function reviveLetter(query: Query, at: LetterKey, due: Date): Promise<boolean> {
  const rows = await query(
    `update bus.parked set dead_at = null, tries = 0, due = $5
     where grp = $1 and topic = $2 and part = $3 and off = $4 and dead_at is not null returning 1`,
    [at.group, at.topic, at.part, at.off, due],
  );
  return rows.length > 0;
}

/** Locks a group's positions in a topic; consumers finish their batch first. */
export async function lockPositions(
  query: Query,
  reader: Reader,
): Promise<{ part: number; off: number }[]> {
  return query(
    'select part, off from bus.positions where grp = $1 and topic = $2 order by part for update',
    [reader.group, reader.topic],
  );
}

/** The offset of the first event of each partition that was published at or after a time. */
export async function firstOffsetsSince(
  query: Query,
  topic: string,
  since: Date,
): Promise<Map<number, number>> {
  const rows = await query<{ part: number; off: number }>(
    'select part, min(off) as off from bus.events where topic = $1 and created_at >= $2 group by part',
    [topic, since],
  );
  return new Map(rows.map((row) => [row.part, row.off]));
}

/** Moves locked positions back. Where Kafka carries the events, the group reads on from the log first. */
export async function movePositionsBack(
  query: Query,
  reader: Reader,
  moves: { part: number; off: number }[],
): Promise<void> {
  await query(
    `update bus.positions p set off = m.off, kafka_next = case when p.kafka_next is null then null else ${CATCHING_UP} end
     from unnest($3::int[], $4::bigint[]) as m(part, off)
     where p.grp = $1 and p.topic = $2 and p.part = m.part`,
    [reader.group, reader.topic, moves.map((move) => move.part), moves.map((move) => move.off)],
  );
}

/** How many events a group has before it in a topic, and the oldest event that the log still has. */
export async function countAhead(
  query: Query,
  reader: Reader,
): Promise<{ events: number; logSince: Date | null }> {
  const [row] = await query<{ events: number; logSince: Date | null }>(
    `select (
       select count(*) from bus.positions p join bus.events e on e.topic = p.topic and e.part = p.part and e.off > p.off
       where p.grp = $1 and p.topic = $2
     ) as events, (select min(created_at) from bus.events where topic = $2) as "logSince"`,
    [reader.group, reader.topic],
  );
  return row ?? { events: 0, logSince: null };
}

/** One consumer in figures. */
export type BusFigures = {
  group: string;
  topic: string;
  lag: number;
  parked: number;
  dead: number;
};

// Counting a longer lag exactly would cost more than anybody gains from it.
const LAG_MAX = 100_000;

/** Lag, parked events and dead letters of each group and topic. A partition's lag is counted up to 100,000. */
export async function selectFigures(query: Query): Promise<BusFigures[]> {
  return query<BusFigures>(
    `with failed as (
       select grp, topic, count(*) filter (where dead_at is null) as parked, count(dead_at) as dead
       from bus.parked group by grp, topic
     )
     select p.grp as "group", p.topic, sum(ahead.events)::bigint as lag,
       coalesce(max(f.parked), 0) as parked, coalesce(max(f.dead), 0) as dead
     from bus.positions p
     cross join lateral (
       select count(*) as events from (
         select 1 from bus.events e where e.topic = p.topic and e.part = p.part and e.off > p.off limit $1
       ) counted
     ) ahead
     left join failed f on f.grp = p.grp and f.topic = p.topic
     group by p.grp, p.topic order by p.grp, p.topic`,
    [LAG_MAX],
  );
}
