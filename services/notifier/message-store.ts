// The rows of outgoing messages: claimed with a lease, tried, marked. All SQL of notifier.messages; no decisions.
import type { Query, Tx } from '#shared/db.ts';
import type { MessageRequested } from '#shared/events/message.ts';
import type { AdmissionFacts, Candidate } from './domain/admission.ts';
import type { Step } from './domain/delivery.ts';

type MessageState =
  | 'queued'
  | 'sending'
  | 'sent'
  | 'delayed'
  | 'failed'
  | 'suppressed'
  | 'in_doubt'
  | 'bounced';

/** A message that this process is to send: it holds the lease. */
export type Claimed = {
  messageId: string;
  request: MessageRequested;
  trace: string;
  locale: string;
  /** The edited template that it is written by; undefined: that of the program. */
  templateVersion: number | undefined;
  rfcMessageId: string | undefined;
  createdAt: Date;
  /** Tries, the coming one included. */
  attempts: number;
  doubts: number;
  delayReported: boolean;
};

/** A row as it is first written. */
export type NewMessage = {
  candidate: Candidate;
  trace: string;
  locale: string;
  localeFallback: boolean;
  templateVersion: number | undefined;
  state: MessageState;
  reason: string | undefined;
  rfcMessageId: string | undefined;
  acknowledges: boolean;
  delayReported: boolean;
  wakeAt: Date | undefined;
  plannedAt: Date;
};

/** Claims are admitted one after the other, over all processes: caps hold under parallel batches. */
export async function lockAdmission(tx: Tx): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtext('notifier.admission'))", []);
}

/** Which of these messages are known already. */
export async function readKnown(query: Query, messageIds: string[]): Promise<Set<string>> {
  const rows = await query<{ message_id: string }>(
    'select message_id from notifier.messages where message_id = any($1::uuid[])',
    [messageIds],
  );
  return new Set(rows.map((row) => row.message_id));
}

/** What the caps and the rule of one acknowledgement need to know for these candidates. */
export async function readAdmissionFacts(
  query: Query,
  candidates: readonly Candidate[],
  since: Date,
): Promise<AdmissionFacts> {
  const counted = candidates.filter((candidate) => candidate.counted);
  const distinct = (values: (string | undefined)[]): string[] => [
    ...new Set(values.filter((value) => value !== undefined)),
  ];
  const caseIds = candidates
    .filter(({ request }) => request.purpose === 'acknowledgement')
    .map(({ request }) => request.caseId);
  const acknowledged = await query<{ case_id: string }>(
    'select case_id from notifier.messages where acknowledges and case_id = any($1::uuid[])',
    [distinct(caseIds)],
  );
  const byAddress = await query<{ address: string; subject_key: string; mails: number }>(
    `select m.address, coalesce(m.subject_key, '') as subject_key, count(*)::int as mails
     from notifier.messages m where m.counted and m.address = any($1::text[]) and m.planned_at > $2
     group by 1, 2`,
    [distinct(counted.map(({ address }) => address)), since],
  );
  const byDomain = await query<{ domain: string; mails: number; last_planned_at: Date }>(
    `select d.domain, sum(d.mails)::int as mails, max(d.last_planned_at) as last_planned_at
     from notifier.domain_mails d where d.domain = any($1::text[]) and d.step_at > $2 group by d.domain`,
    [distinct(counted.map(({ domain }) => domain)), new Date(since.getTime() - DOMAIN_STEP_MS)],
  );
  return {
    acknowledgedCases: new Set(acknowledged.map((row) => row.case_id)),
    byAddress: byAddress.map((row) => ({
      address: row.address,
      subjectKey: row.subject_key,
      mails: row.mails,
    })),
    byDomain: byDomain.map((row) => ({
      domain: row.domain,
      mails: row.mails,
      lastPlannedAt: row.last_planned_at,
    })),
  };
}

/** Mails of a domain are counted in steps of this length: a window may reach back that much further. */
const DOMAIN_STEP_MS = 5 * 60_000;

