// The one way in: an item is stored with its original, counted and published in one transaction, or not accepted at all.
// What becomes of it is decided by services/cases alone; the ledger joins both.
import { sha256, storeBlobs } from './blobs.ts';
import { event } from './bus.ts';
import type { Tx } from './db.ts';
import { fitReceived } from './events/fit-received.ts';
import { type IntakeReceived, intakeReceivedTopic } from './events/intake.ts';
import { newId, newReference } from './ids.ts';

/** An item as a connector hands it over. */
export type NewItem = {
  /**
   * What makes a second arrival of the same item the same: HMAC of Message-ID and content for mail, the client's key for
   * the API, the platform's post id for social. Never a UID.
   */
  dedupKey: string;
  trace: string;
  /** All that the source gave, as it came. */
  original: Uint8Array;
  attachments: { name: string; mediaType: string; content: Uint8Array }[];
  /** The event, but for what is filled in here. */
  received: Omit<IntakeReceived, 'itemId' | 'reference' | 'originalSha256' | 'attachments'>;
};

/** What an accepted item is known by. `repeated`: it had been accepted before and nothing was written. */
export type AcceptedItem = { itemId: string; reference: string; repeated: boolean };

// A source chooses part of its keys; an index entry of PostgreSQL ends at about 2,700 bytes.
const DEDUP_KEY_MAX = 500;
const keptKey = (key: string): string => {
  const fits = key.length <= DEDUP_KEY_MAX && key.isWellFormed() && !key.includes('\u0000');
  return fits ? key : `sha256:${sha256(Buffer.from(key, 'utf16le'))}`;
};

type Prepared = { item: NewItem; dedupKey: string; received: IntakeReceived };

/** Stores the bytes of all items; gives each item's event with their keys. */
async function prepare(tx: Tx, items: readonly NewItem[]): Promise<Prepared[]> {
  const contents = items.map(({ original, attachments }) => [
    original,
    ...attachments.map((attachment) => attachment.content),
  ]);
  const keys = await storeBlobs(tx, contents.flat());
  let next = 0;
  return items.map((item) => {
    const originalSha256 = keys[next++] ?? '';
    const received = fitReceived({
      ...item.received,
      itemId: newId(),
      reference: newReference(),
      originalSha256,
      attachments: item.attachments.map(({ name, mediaType, content }) => ({
        name,
        mediaType,
        bytes: content.length,
        sha256: keys[next++] ?? '',
      })),
    });
    return { item, dedupKey: keptKey(item.dedupKey), received };
  });
}

/** Writes items whose keys differ; gives the ids of those that were new. */
async function insertItems(tx: Tx, prepared: readonly Prepared[]): Promise<Set<string>> {
  // In key order: two transactions with the same items never wait for each other in a circle.
  const rows = [...prepared].sort((one, other) => (one.dedupKey < other.dedupKey ? -1 : 1));
  const inserted = await tx.query<{ item_id: string }>(
    `insert into intake.items (item_id, dedup_key, reference, channel, connector, received_at, trace, original_sha256, received)
     select u.item_id, u.dedup_key, u.reference, u.channel, u.connector, u.received_at, u.trace, u.original_sha256,
       u.received::jsonb
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[], $8::text[],
       $9::text[]) as u(item_id, dedup_key, reference, channel, connector, received_at, trace, original_sha256, received)
     on conflict (dedup_key) do nothing returning item_id`,
    [
      rows.map(({ received }) => received.itemId),
      rows.map(({ dedupKey }) => dedupKey),
      rows.map(({ received }) => received.reference),
      rows.map(({ received }) => received.channel),
      rows.map(({ received }) => received.connector),
      rows.map(({ received }) => received.receivedAt),
      rows.map(({ item }) => item.trace),
      rows.map(({ received }) => received.originalSha256),
      rows.map(({ received }) => JSON.stringify(received)),
    ],
  );
  return new Set(inserted.map((row) => row.item_id));
}

type Ids = { itemId: string; reference: string };

async function findAccepted(tx: Tx, dedupKeys: string[]): Promise<Map<string, Ids>> {
  if (dedupKeys.length === 0) return new Map();
  const rows = await tx.query<Ids & { dedupKey: string }>(
    `select i.dedup_key as "dedupKey", i.item_id as "itemId", i.reference from intake.items i
     where i.dedup_key = any($1::text[])`,
    [dedupKeys],
  );
  return new Map(rows.map(({ dedupKey, itemId, reference }) => [dedupKey, { itemId, reference }]));
}

/**
 * Stores and publishes items in the caller's transaction, all with a few statements. After the commit, and not before, a
 * connector may tell its source that it has them. A repeat (also of an item earlier in the list) gives the ids of the
 * first arrival. What of an event cannot be stored or does not fit its schema is mended (events/fit-received.ts); the
 * original keeps the bytes as they came.
 * @throws when the database is away or refuses: then nothing was accepted.
 */
export async function acceptItems(tx: Tx, items: readonly NewItem[]): Promise<AcceptedItem[]> {
  if (items.length === 0) return [];
  const prepared = await prepare(tx, items);
  const firsts = new Map<string, Prepared>();
  for (const each of prepared) if (!firsts.has(each.dedupKey)) firsts.set(each.dedupKey, each);
  const inserted = await insertItems(tx, [...firsts.values()]);
  const isNew = ({ received }: Prepared): boolean => inserted.has(received.itemId);
  const known = [...firsts.values()].filter((each) => !isNew(each));
  const earlier = await findAccepted(
    tx,
    known.map(({ dedupKey }) => dedupKey),
  );
  for (const each of prepared) {
    if (!isNew(each)) continue;
    const from = { cause: each.received.itemId, trace: each.item.trace };
    tx.publish(event(intakeReceivedTopic, each.received, from));
  }
  return prepared.map((each) => {
    const first = firsts.get(each.dedupKey) ?? each;
    const ids = isNew(first) ? first.received : earlier.get(each.dedupKey);
    if (!ids) throw new Error('accepting an item: its first arrival vanished; try again');
    return { itemId: ids.itemId, reference: ids.reference, repeated: !isNew(each) };
  });
}

/** Stores and publishes one item: `acceptItems`. */
export async function acceptItem(tx: Tx, item: NewItem): Promise<AcceptedItem> {
  const [accepted] = await acceptItems(tx, [item]);
  if (!accepted) throw new Error('accepting an item: nothing came of it');
  return accepted;
}
