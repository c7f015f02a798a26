// The intake ledger: each item received, and the one thing that became of it. Joins intake.items with the outcomes that
// services/cases publishes.
import type { Db, Query } from './db.ts';
import type { Metrics } from './metrics.ts';

/** Counts of one connector, or of all. `received` is the sum of the others. */
export type LedgerCounts = {
  received: number;
  cases: number;
  joined: number;
  suppressed: Record<string, number>;
  quarantined: Record<string, number>;
  /** Accepted and on its way to an outcome: 0 once the consumers are through. */
  pending: number;
};

/** The ledger by connector and in total. */
export type Ledger = { total: LedgerCounts; connectors: Record<string, LedgerCounts> };

type CountRow = { connector: string; outcome: string | null; reason: string | null; items: number };

const empty = (): LedgerCounts => ({
  received: 0,
  cases: 0,
  joined: 0,
  suppressed: {},
  quarantined: {},
  pending: 0,
});

function add(counts: LedgerCounts, { outcome, reason, items }: CountRow): void {
  counts.received += items;
  switch (outcome) {
    case 'case':
      counts.cases += items;
      break;
    case 'joined':
      counts.joined += items;
      break;
    case 'suppressed':
    case 'quarantined': {
      const why = reason ?? 'unknown';
      counts[outcome][why] = (counts[outcome][why] ?? 0) + items;
      break;
    }
    default:
      counts.pending += items;
  }
}

/** Counts the ledger: all of it, or what was received from one instant until before another. */
export async function readLedger(
  query: Query,
  range?: { from: Date; until: Date },
): Promise<Ledger> {
  const rows = await query<CountRow>(
    `select i.connector, o.outcome, o.reason, count(*)::int as items
     from intake.items i left join cases.published_outcomes o using (item_id)
     ${range ? 'where i.received_at >= $1 and i.received_at < $2' : ''}
     group by i.connector, o.outcome, o.reason order by i.connector`,
    range ? [range.from, range.until] : [],
  );
  const ledger: Ledger = { total: empty(), connectors: {} };
  for (const row of rows) {
    add(ledger.total, row);
    ledger.connectors[row.connector] ??= empty();
    add(ledger.connectors[row.connector] as LedgerCounts, row);
  }
  return ledger;
}

/** When each of these connectors last received something; one that never did is not in it. */
export async function readLastReceived(
  query: Query,
  connectors: string[],
): Promise<Map<string, Date>> {
  const rows = await query<{ connector: string; at: Date | null }>(
    `select c.connector, (select max(i.received_at) from intake.items i where i.connector = c.connector) as at
     from unnest($1::text[]) c (connector)`,
    [connectors],
  );
  return new Map(rows.flatMap(({ connector, at }) => (at ? [[connector, at] as const] : [])));
}

/** One line of the ledger's list. */
export type LedgerItem = {
  itemId: string;
  reference: string;
  connector: string;
  channel: string;
  receivedAt: Date;
  outcome: string;
  reason: string | null;
  owner: string | null;
  caseReference: string | null;
};

/** Items, newest first, of an outcome (`pending` among them) if one is given. `before` is the last item id of the page. */
export async function listLedger(
  query: Query,
  filter: {
    outcome?: string | undefined;
    connector?: string | undefined;
    before?: string | undefined;
    limit: number;
  },
): Promise<LedgerItem[]> {
  return query<LedgerItem>(
    `select i.item_id as "itemId", i.reference, i.connector, i.channel, i.received_at as "receivedAt",
       coalesce(o.outcome, 'pending') as outcome, o.reason, o.owner, o.case_reference as "caseReference"
     from intake.items i left join cases.published_outcomes o using (item_id)
     where ($1::text is null or coalesce(o.outcome, 'pending') = $1) and ($2::text is null or i.connector = $2)
       and ($3::uuid is null or i.item_id < $3)
     order by i.item_id desc limit $4`,
    [filter.outcome ?? null, filter.connector ?? null, filter.before ?? null, filter.limit],
  );
}

/** Makes the function that brings the ledger's gauges up to date. */
export function createLedgerMeasure(db: Db, metrics: Metrics): () => Promise<void> {
  return async () => {
    const { connectors } = await readLedger(db.query);
    const sum = (reasons: Record<string, number>) =>
      Object.values(reasons).reduce((a, b) => a + b, 0);
    for (const [connector, counts] of Object.entries(connectors)) {
      metrics.itemsReceived.set({ connector }, counts.received);
      metrics.itemsAccounted.set({ connector, outcome: 'case' }, counts.cases);
      metrics.itemsAccounted.set({ connector, outcome: 'joined' }, counts.joined);
      metrics.itemsAccounted.set({ connector, outcome: 'suppressed' }, sum(counts.suppressed));
      metrics.itemsAccounted.set({ connector, outcome: 'quarantined' }, sum(counts.quarantined));
      metrics.itemsAccounted.set({ connector, outcome: 'pending' }, counts.pending);
    }
  };
}
