// What the bus tests publish, and the effects that handling leaves: one row an event, which counts how often it committed.
import { z } from 'zod';
import type { RetryPolicy } from '#shared/bus/delivery.ts';
import type { Delivered, Topic } from '#shared/bus.ts';
import type { Query, Tx } from '#shared/db.ts';

const madeSchema = z.object({
  key: z.string(),
  n: z.number().int(),
  act: z.enum(['kill', 'fail']).optional(),
  itemId: z.uuid().optional(),
  padding: z.string().optional(),
});
/** An event of the tests: the n-th of its key. */
export type Made = z.infer<typeof madeSchema>;

export const topicNamed = (name: string): Topic<Made> => ({
  name,
  schema: madeSchema,
  keyOf: (made) => made.key,
});

/** What a consuming process is told. */
export type Orders = {
  url: string;
  brokers: string[];
  topic: string;
  group: string;
  batchMax: number;
  handleMs: number;
  /** After which PostgreSQL ends the session of a transaction that does nothing. */
  idleMs: number;
  retry: RetryPolicy;
  /** The signal that it sends itself when it comes to a point of the bus for the `hit`-th time. */
  signal?: { name: 'SIGKILL' | 'SIGSTOP'; point: string; group: string; hit: number };
};

export type Effect = { key: string; n: number; handled: number };

export async function createEffects(query: Query): Promise<void> {
  await query(
    `create table effects (
       grp text, topic text, event_id uuid, key text, n int, handled int not null default 1, seq bigserial,
       primary key (grp, topic, event_id)
     )`,
  );
}

/** Writes the effects of a batch, in order. */
export async function writeEffects(tx: Tx, group: string, batch: Delivered<Made>[]): Promise<void> {
  await tx.query(
    `insert into effects (grp, topic, event_id, key, n)
     select $1, $2, u.id, u.key, u.n from unnest($3::uuid[], $4::text[], $5::int[]) with ordinality as u(id, key, n, place)
     order by u.place
     on conflict (grp, topic, event_id) do update set handled = effects.handled + 1, seq = excluded.seq`,
    [
      group,
      batch[0]?.topic,
      batch.map((each) => each.id),
      batch.map((each) => each.payload.key),
      batch.map((each) => each.payload.n),
    ],
  );
}

/** The effects of a group, in the order in which they came to be. */
export async function readEffects(query: Query, group: string, topic: string): Promise<Effect[]> {
  return query<Effect>(
    'select key, n, handled from effects where grp = $1 and topic = $2 order by seq',
    [group, topic],
  );
}

/** The keys of which a later event took effect before an earlier one. */
export function invertedKeys(effects: Effect[]): string[] {
  const last = new Map<string, number>();
  const inverted = new Set<string>();
  for (const { key, n } of effects) {
    if (n <= (last.get(key) ?? -1)) inverted.add(key);
    last.set(key, n);
  }
  return [...inverted];
}
