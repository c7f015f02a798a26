// The SQL of triage: what waits for a person's eye, single items with what became of them, and what people decided.
import type { Query } from '#shared/db.ts';
import type { Classification, IntakeReceived } from '#shared/events/intake.ts';

export const triageKinds = ['undecided', 'quarantined', 'dead_letter', 'suppressed'] as const;
export type TriageKind = (typeof triageKinds)[number];

/** A line of the list. `id` names the item, the case or the dead letter by its kind. */
export type TriageLine = {
  kind: TriageKind;
  id: string;
  at: Date;
  itemId: string | null;
  reference: string | null;
  caseReference: string | null;
  channel: string | null;
  connector: string | null;
  senderName: string | null;
  senderEmail: string | null;
  subject: string | null;
  reason: string | null;
  tries: number | null;
  dueAt: Date | null;
  suggestions: NonNullable<Classification['suggestions']> | null;
};

/** Filters of the list. */
export type TriageFilter = {
  connector?: string | undefined;
  reason?: string | undefined;
};

type Place = { at: string; id: string };

// Each gives the columns of a line. A letter's id has no slashes, so that it fits into a path.
const aside = (outcome: 'quarantined' | 'suppressed'): string => `
  select '${outcome}' as kind, o.item_id::text as id, o.decided_at as at, o.item_id as "itemId", i.reference,
    o.case_reference as "caseReference", i.channel, i.connector, i.received as said, o.reason, null::int as tries,
    t.due_at as "dueAt", null::uuid as case_id
  from cases.intake_outcomes o join intake.items i using (item_id)
  left join cases.tasks t on t.kind = 'quarantined_item' and t.state = 'open' and t.item_id = o.item_id
    and o.outcome = 'quarantined'
  where o.outcome = '${outcome}' and o.released_at is null and o.erased_at is null
    and o.reason is distinct from 'dead_letter'`;

const sources: Record<TriageKind, { sql: string; at: string; id: string }> = {
  undecided: {
    sql: `
  select 'undecided' as kind, c.reference as id, t.created_at as at, null::uuid as "itemId", c.reference,
    c.reference as "caseReference", c.channel, null::text as connector,
    jsonb_build_object('sender', c.state -> 'customer', 'subject', c.subject) as said, null::text as reason,
    null::int as tries, t.due_at as "dueAt", c.case_id
  from cases.tasks t join cases.cases c using (case_id) where t.kind = 'triage' and t.state = 'open'`,
    at: 't.created_at',
    id: 'c.reference',
  },
  quarantined: { sql: aside('quarantined'), at: 'o.decided_at', id: 'o.item_id::text' },
  suppressed: { sql: aside('suppressed'), at: 'o.decided_at', id: 'o.item_id::text' },
  dead_letter: {
    sql: `
  select 'dead_letter' as kind, p.grp || '~' || p.topic || '~' || p.part || '~' || p.off as id, p.dead_at as at,
    i.item_id as "itemId", i.reference, null::text as "caseReference", i.channel, i.connector, i.received as said,
    left(p.error, 500) as reason, p.tries, t.due_at as "dueAt", null::uuid as case_id
  from bus.parked p
  left join cases.tasks t on t.kind = 'dead_letter' and t.task_key = p.grp || '/' || p.event_id
  left join intake.items i on i.item_id = t.item_id
  where p.dead_at is not null`,
    at: 'p.dead_at',
    id: `(p.grp || '~' || p.topic || '~' || p.part || '~' || p.off)`,
  },
};

/** A page over several kinds, the newest first. */
export async function listTriage(
  query: Query,
  kinds: readonly TriageKind[],
  filter: TriageFilter,
  page: { after?: Place | undefined; limit: number },
): Promise<TriageLine[]> {
  const branches = kinds.map((kind) => {
    const { sql, at, id } = sources[kind];
    // The time alone first: that is what the indexes are by.
    return `(select * from (${sql} and ($1::timestamptz is null or (${at} <= $1 and (${at} < $1
        or ${id} collate "C" < $2)))) b
      where ($3::text is null or b.connector = $3) and ($4::text is null or b.reason = $4)
      order by b.at desc, b.id collate "C" desc limit $5)`;
  });
  return query<TriageLine>(
    `select x.kind, x.id, x.at, x."itemId", x.reference, x."caseReference", x.channel, x.connector,
       x.said #>> '{sender,name}' as "senderName", x.said #>> '{sender,email}' as "senderEmail",
       x.said ->> 'subject' as subject, x.reason, x.tries, x."dueAt", s.suggestions
     from (${branches.join(' union all ')}) x
     left join lateral (select e.data -> 'suggestions' as suggestions from cases.case_timeline e
       where e.case_id = x.case_id and e.version = 1) s on true
     order by x.at desc, x.id collate "C" desc limit $5`,
    [
      page.after?.at ?? null,
      page.after?.id ?? null,
      filter.connector ?? null,
      filter.reason ?? null,
      page.limit,
    ],
    { prepare: false },
  );
}

