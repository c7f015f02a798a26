// The SQL of finding all that is kept of a customer, and of how much an erasure would take. Nothing is decided here.
import type { Query } from '#shared/db.ts';
import type { Case } from '../domain/case.ts';

// What identifies stands in search texts as one word (stores/search-store.ts): of the customer, and of whoever wrote in a case.
const asWord = `('''' || replace(replace(cases.search_key($1), '\\', '\\\\'), '''', '''''') || '''')::tsquery`;

/**
 * The cases of a customer by their e-mail address, phone number, or platform and id, as `customer_key` has it; those that they
 * wrote in although another's, too. The newest first.
 */
export async function casesOfCustomer(
  query: Query,
  customer: string,
  max: number,
): Promise<string[]> {
  const rows = await query<{ caseId: string }>(
    `select c.case_id as "caseId" from cases.cases c where c.case_id in (
       select k.case_id from cases.cases k where k.customer_key = $1
       union select s.case_id from cases.case_search s where s.document @@ ${asWord})
     order by c.opened_at desc, c.case_id desc limit $2`,
    [customer, max],
    { prepare: false },
  );
  return rows.map(({ caseId }) => caseId);
}

/** Some cases as they are now. */
export async function statesOf(query: Query, caseIds: string[]): Promise<Case[]> {
  const rows = await query<{ state: Case }>(
    'select c.state from cases.cases c where c.case_id = any($1::uuid[]) order by c.opened_at desc, c.case_id desc',
    [caseIds],
  );
  return rows.map(({ state }) => state);
}

/** What there is of a case that an erasure would empty. */
export type Held = {
  caseId: string;
  /** Entries of its timeline that say something, by their type. */
  entries: Record<string, number>;
  items: number;
  /** Originals and attachments, each once. */
  files: number;
  messages: number;
};

/** How much there is of some cases. */
export async function heldOf(query: Query, caseIds: string[]): Promise<Held[]> {
  return query<Held>(
    `select g.case_id as "caseId",
       (select coalesce(jsonb_object_agg(e.type, e.entries), '{}') from (select t.type, count(*)::int as entries
         from cases.case_timeline t where t.case_id = g.case_id and t.data is not null group by t.type) e) as entries,
       (select count(*)::int from cases.intake_outcomes o join intake.items i using (item_id)
         where o.case_id = g.case_id and i.erased_at is null) as items,
       (select count(distinct f.sha256)::int from cases.intake_outcomes o join intake.items i using (item_id)
         cross join lateral (select i.original_sha256 as sha256
           union all select a ->> 'sha256' from jsonb_array_elements(i.received -> 'attachments') a) f
         where o.case_id = g.case_id and i.erased_at is null) as files,
       (select count(*)::int from notifier.published_messages m where m.case_id = g.case_id) as messages
     from unnest($1::uuid[]) as g(case_id)`,
    [caseIds],
  );
}
