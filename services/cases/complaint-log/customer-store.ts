// The SQL of known customers and likely duplicates: earlier cases found by their search texts, which erasing takes away.
import type { Query } from '#shared/db.ts';
import { isCommon } from '../stores/search-store.ts';

/** By what somebody is looked up: the beginning of it is enough. */
export type TypedPart = 'name' | 'email' | 'phone' | 'orderNumber';

/** A case of theirs, and who they are in it. */
export type CustomerCase = {
  caseId: string;
  reference: string;
  status: string;
  subject: string;
  openedAt: Date;
  key: string | null;
  name: string | null;
  email: string | null;
  phone: string | null;
};

// A lexeme that begins so, of any weight or of one; quoted as PostgreSQL reads it.
const prefixOf = (folded: string, weight = ''): string =>
  `'''' || replace(replace(${folded}, '\\', '\\\\'), '''', '''''') || ''':*${weight}'`;

const whole = `(${prefixOf('cases.search_key($1)')})`;
const digits = `(${prefixOf(`cases.search_key(regexp_replace($1, '[^0-9+]', '', 'g'))`)})`;
// Names weigh most in the search text of a case, its subject with them.
const words = `(select string_agg(${prefixOf('cases.folded(w.word)', 'A')}, ' & ')
  from regexp_split_to_table($1, '[^[:alnum:]]+') as w(word) where w.word <> '')`;
const terms: Record<TypedPart, string> = {
  name: words,
  email: whole,
  orderNumber: whole,
  phone: digits,
};

/** Cases whose customer, or whose order, begins with what is typed; the newest `max` of them. */
export async function casesByTyped(
  query: Query,
  part: TypedPart,
  typed: string,
  max: number,
): Promise<CustomerCase[]> {
  const [term] = await query<{ all: string | null }>(
    `select ${terms[part]}::tsquery::text as all`,
    [typed],
    { prepare: false },
  );
  if (!term?.all) return [];
  // What is rare is found by the index of words, what is common by walking the newest.
  const common = await isCommon(query, term.all);
  const found = common
    ? 'select s.case_id, s.opened_at from cases.case_search s where s.document @@ $1::tsquery'
    : `select x.case_id, x.opened_at
       from (select s.* from cases.case_search s where s.document @@ $1::tsquery offset 0) x`;
  return query<CustomerCase>(
    `with hits as materialized (${found} order by opened_at desc, case_id desc limit $2)
     select c.case_id as "caseId", c.reference, c.status, c.subject, c.opened_at as "openedAt", c.customer_key as key,
       c.state #>> '{customer,name}' as name, c.state #>> '{customer,email}' as email,
       c.state #>> '{customer,phone}' as phone
     from hits h join cases.cases c using (case_id) order by h.opened_at desc, h.case_id desc`,
    [term.all, max],
    { prepare: false },
  );
}

/** How many cases customers have, and how many of them are open; each counted up to a bound. */
export async function countOfCustomers(
  query: Query,
  keys: string[],
  max: number,
): Promise<Map<string, { cases: number; open: number }>> {
  if (keys.length === 0) return new Map();
  const rows = await query<{ key: string; cases: number; open: number }>(
    `select k.key, count(*)::int as cases,
       count(*) filter (where x.status in ('new', 'assigned', 'investigating', 'waiting'))::int as open
     from unnest($1::text[]) as k(key) cross join lateral (
       select c.status from cases.cases c where c.customer_key = k.key order by c.opened_at desc limit $2) x
     group by k.key`,
    [keys, max],
  );
  return new Map(rows.map(({ key, ...counts }) => [key, counts]));
}

/** What a complaint is compared by. */
export type Compared = {
  email?: string | undefined;
  phone?: string | undefined;
  orderNumber?: string | undefined;
  /** Words of what was said that may tell it from others. */
  words: string[];
};

/** An open case that may be the same complaint. */
export type DuplicateRow = {
  caseId: string;
  reference: string;
  status: string;
  severity: string;
  category: string;
  channel: string;
  subject: string;
  assignee: string | null;
  openedAt: Date;
  said: string;
  customerName: string | null;
  sameCustomer: boolean;
  sameOrder: boolean;
  /** How many of the words its search text has. */
  words: number;
};

const key = (parameter: string): string =>
  `('''' || replace(replace(cases.search_key(${parameter}), '\\', '\\\\'), '''', '''''') || '''')::tsquery`;

const OPEN = `c.status in ('new', 'assigned', 'investigating', 'waiting')`;

/**
 * Open cases since a time that have the customer, the order or many words of a complaint. Words are only looked for among the
 * newest `walked` search texts: words alone are in too many.
 */
export async function findDuplicates(
  query: Query,
  compared: Compared,
  {
    since,
    walked,
    wordsLeast,
    max,
  }: { since: Date; walked: number; wordsLeast: number; max: number },
): Promise<DuplicateRow[]> {
  const { email = null, phone = null, orderNumber = null } = compared;
  return query<DuplicateRow>(
    `with asked as (select ${key('$1::text')} as email,
         case when $2::text is not null then ${key(`regexp_replace($2::text, '[^0-9+]', '', 'g')`)} end as phone,
         ${key('$3::text')} as "order",
         array(select plainto_tsquery('simple', cases.folded(w.word)) from unnest($4::text[]) as w(word)) as words),
     known as (select s.case_id, s.document from asked a, cases.case_search s
       where s.document @@ (select coalesce(string_agg(q::text, ' | '), '')::tsquery
         from unnest(array[a.email, a.phone, a."order"]) q) and s.opened_at >= $5 order by s.opened_at desc limit 200),
     newest as materialized (select s.case_id, s.document from cases.case_search s where s.opened_at >= $5
       and cardinality($4::text[]) > 0 order by s.opened_at desc limit $6),
     alike as (select n.case_id, n.document from newest n, asked a
       where n.document @@ (select string_agg(w::text, ' | ')::tsquery from unnest(a.words) w where numnode(w) > 0)),
     found as (select distinct on (x.case_id) x.* from (select * from known union all select * from alike) x),
     judged as (select f.case_id, coalesce(f.document @@ a.email, false) or coalesce(f.document @@ a.phone, false) as customer,
         coalesce(f.document @@ a."order", false) as "order",
         (select count(*)::int from unnest(a.words) w where f.document @@ w) as words
       from found f, asked a)
     select c.case_id as "caseId", c.reference, c.status, c.severity, c.category, c.channel, c.subject, c.assignee,
       c.opened_at as "openedAt", c.state #>> '{customer,name}' as "customerName", j.customer as "sameCustomer",
       j."order" as "sameOrder", j.words,
       coalesce((select left(i.received ->> 'text', 240) from cases.intake_outcomes o join intake.items i using (item_id)
         where o.case_id = c.case_id and o.outcome in ('case', 'joined') order by i.accepted_at limit 1), '') as said
     from judged j join cases.cases c using (case_id)
     where ${OPEN} and c.opened_at >= $5 and (j.customer or j."order" or j.words >= $7)
     order by j."order" desc, j.customer desc, j.words desc, c.opened_at desc, c.case_id limit $8`,
    [email, phone, orderNumber, compared.words, since, walked, wordsLeast, max],
    { prepare: false },
  );
}
