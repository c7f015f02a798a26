// The SQL of payouts: one row a remedy, claimed with a lease, in doubt from before it is sent until an answer is stored.
import type { Query } from '#shared/db.ts';

/** A payout that is wanted. `amount`, `currency` and `payee` are those that the approval bound (S39). */
export type PayoutRow = {
  payoutId: string;
  caseId: string;
  remedyId: string;
  reference: string;
  option: string;
  amount: string;
  currency: string;
  payee: string;
  trace: string;
  at: string;
};

/**
 * Writes wanted payouts. One that is there already is a person's wish to ask the provider once more: it is looked up
 * first, never sent at once.
 */
export async function putPayouts(query: Query, rows: PayoutRow[]): Promise<void> {
  await query(
    `insert into cases.payouts as p (payout_id, case_id, remedy_id, reference, option, amount, currency, payee, state,
       wake_at, trace, requested_at, updated_at)
     select r."payoutId", r."caseId", r."remedyId", r.reference, r.option, r.amount, r.currency, r.payee, 'requested',
       r.at, r.trace, r.at, r.at
     from jsonb_to_recordset($1::jsonb) as r("payoutId" uuid, "caseId" uuid, "remedyId" text, reference text,
       option text, amount numeric, currency text, payee text, trace text, at timestamptz)
     on conflict (payout_id) do update set state = 'in_doubt', tries = 0, first_sent_at = excluded.requested_at,
       wake_at = excluded.wake_at, lease_id = null, updated_at = excluded.updated_at
     where p.state in ('in_doubt', 'failed')`,
    [JSON.stringify(rows)],
  );
}

/** What a person found out: nothing more is done by itself. */
export async function settlePayouts(
  query: Query,
  rows: { payoutId: string; state: 'paid' | 'failed'; at: string }[],
): Promise<void> {
  await query(
    `update cases.payouts p set state = r.state, reason = 'settled_by_person', wake_at = null, lease_id = null,
       updated_at = r.at
     from jsonb_to_recordset($1::jsonb) as r("payoutId" uuid, state text, at timestamptz)
     where p.payout_id = r."payoutId" and p.state <> 'paid'`,
    [JSON.stringify(rows)],
  );
}

/** A payout that this process holds. */
export type ClaimedPayout = {
  payoutId: string;
  caseId: string;
  remedyId: string;
  reference: string;
  option: string;
  amount: string;
  currency: string;
  payee: string;
  tries: number;
  firstSentAt: Date;
  trace: string;
  /** `requested`: to be sent; `in_doubt`: it may have been, so it is only asked about. */
  was: 'requested' | 'in_doubt';
};

/** Takes due payouts, and those whose holder died. From here on each counts as sent until its answer is stored. */
export async function claimPayouts(
  query: Query,
  claim: { now: Date; leaseId: string; leaseUntil: Date; max: number },
): Promise<ClaimedPayout[]> {
  return query<ClaimedPayout>(
    `update cases.payouts p set state = 'in_doubt', lease_id = $2, wake_at = $3, tries = p.tries + 1,
       first_sent_at = coalesce(p.first_sent_at, $1), updated_at = $1
     from (select d.payout_id, d.state from cases.payouts d where d.wake_at <= $1 and d.state in ('requested', 'in_doubt')
       order by d.wake_at limit $4 for update skip locked) due
     where p.payout_id = due.payout_id
     returning p.payout_id as "payoutId", p.case_id as "caseId", p.remedy_id as "remedyId", p.reference, p.option,
       p.amount::text, p.currency, p.payee, p.tries, p.first_sent_at as "firstSentAt", p.trace, due.state as was`,
    [claim.now, claim.leaseId, claim.leaseUntil, claim.max],
  );
}

/** Stores what came of a try. False when another holds it by now. */
export async function finishPayout(
  query: Query,
  finish: {
    payoutId: string;
    leaseId: string;
    state: string;
    wakeAt: Date | undefined;
    reason: string | undefined;
    providerReference: string | undefined;
    now: Date;
  },
): Promise<boolean> {
  const { payoutId, leaseId, state, wakeAt, reason, providerReference, now } = finish;
  const rows = await query(
    `update cases.payouts set state = $3, wake_at = $4, reason = $5, provider_reference = coalesce($6, provider_reference),
       lease_id = null, updated_at = $7
     where payout_id = $1 and (lease_id = $2 or ($3 = 'paid' and state <> 'paid')) returning 1`,
    [payoutId, leaseId, state, wakeAt ?? null, reason ?? null, providerReference ?? null, now],
  );
  return rows.length > 0;
}

/** How many payouts there are by state, for the figures. */
export async function countPayouts(query: Query): Promise<{ state: string; payouts: number }[]> {
  return query('select p.state, count(*)::int as payouts from cases.payouts p group by p.state');
}
