// The SQL of reading cases: one case with all that belongs to it, what verification needs.
import type { Query } from '#shared/db.ts';
import type { IntakeReceived } from '#shared/events/intake.ts';
import type { Case } from '../domain/case.ts';
import type { ChainedEntry } from '../domain/timeline/digest.ts';

/** The newest state of the case that a reference leads to. */
export async function caseByReference(query: Query, reference: string): Promise<Case | undefined> {
  const [row] = await query<{ state: Case }>(
    `select c.state from cases.case_references r join cases.cases c using (case_id) where r.reference = $1`,
    [reference],
  );
  return row?.state;
}

type EntryRow = Omit<ChainedEntry, 'at'> & { at: Date };
const entryColumns = `t.version, t.type, t.at, t.actor, t.policy_version as "policyVersion", t.data, t.salt, t.digest, t.chain`;
const toEntry = (row: EntryRow): ChainedEntry =>
  ({ ...row, at: row.at.toISOString() }) as ChainedEntry;

/** The entries of a timeline, in order. */
export async function timelineOf(query: Query, caseId: string): Promise<ChainedEntry[]> {
  const rows = await query<EntryRow>(
    `select ${entryColumns} from cases.case_timeline t where t.case_id = $1 order by t.version`,
    [caseId],
  );
  return rows.map(toEntry);
}

/** Some entries of a timeline before a version, the newest first. */
export async function entriesBefore(
  query: Query,
  caseId: string,
  before: number,
  limit: number,
): Promise<ChainedEntry[]> {
  const rows = await query<EntryRow>(
    `select ${entryColumns} from cases.case_timeline t where t.case_id = $1 and t.version < $2
     order by t.version desc limit $3`,
    [caseId, before, limit],
  );
  return rows.map(toEntry);
}

/** Who a case is for, as lists find other cases of theirs. */
export async function customerKeyOf(query: Query, caseId: string): Promise<string | undefined> {
  const [row] = await query<{ key: string | null }>(
    'select c.customer_key as key from cases.cases c where c.case_id = $1',
    [caseId],
  );
  return row?.key ?? undefined;
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
