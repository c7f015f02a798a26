// The SQL of finding all that is kept of a customer, and of how much an erasure would take. Nothing is decided here.
import type { Query } from '#shared/db.ts';
import type { Case } from '../domain/case.ts';

// What identifies stands in search texts as one word: of the customer, and of whoever wrote in a case. There it is folded (é as e) and
// beside order numbers and handles, so what is found by it is only looked at more closely.
const word = (given: string): string =>
  `('''' || replace(replace(cases.search_key(${given}), '\\', '\\\\'), '''', '''''') || '''')::tsquery`;
const digits = (text: string): string => `regexp_replace(${text}, '[^0-9+]', '', 'g')`;
// $2: the digits of what is no address, else null.
const identifies = (person: string, channel: string): string =>
  `(lower(${person} ->> 'email') = $1 or ${channel} || ':' || (${person} ->> 'platformUserId') = $1
     or ${digits(`${person} ->> 'phone'`)} = $2)`;

/** A case that is a customer's, or in which they only took part: it is another's then. */
export type CaseOf = { caseId: string; isTheirs: boolean };

/**
 * The cases of a customer by their e-mail address, phone number, or platform and id, as `customer_key` has it; those in which they
 * are known by it or wrote although they are another's, too. The newest first.
 */
export async function casesOfCustomer(
  query: Query,
  customer: string,
  max: number,
): Promise<CaseOf[]> {
  const phone = /^[0-9+][^@:]*$/.test(customer) ? customer.replace(/[^0-9+]/g, '') : null;
  return query<CaseOf>(
    `select c.case_id as "caseId",
       coalesce(c.customer_key = $1 or (c.customer_key = c.state #>> '{customer,phone}' and ${digits('c.customer_key')} = $2),
         false) as "isTheirs"
     from cases.cases c where c.case_id in (
       select k.case_id from cases.cases k where k.customer_key = $1
       union select s.case_id from cases.case_search s where s.document @@ ${word('coalesce($2, $1)')})
     and (c.customer_key = $1 or ${identifies(`(c.state -> 'customer')`, 'c.channel')}
       or exists (select from cases.intake_outcomes o join intake.items i using (item_id)
         where o.case_id = c.case_id and ${identifies(`(i.received -> 'sender')`, `(i.received ->> 'channel')`)}))
     order by c.opened_at desc, c.case_id desc limit $3`,
    [customer, phone, max],
    { prepare: false },
  );
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