/** Counts new mails by domain. */
async function countDomains(tx: Tx, messages: readonly NewMessage[]): Promise<void> {
  const counts = new Map<string, { domain: string; stepAt: Date; mails: number; lastMs: number }>();
  for (const { candidate, plannedAt } of messages) {
    if (!candidate.counted || candidate.domain === undefined) continue;
    const stepMs = Math.floor(plannedAt.getTime() / DOMAIN_STEP_MS) * DOMAIN_STEP_MS;
    const key = `${stepMs} ${candidate.domain}`;
    const { mails = 0, lastMs = 0 } = counts.get(key) ?? {};
    counts.set(key, {
      domain: candidate.domain,
      stepAt: new Date(stepMs),
      mails: mails + 1,
      lastMs: Math.max(lastMs, plannedAt.getTime()),
    });
  }
  const rows = [...counts.values()];
  if (rows.length === 0) return;
  await tx.query(
    `insert into notifier.domain_mails as d (domain, step_at, mails, last_planned_at)
     select * from unnest($1::text[], $2::timestamptz[], $3::int[], $4::timestamptz[])
     on conflict (domain, step_at) do update set mails = d.mails + excluded.mails,
       last_planned_at = greatest(d.last_planned_at, excluded.last_planned_at)`,
    [
      rows.map((row) => row.domain),
      rows.map((row) => row.stepAt),
      rows.map((row) => row.mails),
      rows.map((row) => new Date(row.lastMs)),
    ],
  );
}

const insertSql = `
  insert into notifier.messages (message_id, case_id, reference, purpose, via, party, address, domain, subject_key,
    counted, acknowledges, locale, locale_fallback, state, reason, rfc_message_id, request, trace, attempts,
    delay_reported, lease_id, wake_at, planned_at, due_at, created_at, updated_at, template_version)
  select u.message_id, u.case_id, u.reference, u.purpose, u.via, u.party, u.address, u.domain, u.subject_key,
    u.counted, u.acknowledges, u.locale, u.locale_fallback, u.state, u.reason, u.rfc_message_id, u.request::json, u.trace,
    case when u.state = 'sending' then 1 else 0 end, u.delay_reported,
    case when u.state = 'sending' then $23::uuid end, u.wake_at, u.planned_at, u.due_at, $24, $24,
    u.template_version
  from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
    $9::text[], $10::bool[], $11::bool[], $12::text[], $13::bool[], $14::text[], $15::text[], $16::text[],
    $17::text[], $18::text[], $19::bool[], $20::timestamptz[], $21::timestamptz[], $22::timestamptz[], $25::bigint[])
    as u(message_id, case_id, reference, purpose, via, party, address, domain, subject_key, counted, acknowledges,
      locale, locale_fallback, state, reason, rfc_message_id, request, trace, delay_reported, wake_at, planned_at, due_at, template_version)`;

/** Writes new messages. A second acknowledgement of a case, or a known id, is an error of the caller: nothing is written. */
export async function insertMessages(
  tx: Tx,
  messages: readonly NewMessage[],
  claim: { leaseId: string; now: Date },
): Promise<void> {
  const column = <T>(read: (message: NewMessage) => T): (T | null)[] =>
    messages.map((message) => read(message) ?? null);
  const asked = <T>(read: (request: MessageRequested) => T): (T | null)[] =>
    column(({ candidate }) => read(candidate.request));
  await tx.query(insertSql, [
    asked((request) => request.messageId),
    asked((request) => request.caseId),
    asked((request) => request.reference),
    asked((request) => request.purpose),
    asked((request) => request.via),
    asked((request) => request.recipient.party),
    column(({ candidate }) => candidate.address),
    column(({ candidate }) => candidate.domain),
    column(({ candidate }) => candidate.subjectKey),
    column(({ candidate }) => candidate.counted),
    column((message) => message.acknowledges),
    column((message) => message.locale),
    column((message) => message.localeFallback),
    column((message) => message.state),
    column((message) => message.reason),
    column((message) => message.rfcMessageId),
    asked((request) => JSON.stringify(request)),
    column((message) => message.trace),
    column((message) => message.delayReported),
    column((message) => message.wakeAt),
    column((message) => message.plannedAt),
    asked((request) => request.dueAt),
    claim.leaseId,
    claim.now,
    column((message) => message.templateVersion),
  ]);
  await countDomains(tx, messages);
}

