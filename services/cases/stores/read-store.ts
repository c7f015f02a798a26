// The SQL of reading cases: lists by keyset, one case with all that belongs to it, what verification needs.
import type { Query } from '#shared/db.ts';
import type { IntakeReceived } from '#shared/events/intake.ts';
import type { Case } from '../domain/case.ts';
import type { ChainedEntry } from '../domain/timeline/digest.ts';

/** Filters of the list. Each is an exact match; sorting is fixed: newest first. */
export type CaseFilter = {
  status?: string | undefined;
  severity?: string | undefined;
  category?: string | undefined;
  channel?: string | undefined;
  kind?: string | undefined;
  assignee?: string | undefined;
  escalationLevel?: number | undefined;
  after?: { openedAt: string; caseId: string } | undefined;
  limit: number;
};

/** A line of the list. Only what a list needs: no addresses, no texts but the subject (S22). */
export type CaseLine = {
  caseId: string;
  reference: string;
  version: number;
  status: string;
  kind: string;
  category: string;
  severity: string;
  channel: string;
  language: string;
  subject: string;
  assignee: string | null;
  epoch: number;
  escalationLevel: number;
  openedAt: Date;
  acknowledgedAt: Date | null;
  resolveBy: Date;
};

const filterColumns: Record<Exclude<keyof CaseFilter, 'after' | 'limit'>, string> = {
  status: 'status',
  severity: 'severity',
  category: 'category',
  channel: 'channel',
  kind: 'kind',
  assignee: 'assignee',
  escalationLevel: 'escalation_level',
};

/** A page of cases, newest first. Column names come from the fixed table above, values are parameters (S22). */
export async function listCases(query: Query, filter: CaseFilter): Promise<CaseLine[]> {
  const parameters: unknown[] = [];
  const conditions: string[] = [];
  for (const [name, column] of Object.entries(filterColumns)) {
    const value = filter[name as keyof typeof filterColumns];
    if (value === undefined) continue;
    parameters.push(value);
    conditions.push(`c.${column} = $${parameters.length}`);
  }
  if (filter.after) {
    parameters.push(filter.after.openedAt, filter.after.caseId);
    const last = parameters.length;
    conditions.push(`(c.opened_at, c.case_id) < ($${last - 1}::timestamptz, $${last}::uuid)`);
  }
  parameters.push(filter.limit);
  return query<CaseLine>(
    `select c.case_id as "caseId", c.reference, c.version, c.status, c.kind, c.category, c.severity, c.channel,
       c.language, c.subject, c.assignee, c.epoch, c.escalation_level as "escalationLevel", c.opened_at as "openedAt",
       c.acknowledged_at as "acknowledgedAt", c.resolve_by as "resolveBy"
     from cases.cases c ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
     order by c.opened_at desc, c.case_id desc limit $${parameters.length}`,
    parameters,
  );
}

/** The newest state of the case that a reference leads to. */
export async function caseByReference(query: Query, reference: string): Promise<Case | undefined> {
  const [row] = await query<{ state: Case }>(
    `select c.state from cases.case_references r join cases.cases c using (case_id) where r.reference = $1`,
    [reference],
  );
  return row?.state;
}

/** The entries of a timeline, in order. */
export async function timelineOf(query: Query, caseId: string): Promise<ChainedEntry[]> {
  const rows = await query<Omit<ChainedEntry, 'at'> & { at: Date }>(
    `select t.version, t.type, t.at, t.actor, t.policy_version as "policyVersion", t.data, t.salt, t.digest, t.chain
     from cases.case_timeline t where t.case_id = $1 order by t.version`,
    [caseId],
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }) as ChainedEntry);
}

/** The received items of a case: the one that opened it and those that joined. */
export async function itemsOfCase(query: Query, caseId: string): Promise<IntakeReceived[]> {
  const rows = await query<{ received: IntakeReceived }>(
    `select i.received from cases.intake_outcomes o join intake.items i using (item_id)
     where o.case_id = $1 and o.outcome in ('case', 'joined') order by i.accepted_at, i.item_id`,
    [caseId],
  );
  return rows.map(({ received }) => received);
}

/** One item, only if it belongs to the case. */
export async function itemOfCase(
  query: Query,
  caseId: string,
  itemId: string,
): Promise<IntakeReceived | undefined> {
  const [row] = await query<{ received: IntakeReceived }>(
    `select i.received from cases.intake_outcomes o join intake.items i using (item_id)
     where o.case_id = $1 and o.item_id = $2 and o.outcome in ('case', 'joined')`,
    [caseId, itemId],
  );
  return row?.received;
}

/** The open deadlines of a case. */
export async function openDeadlines(
  query: Query,
  caseId: string,
): Promise<{ kind: string; level: number; epoch: number; dueAt: Date }[]> {
  return query(
    `select d.kind, d.level, d.epoch, d.due_at as "dueAt" from cases.deadlines d
     where d.case_id = $1 and d.state = 'open' order by d.due_at, d.kind`,
    [caseId],
  );
}

/** A case as verification needs it. */
export type VerifiableCase = { caseId: string; reference: string; state: Case; chain: string };
const verifiable = 'c.case_id as "caseId", c.reference, c.state, c.chain';

/** A case that stands still until the end of the transaction. */
export async function lockedCase(
  query: Query,
  caseId: string,
): Promise<VerifiableCase | undefined> {
  const [row] = await query<VerifiableCase>(
    `select ${verifiable} from cases.cases c where c.case_id = $1 for share`,
    [caseId],
  );
  return row;
}

/** Some cases in order of id, for verification. */
export async function casesAfter(
  query: Query,
  after: string,
  limit: number,
): Promise<VerifiableCase[]> {
  return query(
    `select ${verifiable} from cases.cases c
     where c.case_id > $1::uuid order by c.case_id limit $2`,
    [after, limit],
  );
}
