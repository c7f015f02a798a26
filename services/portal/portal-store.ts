// All SQL of the portal: idempotency keys, and what a reference leads to (through the views that cases publishes).
import type { Query, Tx } from '#shared/db.ts';
import type { CaseStatus } from '#shared/events/case.ts';

/**
 * Claims an idempotency key for an item. False when the key already stands for other content. A concurrent claim of the
 * same key waits here until the first one is committed or undone.
 */
export async function claimKey(tx: Tx, key: string, dedupKey: string, now: Date): Promise<boolean> {
  const claimed = await tx.query(
    'insert into portal.idempotency_keys (key, dedup_key, claimed_at) values ($1, $2, $3) on conflict (key) do nothing returning 1',
    [key, dedupKey, now],
  );
  if (claimed.length > 0) return true;
  const [held] = await tx.query<{ dedup_key: string }>(
    'select dedup_key from portal.idempotency_keys where key = $1',
    [key],
  );
  // Pruned between the two statements: as good as unknown, the item's own key still keeps repeats apart.
  return held === undefined || held.dedup_key === dedupKey;
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
       select i.item_id, i.received_at, i.received -> 'sender' ->> 'email' as email,
         i.received -> 'sender' ->> 'name' as name
       from intake.items i where i.reference = $1
     ), led as (
       select coalesce(
         (select o.case_id from cases.published_outcomes o
            where o.item_id = (select item_id from item) and o.outcome in ('case', 'joined')),
         (select s.case_id from cases.published_status s where s.reference = $1)
       ) as case_id
     )
     select item.received_at as "receivedAt", item.email as "itemEmail", item.name as "itemName",
       s.case_id as "caseId", s.reference as "caseReference", s.status, s.opened_at as "openedAt",
       s.acknowledged_at as "acknowledgedAt", s.resolve_by as "resolveBy", s.epoch,
       s.contact_email as "contactEmail", s.outcome_summary as "outcomeSummary", s.updates
     from led left join item on true left join cases.published_status s on s.case_id = led.case_id
     where item.item_id is not null or s.case_id is not null`,
    [reference],
  );
  return found;
}

/** When an item was received. */
export async function receivedAtOf(query: Query, itemId: string): Promise<Date | undefined> {
  const [item] = await query<{ received_at: Date }>(
    'select received_at from intake.items where item_id = $1',
    [itemId],
  );
  return item?.received_at;
}

/** Whether an item with this key was accepted. */
export async function isAccepted(query: Query, dedupKey: string): Promise<boolean> {
  const items = await query('select 1 from intake.items where dedup_key = $1', [dedupKey]);
  return items.length > 0;
}
