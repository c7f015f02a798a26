// All SQL of the portal: idempotency keys, and what a reference leads to (through the views that cases publishes).
import type { Query, Tx } from '#shared/db.ts';
import type { CaseStatus } from '#shared/events/case.ts';

/** A client's key and the item that it is to stand for. */
export type KeyClaim = { key: string; dedupKey: string; claimedAt: Date };

/**
 * Claims idempotency keys; of the same key twice the first claim counts. Gives what each key stands for now: another item
 * where it was claimed before for other content. A concurrent claim of the same key waits here until the first one is
 * committed or undone.
 */
export async function claimKeys(tx: Tx, claims: KeyClaim[]): Promise<Map<string, string>> {
  const firsts = new Map<string, KeyClaim>();
  for (const claim of claims) if (!firsts.has(claim.key)) firsts.set(claim.key, claim);
  if (firsts.size === 0) return new Map();
  // In key order: two transactions with the same keys never wait for each other in a circle.
  const rows = [...firsts.values()].sort((one, other) => (one.key < other.key ? -1 : 1));
  const claimed = await tx.query<{ key: string }>(
    `insert into portal.idempotency_keys (key, dedup_key, claimed_at)
     select u.key, u.dedup_key, u.claimed_at
     from unnest($1::text[], $2::text[], $3::timestamptz[]) as u(key, dedup_key, claimed_at)
     on conflict (key) do nothing returning key`,
    [rows.map((row) => row.key), rows.map((row) => row.dedupKey), rows.map((row) => row.claimedAt)],
  );
  const standing = new Map(rows.map((row) => [row.key, row.dedupKey]));
  if (claimed.length === rows.length) return standing;
  // One that was pruned between the two statements is as good as unknown: the item's own key still tells repeats.
  const fresh = new Set(claimed.map((row) => row.key));
  const held = await tx.query<{ key: string; dedup_key: string }>(
    'select key, dedup_key from portal.idempotency_keys where key = any($1::text[])',
    [[...standing.keys()].filter((key) => !fresh.has(key))],
  );
  for (const row of held) standing.set(row.key, row.dedup_key);
  return standing;
}

/** Forgets keys claimed before a time, at most `countMax` at once. Gives how many. */
export async function pruneKeys(query: Query, before: Date, countMax: number): Promise<number> {
  const pruned = await query(
    `delete from portal.idempotency_keys where key in
       (select k.key from portal.idempotency_keys k where k.claimed_at < $1 limit $2) returning 1`,
    [before, countMax],
  );
  return pruned.length;
}

/** What a reference leads to: the item that it was given for, and its case as soon as there is one. */
export type FoundReference = {
  receivedAt: Date | null;
  /** Until when the case promises its acknowledgement; before there is a case, what its sender was told. */
  acknowledgeBy: Date | null;
  itemEmail: string | null;
  itemName: string | null;
  caseId: string | null;
  caseReference: string | null;
  status: CaseStatus | null;
  openedAt: Date | null;
  acknowledgedAt: Date | null;
  resolveBy: Date | null;
  epoch: number | null;
  contactEmail: string | null;
  outcomeSummary: string | null;
  updates: unknown;
};

/** Finds what a reference leads to. The same statement, whatever there is to find (S29). */
export async function findReference(
  query: Query,
  reference: string,
): Promise<FoundReference | undefined> {
  const [found] = await query<FoundReference>(
    `with item as (
       select i.item_id, i.received_at, (i.received ->> 'acknowledgeBy')::timestamptz as promised,
         i.received -> 'sender' ->> 'email' as email,
         i.received -> 'sender' ->> 'name' as name
       from intake.items i where i.reference = $1
     ), led as (
       select coalesce(
         (select o.case_id from cases.published_outcomes o
            where o.item_id = (select item_id from item) and o.outcome in ('case', 'joined')),
         (select s.case_id from cases.published_status s where s.reference = $1)
       ) as case_id
     )
     select item.received_at as "receivedAt", coalesce(s.acknowledge_by, item.promised) as "acknowledgeBy",
       item.email as "itemEmail", item.name as "itemName",
       s.case_id as "caseId", s.reference as "caseReference", s.status, s.opened_at as "openedAt",
       s.acknowledged_at as "acknowledgedAt", s.resolve_by as "resolveBy", s.epoch,
       s.contact_email as "contactEmail", s.outcome_summary as "outcomeSummary", s.updates
     from led left join item on true left join cases.published_status s on s.case_id = led.case_id
     where item.item_id is not null or s.case_id is not null`,
    [reference],
  );
  return found;
}

/** Until when the sender of an item was told that it is acknowledged. */
export async function promisedBy(query: Query, itemId: string): Promise<Date | undefined> {
  const [item] = await query<{ promised: Date | null }>(
    `select (received ->> 'acknowledgeBy')::timestamptz as promised from intake.items where item_id = $1`,
    [itemId],
  );
  return item?.promised ?? undefined;
}

/** Whether an item with this key was accepted. */
export async function isAccepted(query: Query, dedupKey: string): Promise<boolean> {
  const items = await query('select 1 from intake.items where dedup_key = $1', [dedupKey]);
  return items.length > 0;
}
