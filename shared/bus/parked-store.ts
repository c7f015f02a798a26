// The SQL of events that failed: parked with the later ones of their key, retried, dead. No decisions are made here.

import type { Query } from '../db.ts';
import type { LogEvent, Reader } from './store.ts';

/** An event that failed or waits behind one. `tries` 0: it waits behind. `payload` is kept byte for byte. */
export type ParkedEvent = Omit<LogEvent, 'payload'> & {
  payload: Uint8Array;
  tries: number;
  due: Date;
  error: string;
  deadAt: Date | null;
};

const columns = `due.part, due.off, due.key, due.event_id as id, due.trace, due.created_at as at, due.payload, due.tries,
  due.due, due.error, due.dead_at as "deadAt"`;

/** Parks events, or writes them down as dead at once. A dead letter that comes again after a replay lives again. */
export async function insertParked(
  query: Query,
  reader: Reader,
  events: ParkedEvent[],
): Promise<void> {
  if (events.length === 0) return;
  await query(
    `insert into bus.parked as k (grp, topic, part, off, key, event_id, trace, created_at, payload, tries, due, error, dead_at)
     select $1, $2, e.* from unnest($3::int[], $4::bigint[], $5::text[], $6::uuid[], $7::text[], $8::timestamptz[],
       $9::bytea[], $10::int[], $11::timestamptz[], $12::text[], $13::timestamptz[]) as e
     on conflict (grp, topic, part, off) do update
       set tries = excluded.tries, due = excluded.due, error = excluded.error, dead_at = excluded.dead_at
       where k.dead_at is not null`,
    [
      reader.group,
      reader.topic,
      events.map((event) => event.part),
      events.map((event) => event.off),
      events.map((event) => event.key),
      events.map((event) => event.id),
      events.map((event) => event.trace),
      events.map((event) => event.at),
      events.map((event) => Buffer.from(event.payload)),
      events.map((event) => event.tries),
      events.map((event) => event.due),
      events.map((event) => event.error),
      events.map((event) => event.deadAt),
    ],
  );
}

/** Which of these keys, and of these partitions, have parked events. */
export async function readParked(
  query: Query,
  reader: Reader,
  among: { parts: number[]; keys: string[] },
): Promise<{ parts: number[]; keys: string[] }> {
  const [row] = await query<{ parts: number[]; keys: string[] }>(
    `select array(
       select wanted.part from unnest($3::int[]) as wanted(part) where (
         select k.part from bus.parked k
         where k.grp = $1 and k.topic = $2 and k.part = wanted.part and k.dead_at is null limit 1
       ) is not null
     ) as parts, array(
       select wanted.key from unnest($4::text[]) as wanted(key) where (
         select k.off from bus.parked k
         where k.grp = $1 and k.topic = $2 and k.key = wanted.key and k.dead_at is null order by k.off limit 1
       ) is not null
     ) as keys`,
    [reader.group, reader.topic, among.parts, among.keys],
  );
  return row ?? { parts: [], keys: [] };
}

// A skip scan from key to key: with thousands waiting behind one event, a look at each of them would take longer than
// the tries.
const dueHeadsSql = `
  with recursive heads as (
    (select k.key, k.part, k.off from bus.parked k where k.grp = $1 and k.topic = $2 and k.dead_at is null
     order by k.key, k.off limit 1)
    union all
    select n.key, n.part, n.off from heads h cross join lateral (
      select k.key, k.part, k.off from bus.parked k
      where k.grp = $1 and k.topic = $2 and k.dead_at is null and k.key > h.key order by k.key, k.off limit 1
    ) n
  )
  select ${columns} from heads cross join lateral (
    select * from bus.parked k
    where k.grp = $1 and k.topic = $2 and k.part = heads.part and k.off = heads.off and k.dead_at is null
      and k.due <= $3
    for update skip locked
  ) due order by due.due, due.off limit $4`;

/** Locks the heads of parked keys that are due, the earliest first. Heads that another consumer tries are left out. */
export async function lockDueHeads(
  query: Query,
  reader: Reader,
  now: Date,
  rowsMax: number,
): Promise<ParkedEvent[]> {
  return query<ParkedEvent>(dueHeadsSql, [reader.group, reader.topic, now, rowsMax]);
}

/** Whether a group has any event in a topic that is to be tried again. */
export async function hasWaiting(query: Query, reader: Reader): Promise<boolean> {
  const rows = await query(
    'select 1 from bus.parked where grp = $1 and topic = $2 and dead_at is null limit 1',
    [reader.group, reader.topic],
  );
  return rows.length > 0;
}

/** Names one parked event at a certain try: whoever has tried it since makes the name void. */
export type ParkedTry = { part: number; off: number; tries: number };

/** Locks a parked event if nobody has tried it since. */
export async function lockParkedTry(query: Query, reader: Reader, at: ParkedTry): Promise<boolean> {
  const rows = await query(
    `select 1 from bus.parked where grp = $1 and topic = $2 and part = $3 and off = $4 and tries = $5
       and dead_at is null for update skip locked`,
    [reader.group, reader.topic, at.part, at.off, at.tries],
  );
  return rows.length > 0;
}

/** Writes down a change of a parked event: another try counted, its next due time, its end. */
export async function updateParked(
  query: Query,
  reader: Reader,
  at: ParkedTry,
  to: { tries: number; due: Date; error: string; deadAt: Date | null },
): Promise<boolean> {
  const rows = await query(
    `update bus.parked set tries = $6, due = $7, error = $8, dead_at = $9
     where grp = $1 and topic = $2 and part = $3 and off = $4 and tries = $5 and dead_at is null returning 1`,
    [reader.group, reader.topic, at.part, at.off, at.tries, to.tries, to.due, to.error, to.deadAt],
  );
  return rows.length > 0;
}

/** Removes a parked event that was handled at last. */
export async function deleteParked(query: Query, reader: Reader, at: ParkedTry): Promise<void> {
  await query(
    'delete from bus.parked where grp = $1 and topic = $2 and part = $3 and off = $4 and tries = $5',
    [reader.group, reader.topic, at.part, at.off, at.tries],
  );
}
