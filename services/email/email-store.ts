// All SQL of the e-mail connectors: mailbox positions and the state of connectors.
import type { Query, Tx } from '#shared/db.ts';

/** How far a mailbox was read. UIDs mean something under their UIDVALIDITY only (RFC 9051 §2.3.1.1). */
export type Position = { uidValidity: number; lastUid: number; settledUid: number };

/** Another process moved the position meanwhile: what was read for it must not be committed. */
export class StalePositionError extends Error {
  override name = 'StalePositionError';
}

/**
 * The position of a mailbox under this UIDVALIDITY; a new mailbox, another account or a new numbering begins at 0.
 * `rescan` tells that the numbering began anew.
 */
export async function openPosition(
  tx: Tx,
  name: string,
  source: string,
  uidValidity: number,
): Promise<{ position: Position; rescan: boolean }> {
  const [known] = await tx.query<{
    source: string;
    uid_validity: number;
    last_uid: number;
    settled_uid: number;
  }>(
    'select source, uid_validity, last_uid, settled_uid from email.mailboxes where name = $1 for update',
    [name],
  );
  if (known && known.source === source && known.uid_validity === uidValidity) {
    const position = { uidValidity, lastUid: known.last_uid, settledUid: known.settled_uid };
    return { position, rescan: false };
  }
  const rescan = known?.source === source;
  await tx.query(
    `insert into email.mailboxes (name, source, uid_validity, last_uid, settled_uid) values ($1, $2, $3, 0, 0)
     on conflict (name) do update set source = $2, uid_validity = $3, last_uid = 0, settled_uid = 0,
       rescans = mailboxes.rescans + $4, updated_at = now()`,
    [name, source, uidValidity, rescan ? 1 : 0],
  );
  return { position: { uidValidity, lastUid: 0, settledUid: 0 }, rescan };
}

/**
 * Moves the position in the transaction that accepts the mails.
 * @throws StalePositionError when it is not where it was read.
 */
export async function movePosition(
  tx: Tx,
  name: string,
  from: Position,
  lastUid: number,
): Promise<void> {
  const moved = await tx.query(
    `update email.mailboxes set last_uid = $4, updated_at = now()
     where name = $1 and uid_validity = $2 and last_uid = $3 returning 1`,
    [name, from.uidValidity, from.lastUid, lastUid],
  );
  if (moved.length === 0) throw new StalePositionError(`the position of mailbox ${name} was moved`);
}

/** Notes that all mails up to a UID are flagged or moved. */
export async function markSettled(
  query: Query,
  name: string,
  uidValidity: number,
  uid: number,
): Promise<void> {
  await query(
    `update email.mailboxes set settled_uid = greatest(settled_uid, $3), updated_at = now()
     where name = $1 and uid_validity = $2`,
    [name, uidValidity, uid],
  );
}

/** Notes an outage. Gives when it began if it is news, undefined when it was known. */
export async function noteOutage(
  tx: Tx,
  connector: string,
  { since, reason, code }: { since: Date; reason: string; code: string | null },
): Promise<Date | undefined> {
  const [row] = await tx.query<{ since: Date }>(
    `insert into email.connector_health (connector, healthy, since, reason, code) values ($1, false, $2, $3, $4)
     on conflict (connector) do update set healthy = false, since = $2, reason = $3, code = $4
     where connector_health.healthy returning since`,
    [connector, since, reason, code],
  );
  return row?.since;
}

/** Notes the end of an outage. Gives when it had begun, undefined when there was none. */
export async function noteRecovery(tx: Tx, connector: string): Promise<Date | undefined> {
  const [row] = await tx.query<{ since: Date }>(
    `update email.connector_health set healthy = true
     where connector = $1 and not healthy returning since`,
    [connector],
  );
  return row?.since;
}

/** What is on record of a connector: the outage it is in, or the last one. */
export type RecordedOutage = {
  connector: string;
  since: Date | null;
  reason: string | null;
  code: string | null;
  isOver: boolean;
  /** Of an account on a platform: when all that it showed had last been taken in. */
  checkedAt?: Date | null;
};

/** The outages of some connectors: our own, and those of the accounts that services/social watches. */
export async function readOutages(query: Query, connectors: string[]): Promise<RecordedOutage[]> {
  return query<RecordedOutage>(
    `select connector, since, reason, code, healthy as "isOver", null::timestamptz as "checkedAt"
     from email.connector_health where connector = any($1)
     union all
     select connector, failing_since, failure, null, failing_since is null,
       case when failing_since is null then polled_at end
     from social.published_watches where connector = any($1)`,
    [connectors],
  );
}
