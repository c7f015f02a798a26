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

/**
 * Stores and publishes an item in the caller's transaction. After the commit, and not before, the connector may tell its
 * source that it has it. A repeat gives the ids of the first arrival. What of the event cannot be stored or does not fit
 * its schema is mended (events/fit-received.ts); the original keeps the bytes as they came.
 * @throws when the database is away or refuses: then nothing was accepted.
 */
export async function acceptItem(tx: Tx, item: NewItem): Promise<AcceptedItem> {
  const itemId = newId();
  const reference = newReference();
  const dedupKey = keptKey(item.dedupKey);
  const [originalSha256 = '', ...keys] = await storeBlobs(tx, [
    item.original,
    ...item.attachments.map((attachment) => attachment.content),
  ]);
  const received = fitReceived({
    ...item.received,
    itemId,
    reference,
    originalSha256,
    attachments: item.attachments.map((attachment, index) => ({
      name: attachment.name,
      mediaType: attachment.mediaType,
      bytes: attachment.content.length,
      sha256: keys[index] ?? '',
    })),
  });
  const inserted = await tx.query(
    `insert into intake.items (item_id, dedup_key, reference, channel, connector, received_at, trace, original_sha256, received)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (dedup_key) do nothing returning 1`,
    [
      itemId,
      dedupKey,
      reference,
      received.channel,
      received.connector,
      received.receivedAt,
      item.trace,
      originalSha256,
      JSON.stringify(received),
    ],
  );
  if (inserted.length === 0) {
    const [first] = await tx.query<{ item_id: string; reference: string }>(
      'select item_id, reference from intake.items where dedup_key = $1',
      [dedupKey],
    );
    if (!first) throw new Error('accepting an item: its first arrival vanished; try again');
    return { itemId: first.item_id, reference: first.reference, repeated: true };
  }
  tx.publish(event(intakeReceivedTopic, received, { cause: itemId, trace: item.trace }));
  return { itemId, reference, repeated: false };
}