/** How many of each kind wait, counted up to a bound. */
export async function countTriage(query: Query, max: number): Promise<Record<TriageKind, number>> {
  const counted = triageKinds.map(
    (kind) =>
      `(select count(*)::int from (select from (${sources[kind].sql}) b limit $1) n) as ${kind}`,
  );
  const [row] = await query<Record<TriageKind, number>>(`select ${counted.join(', ')}`, [max]);
  return row ?? { undecided: 0, quarantined: 0, dead_letter: 0, suppressed: 0 };
}

/** An item with its outcome. */
export type TriageItem = {
  itemId: string;
  trace: string;
  receivedAt: Date;
  originalSha256: string;
  received: IntakeReceived;
  outcome: 'case' | 'joined' | 'suppressed' | 'quarantined' | null;
  reason: string | null;
  caseReference: string | null;
  decidedAt: Date | null;
  releasedAt: Date | null;
  erasedAt: Date | null;
};

/** One item. `lock` holds its outcome until the end of the transaction, so that two people decide one after the other. */
export async function findTriageItem(
  query: Query,
  itemId: string,
  lock = false,
): Promise<TriageItem | undefined> {
  if (lock)
    await query('select 1 from cases.intake_outcomes o where o.item_id = $1 for update', [itemId]);
  const [row] = await query<TriageItem>(
    `select i.item_id as "itemId", i.trace, i.received_at as "receivedAt", i.original_sha256 as "originalSha256",
       i.received, o.outcome, o.reason, o.case_reference as "caseReference", o.decided_at as "decidedAt",
       o.released_at as "releasedAt", o.erased_at as "erasedAt"
     from intake.items i left join cases.intake_outcomes o using (item_id) where i.item_id = $1`,
    [itemId],
  );
  return row;
}

/** What a person decided. */
export type TriageDecision = {
  decision: 'released' | 'rejected' | 'replayed';
  was: string | null;
  reason: string;
  by: string;
  at: Date;
};

/** What was decided about an item or a dead letter, the oldest first. */
export async function decisionsAbout(
  query: Query,
  about: { itemId?: string; letterId?: string },
): Promise<TriageDecision[]> {
  return query<TriageDecision>(
    `select d.decision, d.was, d.reason, d.by_staff as by, d.at from cases.triage_decisions d
     where d.item_id = $1::uuid or d.letter_id = $2 order by d.at, d.decision_id`,
    [about.itemId ?? null, about.letterId ?? null],
  );
}

/** Puts a decision on record. */
export async function putDecision(
  query: Query,
  row: Omit<TriageDecision, 'at'> & {
    decisionId: string;
    itemId: string | null;
    letterId: string | null;
    role: string;
    at: Date;
  },
): Promise<void> {
  await query(
    `insert into cases.triage_decisions (decision_id, decision, item_id, letter_id, was, reason, by_staff, role, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      ...[row.decisionId, row.decision, row.itemId, row.letterId],
      ...[row.was, row.reason, row.by, row.role, row.at],
    ],
  );
}

/** Marks an item as let on: it keeps its outcome until it comes through. */
export async function markReleased(query: Query, itemId: string, at: Date): Promise<void> {
  await query('update cases.intake_outcomes set released_at = $2 where item_id = $1', [itemId, at]);
}

/** Why an item that a person turned down is suppressed. */
export const REJECTED = 'rejected_by_person';

/** Counts a quarantined item as suppressed by a person. */
export async function markRejected(query: Query, itemId: string, at: Date): Promise<void> {
  await query(
    `update cases.intake_outcomes set outcome = 'suppressed', reason = '${REJECTED}', owner = null, decided_at = $2
     where item_id = $1`,
    [itemId, at],
  );
}

/** The item that a dead letter is about, if any. */
export async function itemOfLetter(
  query: Query,
  group: string,
  eventId: string,
): Promise<string | undefined> {
  const [row] = await query<{ itemId: string | null }>(
    `select t.item_id as "itemId" from cases.tasks t where t.kind = 'dead_letter' and t.task_key = $1`,
    [`${group}/${eventId}`],
  );
  return row?.itemId ?? undefined;
}
