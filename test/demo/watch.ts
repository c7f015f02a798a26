// What the demo sees of the running product: changes of cases from the bus, as any program may follow them, and counts
// from the ledger and the views that services publish. It writes nothing but its own position.
import { createPostgresBus } from '../../shared/bus/postgres.ts';
import { type CaseChanged, caseChangedTopic } from '../../shared/events/case.ts';
import { type LedgerCounts, readLedger } from '../../shared/ledger.ts';
import { startAll, stopAll } from '../../shared/lifecycle.ts';
import { createMetrics } from '../../shared/metrics.ts';
import type { Stage } from './stage.ts';

/** How fast cases were acknowledged, in minutes of the demo's clock from the receipt. */
export type Acknowledgements = {
  /** By mail, by itself. */
  sent: number;
  medianMinutes: number;
  slowestMinutes: number;
  /** By a person: by direct message, phone, by hand. */
  byPerson: number;
  waiting: number;
};

/** The numbers as they were when last asked for. */
export type Figures = {
  total: LedgerCounts;
  connectors: Record<string, LedgerCounts>;
  acknowledgements: Acknowledgements;
  /** Messages that are not sent yet and still may be. */
  messagesOpen: number;
  messagesSent: number;
  /** The database did not answer this time: the numbers are older. */
  stale: boolean;
};

const none: LedgerCounts = {
  received: 0,
  cases: 0,
  joined: 0,
  suppressed: {},
  quarantined: {},
  pending: 0,
};

const sum = (reasons: Record<string, number>): number =>
  Object.values(reasons).reduce((one, other) => one + other, 0);

export const suppressedOf = (counts: LedgerCounts): number => sum(counts.suppressed);
export const quarantinedOf = (counts: LedgerCounts): number => sum(counts.quarantined);

/** Whether each thing received is accounted for, once. */
export const addsUp = (counts: LedgerCounts): boolean =>
  counts.received ===
  counts.cases + counts.joined + suppressedOf(counts) + quarantinedOf(counts) + counts.pending;

type AcknowledgementRow = {
  sent: number;
  median: number | null;
  slowest: number | null;
  acknowledged: number;
  cases: number;
};

const acknowledgementsSql = `
  with mails as (
    select c.case_id, extract(epoch from m.updated_at - c.opened_at) / 60 as minutes
    from cases.published_status c join notifier.published_messages m using (case_id)
    where m.purpose = 'acknowledgement' and m.via = 'email' and m.state = 'sent')
  select (select count(*)::int from mails) as sent,
    (select percentile_cont(0.5) within group (order by minutes) from mails) as median,
    (select max(minutes)::float8 from mails) as slowest,
    count(acknowledged_at)::int as acknowledged, count(*)::int as cases
  from cases.published_status`;

async function readFigures({ db }: Stage): Promise<Omit<Figures, 'stale'>> {
  const [ledger, [row], messages] = await Promise.all([
    readLedger(db.query),
    db.query<AcknowledgementRow>(acknowledgementsSql),
    db.query<{ state: string; count: number }>(
      'select state, count(*)::int as count from notifier.published_messages group by state',
    ),
  ]);
  const counted = (...states: string[]): number =>
    messages
      .filter(({ state }) => states.includes(state))
      .reduce((all, { count }) => all + count, 0);
  const { sent = 0, median, slowest, acknowledged = 0, cases = 0 } = row ?? {};
  return {
    ...ledger,
    acknowledgements: {
      sent,
      medianMinutes: median ?? 0,
      slowestMinutes: slowest ?? 0,
      byPerson: Math.max(0, acknowledged - sent),
      waiting: cases - acknowledged,
    },
    messagesOpen: counted('queued', 'sending', 'delayed'),
    messagesSent: counted('sent'),
  };
}

/** Follows the product. */
export type Watch = {
  /** The newest state of each case. */
  cases: Map<string, CaseChanged>;
  /** How often each change happened. */
  changes: Map<string, number>;
  /** Escalations by level. */
  escalations: Map<number, number>;
  onChange(listener: (changed: CaseChanged) => void): void;
  /** Asks anew. */
  look(): Promise<Figures>;
  stop(): Promise<void>;
};

/** Starts to follow. */
export async function startWatch(stage: Stage): Promise<Watch> {
  const { db, clock, log } = stage;
  const cases = new Map<string, CaseChanged>();
  const changes = new Map<string, number>();
  const escalations = new Map<number, number>();
  const listeners: ((changed: CaseChanged) => void)[] = [];
  const take = (changed: CaseChanged): void => {
    const known = cases.get(changed.caseId);
    // Repeats are possible after a failure.
    if (known && known.version >= changed.version) return;
    cases.set(changed.caseId, changed);
    changes.set(changed.change, (changes.get(changed.change) ?? 0) + 1);
    if (changed.change === 'case.escalated')
      escalations.set(changed.escalationLevel, (escalations.get(changed.escalationLevel) ?? 0) + 1);
    for (const listener of listeners) listener(changed);
  };
  const bus = createPostgresBus({ db, clock, log, metrics: createMetrics() });
  const consumer = bus.consumer({
    group: 'demo',
    topic: caseChangedTopic,
    handle: async (batch, tx) =>
      tx.afterCommit(() => {
        for (const { payload } of batch) take(payload);
      }),
  });
  const parts = [...bus.parts, consumer];
  await startAll(parts, log);
  let figures: Figures = {
    total: none,
    connectors: {},
    acknowledgements: { sent: 0, medianMinutes: 0, slowestMinutes: 0, byPerson: 0, waiting: 0 },
    messagesOpen: 0,
    messagesSent: 0,
    stale: true,
  };
  return {
    cases,
    changes,
    escalations,
    onChange: (listener) => void listeners.push(listener),
    look: async () => {
      try {
        figures = { ...(await readFigures(stage)), stale: false };
      } catch {
        figures = { ...figures, stale: true };
      }
      return figures;
    },
    stop: () => stopAll(parts, log),
  };
}
