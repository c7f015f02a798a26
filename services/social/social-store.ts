// The SQL of services/social: cursors and outages. Items are stored by shared/intake.ts.
import type { Query } from '#shared/db.ts';

/** What is known of a watched account. */
export type WatchState = {
  cursor: string | null;
  retryAt: Date | null;
  failingSince: Date | null;
  /** The id of the alert that is out. */
  alertId: string | null;
};

/** The state of a connector; a new one has nothing behind it. */
export async function readWatch(query: Query, connector: string): Promise<WatchState> {
  const [row] = await query<WatchState>(
    `select cursor, retry_at as "retryAt", failing_since as "failingSince", alert_id as "alertId"
     from social.cursors where connector = $1`,
    [connector],
  );
  return row ?? { cursor: null, retryAt: null, failingSince: null, alertId: null };
}

/**
 * Moves the cursor and ends whatever outage there was.
 * Gives false when another process has moved it: then nothing may be stored on top of it.
 */
export async function moveCursor(
  query: Query,
  move: { connector: string; from: WatchState; to: string | null; at: Date },
): Promise<boolean> {
  const rows = await query(
    `insert into social.cursors (connector, cursor, polled_at) values ($1, $3, $4)
     on conflict (connector) do update
     set cursor = excluded.cursor, polled_at = excluded.polled_at,
       retry_at = null, failing_since = null, failure = null, alert_id = null
     where social.cursors.cursor is not distinct from $2
       and social.cursors.alert_id is not distinct from $5::uuid
     returning 1`,
    [move.connector, move.from.cursor, move.to, move.at, move.from.alertId],
  );
  return rows.length > 0;
}

/** Records a failed round. Gives false when another process has changed the outage meanwhile. */
export async function recordFailure(
  query: Query,
  failure: {
    connector: string;
    from: WatchState;
    at: Date;
    since: Date;
    reason: string;
    retryAt: Date | null;
    alertId: string | null;
  },
): Promise<boolean> {
  const rows = await query(
    `insert into social.cursors (connector, polled_at, retry_at, failing_since, failure, alert_id)
     values ($1, $2, $3, $4, $5, $6::uuid)
     on conflict (connector) do update
     set polled_at = excluded.polled_at, retry_at = excluded.retry_at,
       failing_since = excluded.failing_since, failure = excluded.failure, alert_id = excluded.alert_id
     where social.cursors.alert_id is not distinct from $7::uuid
     returning 1`,
    [
      failure.connector,
      failure.at,
      failure.retryAt,
      failure.since,
      failure.reason,
      failure.alertId,
      failure.from.alertId,
    ],
  );
  return rows.length > 0;
}