type DueRow = {
  message_id: string;
  /** As it was checked when it was stored. */
  request: MessageRequested;
  trace: string;
  locale: string;
  template_version: number | null;
  rfc_message_id: string | null;
  created_at: Date;
  attempts: number;
  doubts: number;
  delay_reported: boolean;
  state: MessageState;
  attempting: boolean;
};

/** A message whose time has come (`queued`, `delayed`) or whose sender was lost (`sending`). */
export type Due = Claimed & { state: MessageState; attempting: boolean };

/** Locks the messages whose time has come, oldest first; those another process holds are left to it. */
export async function lockDue(
  tx: Tx,
  now: Date,
  among: { limit: number; mail: boolean },
): Promise<Due[]> {
  const rows = await tx.query<DueRow>(
    `select m.message_id, m.request, m.trace, m.locale, m.template_version, m.rfc_message_id, m.created_at, m.attempts, m.doubts,
       m.delay_reported, m.state, m.attempting
     from notifier.messages m where m.wake_at <= $1 and ($3 or m.via <> 'email')
     order by m.wake_at limit $2 for update skip locked`,
    [now, among.limit, among.mail],
  );
  return rows.map((row) => ({
    messageId: row.message_id,
    request: row.request,
    trace: row.trace,
    locale: row.locale,
    templateVersion: row.template_version ?? undefined,
    rfcMessageId: row.rfc_message_id ?? undefined,
    createdAt: row.created_at,
    attempts: row.attempts + 1,
    doubts: row.doubts + (row.state === 'sending' ? 1 : 0),
    delayReported: row.delay_reported,
    state: row.state,
    attempting: row.attempting,
  }));
}

/** Takes locked messages: they are sent by the holder of this lease. */
export async function leaseMessages(
  tx: Tx,
  messages: readonly Claimed[],
  lease: { leaseId: string; until: Date; now: Date },
): Promise<void> {
  await tx.query(
    `update notifier.messages m set state = 'sending', lease_id = $3, wake_at = $4, attempting = false,
       attempts = m.attempts + 1, doubts = u.doubts, updated_at = $5
     from unnest($1::uuid[], $2::int[]) as u(message_id, doubts) where m.message_id = u.message_id`,
    [
      messages.map((m) => m.messageId),
      messages.map((m) => m.doubts),
      lease.leaseId,
      lease.until,
      lease.now,
    ],
  );
}

/**
 * Marks what became of messages that this lease still holds, and gives the ids of those. The others were taken over by
 * another process when the lease had run out.
 */
export async function markMessages(
  tx: Tx,
  marks: readonly { messageId: string; step: Step; at: Date }[],
  leaseId: string,
): Promise<Set<string>> {
  const rows = await tx.query<{ message_id: string }>(
    `update notifier.messages m set state = u.state, reason = u.reason, wake_at = u.wake_at, lease_id = null,
       attempting = false, doubts = m.doubts + u.doubted::int, delay_reported = m.delay_reported or u.state = 'delayed',
       sent_at = case when u.state = 'sent' then u.at end, updated_at = u.at
     from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::bool[], $6::timestamptz[])
       as u(message_id, state, reason, wake_at, doubted, at)
     where m.message_id = u.message_id and m.state = 'sending' and m.lease_id = $7
     returning m.message_id`,
    [
      marks.map((mark) => mark.messageId),
      marks.map((mark) => mark.step.state),
      marks.map((mark) => mark.step.reason ?? null),
      marks.map((mark) => mark.step.wakeAt ?? null),
      marks.map((mark) => mark.step.doubted),
      marks.map((mark) => mark.at),
      leaseId,
    ],
  );
  return new Set(rows.map((row) => row.message_id));
}
