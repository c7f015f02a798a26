// The SQL of the bus: the log, positions, attempts, pruning. Parked events are in parked-store.ts; no service's tables.
import { BUS_PARTITIONS } from '../bus.ts';
import type { Query } from '../db.ts';

/** A group's place in one partition, as it was read. `off` is the log offset handled last. */
export type Position = {
  part: number;
  off: number;
  hasParked: boolean;
  /** The consumer that moved it last: another one than the reader may have died at the next event. */
  owner: string | null;
};

/** An event as it lies in the log. `payload` is the JSON text as it was published. */
export type LogEvent = {
  part: number;
  off: number;
  key: string;
  id: string;
  trace: string;
  at: Date;
  payload: string;
};

/** What a claim locked and read. Positions without events are left out. */
export type Claim = { positions: Position[]; events: LogEvent[] };

/** Whose position it is. */
export type Reader = { group: string; topic: string };

/** Makes sure that a group has a position in every partition of a topic. New ones start with the oldest event kept. */
export async function ensurePositions(query: Query, reader: Reader): Promise<void> {
  await query(
    `insert into bus.positions (grp, topic, part)
     select $1, $2, part from generate_series(0, $3::int - 1) as part on conflict do nothing`,
    [reader.group, reader.topic, BUS_PARTITIONS],
  );
}

type ClaimRow = LogEvent & { base: number; hasParked: boolean; owner: string | null };

// The scalar subquery with a limit is a single index probe a partition; as EXISTS it became a hash join over the log.
const claimSql = (only: string) => `
  with p as materialized (
    select p.part, p.off, p.has_parked, p.owner from bus.positions p
    where p.grp = $1 and p.topic = $2 and ${only} and (
      select e.off from bus.events e where e.topic = p.topic and e.part = p.part and e.off > p.off
      order by e.off limit 1
    ) is not null
    order by random() for update skip locked
  )
  select p.part, p.off as base, p.has_parked as "hasParked", p.owner, e.off, e.key, e.event_id as id, e.trace,
    e.created_at as at, e.payload
  from p cross join lateral (
    select e.off, e.key, e.event_id, e.trace, e.created_at, e.payload::text as payload from bus.events e
    where e.topic = $2 and e.part = p.part and e.off > p.off order by e.off limit $3
  ) e limit $3`;
const claimAllSql = claimSql('true');
const claimOneSql = claimSql('p.part = $4');
const claimCatchingUpSql = claimSql('p.kafka_next = -1');

/** Which partitions a claim may take: all, those that catch up from the log (Kafka lost something), or a single one. */
export type ClaimScope = 'all' | 'catching_up' | { part: number };

/**
 * Locks every ready partition that no other consumer holds and reads what comes next in them, at most `eventsMax` in
 * all. The locks last until the transaction ends.
 */
export async function claimEvents(
  query: Query,
  reader: Reader,
  eventsMax: number,
  scope: ClaimScope,
): Promise<Claim> {
  const parameters: unknown[] = [reader.group, reader.topic, eventsMax];
  let text = scope === 'all' ? claimAllSql : claimCatchingUpSql;
  if (typeof scope === 'object') {
    text = claimOneSql;
    parameters.push(scope.part);
  }
  const rows = await query<ClaimRow>(text, parameters);
  const positions = new Map<number, Position>();
  for (const row of rows) {
    if (positions.has(row.part)) continue;
    positions.set(row.part, {
      part: row.part,
      off: row.base,
      hasParked: row.hasParked,
      owner: row.owner,
    });
  }
  return { positions: [...positions.values()], events: rows };
}

/** A position's next value. */
export type Move = { part: number; from: number; to: number; hasParked: boolean };

/** Moves positions, each only from the value that it was read with. Returns whether all of them could be moved. */
export async function movePositions(
  query: Query,
  reader: Reader,
  owner: string,
  moves: Move[],
): Promise<boolean> {
  const moved = await query(
    `update bus.positions p set off = m.new_off, has_parked = m.has_parked, owner = $3
     from unnest($4::int[], $5::bigint[], $6::bigint[], $7::bool[]) as m(part, old_off, new_off, has_parked)
     where p.grp = $1 and p.topic = $2 and p.part = m.part and p.off = m.old_off returning 1`,
    [
      reader.group,
      reader.topic,
      owner,
      moves.map((move) => move.part),
      moves.map((move) => move.from),
      moves.map((move) => move.to),
      moves.map((move) => move.hasParked),
    ],
  );
  return moved.length === moves.length;
}

