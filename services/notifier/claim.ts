// Takes wanted messages from the bus: judged, written and claimed in the bus's own transaction, sent once it is committed.
import type { Delivered } from '#shared/bus.ts';
import type { Clock } from '#shared/clock.ts';
import type { Tx } from '#shared/db.ts';
import type { MessageRequested } from '#shared/events/message.ts';
import type { Log } from '#shared/log.ts';
import { ownMessageId } from '#shared/message-id.ts';
import type { PolicyData } from '#shared/policy/policy.ts';
import type { Signer } from '#shared/secret.ts';
import type { Dispatcher } from './dispatch.ts';
import { type Admission, admitBatch, type Candidate, toCandidate } from './domain/admission.ts';
import { readOwnMailboxes } from './mail-store.ts';
import { reportOf } from './marks.ts';
import {
  type Claimed,
  insertMessages,
  lockAdmission,
  type NewMessage,
  readAdmissionFacts,
  readKnown,
} from './message-store.ts';
import type { Renderer } from './render.ts';
import type { InForce, Templates } from './templates/templates.ts';

export type ClaimOptions = {
  clock: Clock;
  log: Log;
  signer: Signer;
  policy: Pick<PolicyData, 'mailCaps'>;
  renderer: Renderer;
  templates: Pick<Templates, 'inForce'>;
  dispatcher: Dispatcher;
  leaseId: string;
  /** Mailboxes of our own, lower case: nothing is ever sent to them, nor to those of the console. */
  ownAddresses: ReadonlySet<string>;
  /** The right side of our Message-IDs. */
  domain: string;
  /** False while the way out is broken: then messages are queued, not claimed. */
  isUp(): boolean;
};

const MINUTE_MS = 60_000;

/** The new ones among the events of a batch; a message that is asked for twice counts once. */
async function findNew(
  tx: Tx,
  batch: readonly Delivered<MessageRequested>[],
): Promise<Delivered<MessageRequested>[]> {
  const byId = new Map<string, Delivered<MessageRequested>>();
  for (const delivered of batch) {
    const { messageId } = delivered.payload;
    if (!byId.has(messageId)) byId.set(messageId, delivered);
  }
  const known = await readKnown(tx.query, [...byId.keys()]);
  return [...byId.values()].filter(({ payload }) => !known.has(payload.messageId));
}

/** How a judged message is first written. */
function toRow(
  wanted: { candidate: Candidate; admission: Admission; trace: string },
  options: ClaimOptions,
  lease: { until: Date; now: Date; claims: boolean; inForce: InForce },
): NewMessage {
  const { candidate, admission, trace } = wanted;
  const { request } = candidate;
  const { purpose } = request;
  const { isEdited, versionOf } = lease.inForce;
  const { locale, fallback } = options.renderer.localeFor(purpose, request.locale, isEdited);
  const goes = admission.kind === 'send' || admission.kind === 'delay';
  const common = {
    candidate: goes ? candidate : { ...candidate, counted: false },
    trace,
    locale,
    localeFallback: fallback,
    templateVersion: versionOf(purpose, locale),
    reason: 'reason' in admission ? admission.reason : undefined,
    rfcMessageId:
      request.via === 'email'
        ? ownMessageId(options.signer, request.messageId, options.domain)
        : undefined,
    acknowledges: goes && request.purpose === 'acknowledgement' && request.caseId !== undefined,
    delayReported: admission.kind === 'delay',
  };
  switch (admission.kind) {
    case 'send':
      return {
        ...common,
        state: lease.claims ? 'sending' : 'queued',
        wakeAt: lease.claims ? lease.until : lease.now,
        plannedAt: admission.plannedAt,
      };
    case 'delay':
      return {
        ...common,
        state: 'delayed',
        wakeAt: admission.plannedAt,
        plannedAt: admission.plannedAt,
      };
    case 'suppress':
      return { ...common, state: 'suppressed', wakeAt: undefined, plannedAt: lease.now };
    case 'fail':
      return { ...common, state: 'failed', wakeAt: undefined, plannedAt: lease.now };
    default:
      return admission satisfies never;
  }
}

const toClaimed = (row: NewMessage, createdAt: Date): Claimed => ({
  messageId: row.candidate.request.messageId,
  request: row.candidate.request,
  trace: row.trace,
  locale: row.locale,
  templateVersion: row.templateVersion,
  rfcMessageId: row.rfcMessageId,
  createdAt,
  attempts: 1,
  doubts: 0,
  delayReported: false,
});

const reports = { suppressed: 'suppressed', failed: 'failed', delayed: 'delayed' } as const;

function publishReports(tx: Tx, rows: readonly NewMessage[], at: Date, log: Log): void {
  for (const { candidate, trace, state, reason } of rows) {
    if (state !== 'suppressed' && state !== 'failed' && state !== 'delayed') continue;
    const { messageId, purpose, via } = candidate.request;
    log.info({ message: messageId, trace, purpose, via, state, reason }, 'a message was not sent');
    tx.publish(
      reportOf({ request: candidate.request, trace }, { status: reports[state], reason, at }),
    );
  }
}

/** Makes the handler of `message.requested`. The claim is durable with the position; sending begins after the commit. */
export function createClaim(options: ClaimOptions) {
  const { dispatcher, clock, policy, ownAddresses, leaseId } = options;
  return async (batch: Delivered<MessageRequested>[], tx: Tx): Promise<void> => {
    await lockAdmission(tx);
    const fresh = await findNew(tx, batch);
    if (fresh.length === 0) return;
    const now = clock.now();
    const { mailCaps: caps } = policy;
    const candidates = fresh.map(({ payload }) => toCandidate(payload));
    const since = new Date(now.getTime() - caps.windowMinutes * MINUTE_MS);
    const [facts, mailboxes] = await Promise.all([
      readAdmissionFacts(tx.query, candidates, since),
      readOwnMailboxes(
        tx.query,
        candidates.map(({ address }) => address),
      ),
    ]);
    const own = new Set([...ownAddresses, ...mailboxes]);
    const admissions = admitBatch(candidates, facts, { caps, ownAddresses: own }, now);
    const inForce = await options.templates.inForce(tx.query);
    const until = dispatcher.leaseUntil();
    const room = options.isUp() ? dispatcher.room() : 0;
    let claimed = 0;
    const rows = fresh.flatMap(({ trace }, index) => {
      const candidate = candidates[index];
      const admission = admissions[index];
      if (!candidate || !admission) return [];
      const claims = admission.kind === 'send' && claimed < room;
      if (claims) claimed += 1;
      return [toRow({ candidate, admission, trace }, options, { until, now, claims, inForce })];
    });
    await insertMessages(tx, rows, { leaseId, now });
    publishReports(tx, rows, now, options.log);
    const mine = rows.filter((row) => row.state === 'sending').map((row) => toClaimed(row, now));
    tx.afterCommit(() => dispatcher.accept(mine, until));
  };
}
