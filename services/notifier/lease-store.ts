// What happens to a message besides its claim and its mark: leases renewed and given back, bounces, a person's decision, figures.
import type { Query, Tx } from '#shared/db.ts';
import type { MessageRequested } from '#shared/events/message.ts';

/** Lengthens the lease of messages that are still waiting for their turn or their answer. Gives those it still held. */
export async function renewLeases(
  query: Query,
  messageIds: string[],
  lease: { leaseId: string; until: Date },
): Promise<Set<string>> {
  const rows = await query<{ message_id: string }>(
    `update notifier.messages set wake_at = $3
     where message_id = any($1::uuid[]) and state = 'sending' and lease_id = $2 returning message_id`,
    [messageIds, lease.leaseId, lease.until],
  );
  return new Set(rows.map((row) => row.message_id));
}

/** Gives messages back that were never tried: any process may take them at once. */
export async function releaseMessages(
  query: Query,
  messageIds: string[],
  lease: { leaseId: string; now: Date },
): Promise<void> {
  await query(
    `update notifier.messages set state = 'queued', wake_at = $3, lease_id = null, attempts = attempts - 1, updated_at = $3
     where message_id = any($1::uuid[]) and state = 'sending' and lease_id = $2`,
    [messageIds, lease.leaseId, lease.now],
  );
}

/** Notes that a message which must not be repeated is about to go. False when the lease is no longer ours. */
export async function markAttempting(
  query: Query,
  messageId: string,
  leaseId: string,
): Promise<boolean> {
  const rows = await query(
    `update notifier.messages set attempting = true
     where message_id = $1 and state = 'sending' and lease_id = $2 returning message_id`,
    [messageId, leaseId],
  );
  return rows.length > 0;
}

/** A message as reports name it. */
export type Reported = {
  messageId: string;
  request: MessageRequested;
  trace: string;
};

type ReportedRow = {
  message_id: string /** As it was checked when it was stored. */;
  request: MessageRequested;
  trace: string;
};
const toReported = (row: ReportedRow): Reported => ({
  messageId: row.message_id,
  request: row.request,
  trace: row.trace,
});

/** Marks mails that came back for good; those marked before stay as they are. Gives the ones newly marked. */
export async function markBounced(
  tx: Tx,
  bounces: readonly { messageId: string; reason: string }[],
  now: Date,
): Promise<Reported[]> {
  const rows = await tx.query<ReportedRow>(
    `update notifier.messages m set state = 'bounced', reason = u.reason, wake_at = null, lease_id = null, updated_at = $3
     from unnest($1::uuid[], $2::text[]) as u(message_id, reason)
     where m.message_id = u.message_id and m.via = 'email' and m.state in ('sent', 'in_doubt', 'delayed', 'sending')
     returning m.message_id, m.request, m.trace`,
    [bounces.map((bounce) => bounce.messageId), bounces.map((bounce) => bounce.reason), now],
  );
  return rows.map(toReported);
}

/**
 * A person's decision on a message in doubt: it went out (`sent`), or it is to be sent again. Gives the message, or
 * undefined when it is not in doubt.
 */
export async function settleDoubt(
  tx: Tx,
  messageId: string,
  decision: 'sent' | 'again',
  now: Date,
): Promise<Reported | undefined> {
  const [row] = await tx.query<ReportedRow>(
    `update notifier.messages set state = case when $2 = 'sent' then 'sent' else 'queued' end,
       reason = 'settled_by_person', sent_at = case when $2 = 'sent' then $3::timestamptz end,
       wake_at = case when $2 = 'sent' then null else $3::timestamptz end, attempting = false, doubts = 0, updated_at = $3
     where message_id = $1 and state = 'in_doubt' returning message_id, request, trace`,
    [messageId, decision, now],
  );
  return row && toReported(row);
}

/** Drops counts of domains that no window reaches any more. */
export async function dropOldDomainCounts(query: Query, before: Date): Promise<void> {
  await query('delete from notifier.domain_mails where step_at < $1', [before]);
}

/** How many messages there are, by state and purpose. */
export async function readMessageFigures(
  query: Query,
): Promise<{ state: string; purpose: string; messages: number }[]> {
  return query(
    'select m.state, m.purpose, count(*)::int as messages from notifier.messages m group by m.state, m.purpose',
    [],
  );
}

/** Forgets who was shown messages and letters before a time, some at once. */
export async function dropOldReads(query: Query, before: Date): Promise<void> {
  for (const table of ['mail_reads', 'letter_reads'])
    await query(
      `delete from notifier.${table} where ctid in
         (select r.ctid from notifier.${table} r where r.hour < $1 order by r.hour limit 10000)`,
      [before],
    );
}

/** Ends locked messages of a lost sender that wait for a person now. */
export async function markInDoubt(
  tx: Tx,
  messageIds: string[],
  mark: { reason: string; now: Date },
): Promise<void> {
  await tx.query(
    `update notifier.messages set state = 'in_doubt', reason = $2, wake_at = null, lease_id = null, doubts = doubts + 1,
       updated_at = $3 where message_id = any($1::uuid[])`,
    [messageIds, mark.reason, mark.now],
  );
}