/** Where an attempt begins: the position before the first event of it. */
export type AttemptAt = { part: number; off: number };

/** Counts that a batch is about to be handled from these positions; gives how often that was begun, by partition. */
export async function countBatchAttempts(
  query: Query,
  reader: Reader,
  at: AttemptAt[],
): Promise<Map<number, number>> {
  const rows = await query<{ part: number; batches: number }>(
    `insert into bus.attempts as a (grp, topic, part, off, batches, alone)
     select $1, $2, m.part, m.off, 1, 0 from unnest($3::int[], $4::bigint[]) as m(part, off) order by m.part
     on conflict (grp, topic, part) do update set
       batches = case when a.off = excluded.off then a.batches + 1 else 1 end,
       alone = case when a.off = excluded.off then a.alone else 0 end, off = excluded.off
     returning a.part, a.batches`,
    [reader.group, reader.topic, at.map((each) => each.part), at.map((each) => each.off)],
  );
  return new Map(rows.map((row) => [row.part, row.batches]));
}

/** Counts (`change` 1) or takes back (-1) a try of the single event after a position; gives the count. */
export async function countAloneAttempt(
  query: Query,
  reader: Reader,
  at: AttemptAt,
  change: 1 | -1,
): Promise<number> {
  const [row] = await query<{ alone: number }>(
    `insert into bus.attempts as a (grp, topic, part, off, batches, alone) values ($1, $2, $3, $4, 0, greatest($5::int, 0))
     on conflict (grp, topic, part) do update set
       batches = case when a.off = excluded.off then a.batches else 0 end,
       alone = greatest(0, case when a.off = excluded.off then a.alone + $5::int else $5::int end), off = excluded.off
     returning a.alone`,
    [reader.group, reader.topic, at.part, at.off, change],
  );
  return row?.alone ?? 0;
}

// A skip scan from partition to partition, cheap on a long log.
const logPartitionsSql = `
  with recursive t as (
    (select topic, part from bus.events order by topic, part limit 1)
    union all
    select n.topic, n.part from t cross join lateral (
      select e.topic, e.part from bus.events e where (e.topic, e.part) > (t.topic, t.part)
      order by e.topic, e.part limit 1
    ) n
  )`;

/** The topics and partitions that the log holds events of. */
export async function listLogPartitions(query: Query): Promise<{ topic: string; part: number }[]> {
  return query(`${logPartitionsSql} select topic, part from t`);
}

/** The topics of which the log holds events that a group has not handled, whether it reads them yet or not. */
export async function listTopicsWithNews(query: Query, group: string): Promise<string[]> {
  const rows = await query<{ topic: string }>(
    `${logPartitionsSql}
     select distinct t.topic from t
     left join bus.positions p on p.grp = $1 and p.topic = t.topic and p.part = t.part
     where (
       select e.off from bus.events e where e.topic = t.topic and e.part = t.part and e.off > coalesce(p.off, 0)
       order by e.off limit 1
     ) is not null order by t.topic`,
    [group],
  );
  return rows.map((row) => row.topic);
}

// The chunk is deleted as a range: joined by its offsets, a table without statistics took minutes a chunk.
/**
 * Deletes up to `rowsMax` events of a partition that every group known for the topic has handled and that are older
 * than `before`. Returns how many.
 */
export async function pruneEvents(
  query: Query,
  at: { topic: string; part: number },
  before: Date,
  rowsMax: number,
): Promise<number> {
  const [row] = await query<{ pruned: number }>(
    `with last as (
       select max(chunk.off) as off from (
         select e.off from bus.events e where e.topic = $1 and e.part = $2 and e.created_at < $3
           and e.off <= coalesce(
             (select min(p.off) from bus.positions p where p.topic = $1 and p.part = $2), 9223372036854775807)
         order by e.off limit $4
       ) chunk
     ), gone as (
       delete from bus.events e where e.topic = $1 and e.part = $2 and e.created_at < $3
         and e.off <= (select last.off from last) returning 1
     ) select count(*) as pruned from gone`,
    [at.topic, at.part, before, rowsMax],
  );
  return row?.pruned ?? 0;
}

/** Tells other processes which topics have news. Outside of any transaction: in one, it would serialise the commits. */
export async function notifyPublished(query: Query, channel: string, text: string): Promise<void> {
  await query('select pg_notify($1, $2)', [channel, text]);
}
