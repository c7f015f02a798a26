// Reads the log from a place without being a consumer group: for whoever only wants to know what is new, and may miss what was
// pruned. Nothing is locked, claimed or moved.
import { BUS_PARTITIONS } from '../bus.ts';
import type { Query } from '../db.ts';

/** How far somebody has read a topic: the last offset of each partition. */
export type LogPlace = readonly number[];

/** The newest place of a topic. */
export async function newestPlace(query: Query, topic: string): Promise<LogPlace> {
  const rows = await query<{ off: number }>(
    `select coalesce((select e.off from bus.events e where e.topic = $1 and e.part = p.part order by e.off desc limit 1), 0)
       as off
     from generate_series(0, $2::int - 1) as p(part) order by p.part`,
    [topic, BUS_PARTITIONS],
  );
  return rows.map(({ off }) => off);
}

/** Up to `max` events after a place, in the order they were committed within each partition, and the place behind them. */
export async function readAfter<E>(
  query: Query,
  topic: string,
  place: LogPlace,
  max: number,
): Promise<{ events: E[]; place: LogPlace }> {
  const rows = await query<{ part: number; off: number; payload: E }>(
    `select p.n::int - 1 as part, e.off, e.payload
     from unnest($2::bigint[]) with ordinality as p(off, n) cross join lateral (
       select e.off, e.payload from bus.events e
       where e.topic = $1 and e.part = p.n::int - 1 and e.off > p.off order by e.off limit $3) e
     order by p.n, e.off limit $3`,
    [topic, [...place], max],
  );
  const next = [...place];
  for (const { part, off } of rows) next[part] = off;
  return { events: rows.map(({ payload }) => payload), place: next };
}
