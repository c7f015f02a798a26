// The SQL of events that failed: parked with the later ones of their key, retried, dead. No decisions are made here.
import type { LogEvent, Reader } from './bus-store.ts';
import type { Query } from './db.ts';

/** An event that failed or waits behind one. `tries` 0: it waits behind. `payload` is kept byte for byte. */
export type ParkedEvent = Omit<LogEvent, 'payload'> & {
  payload: Uint8Array;
  tries: number;
  due: Date;
  error: string;
  deadAt: Date | null;
};

const columns = `part, off, key, event_id as id, trace, created_at as at, payload, tries, due, error, dead_at as "deadAt"`;

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

/** The keys that are parked in these partitions. */
export async function readParkedKeys(
  query: Query,
  reader: Reader,
  parts: number[],
): Promise<{ part: number; key: string }[]> {
  return query(
    `select distinct part, key from bus.parked
     where grp = $1 and topic = $2 and part = any($3::int[]) and dead_at is null`,
    [reader.group, reader.topic, parts],
  );
}

/** Locks the heads of parked keys that are due, the earliest first. Heads that another consumer tries are left out. */
export async function lockDueHeads(
  query: Query,
  reader: Reader,
  now: Date,
  rowsMax: number,
): Promise<ParkedEvent[]> {
  return query<ParkedEvent>(
    `select ${columns} from bus.parked k
     where k.grp = $1 and k.topic = $2 and k.dead_at is null and k.due <= $3 and k.off = (
       select b.off from bus.parked b
       where b.grp = k.grp and b.topic = k.topic and b.key = k.key and b.dead_at is null order by b.off limit 1
     ) order by k.due, k.off limit $4 for update skip locked`,
    [reader.group, reader.topic, now, rowsMax],
  );
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
