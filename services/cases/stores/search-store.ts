// The SQL of the search texts of cases: what is said in a case, as words that can be found, written where the case is.
import type { Query } from '#shared/db.ts';
import { parseReference } from '#shared/ids.ts';
import type { Searched } from './list-store.ts';

/** What entries of a timeline say in words, by their type. Whatever else they hold is found by filters. */
const wordyEntries = [
  'note.added',
  'update.sent',
  'customer.answered',
  'answer.recorded',
  'contact.recorded',
  'root_cause.recorded',
  'case.resolved',
  'case.reopened',
  'follow_up.recorded',
] as const;

/** Whether an entry of this type says something that is searched. */
export const isWordy = (type: string): boolean =>
  (wordyEntries as readonly string[]).includes(type);

const TEXT_MAX = 60_000;

/**
 * Writes the search texts of cases anew, from their items and timelines as they are in this transaction. Names and subject
 * weigh most; words stand as they are and by their stems in the language of the case; what identifies (addresses, numbers,
 * references) is found as a whole.
 */
export async function refreshSearch(query: Query, caseIds: string[]): Promise<void> {
  if (caseIds.length === 0) return;
  await query(
    `insert into cases.case_search as s (case_id, opened_at, document)
     select c.case_id, c.opened_at,
       setweight(to_tsvector('simple', cases.folded(t.head)), 'A')
         || setweight(to_tsvector('simple', cases.folded(t.body)), 'B')
         || setweight(to_tsvector(cases.text_config(c.language), t.head || ' ' || t.body), 'C')
         || array_to_tsvector(t.keys)
     from cases.cases c
     left join lateral (
       select string_agg(concat_ws(' ', i.received ->> 'subject', i.received ->> 'text'), ' ' order by i.accepted_at) as said,
         array_agg(i.received) as received
       from cases.intake_outcomes o join intake.items i using (item_id)
       where o.case_id = c.case_id and o.outcome in ('case', 'joined')) i on true
     left join lateral (
       select string_agg(concat_ws(' ', e.data ->> 'text', e.data ->> 'summary', e.data ->> 'comment',
         case when e.type = 'case.reopened' then e.data ->> 'reason' end), ' ' order by e.version) as noted
       from cases.case_timeline e where e.case_id = c.case_id and e.type = any($2::text[])) n on true
     cross join lateral (
       select left(concat_ws(' ', c.subject, c.state #>> '{customer,name}'), 1000) as head,
         left(concat_ws(' ', i.said, n.noted), ${TEXT_MAX}) as body,
         array(select distinct cases.search_key(k.given) from (
           select c.state #>> '{customer,email}' as given
           union all select regexp_replace(c.state #>> '{customer,phone}', '[^0-9+]', '', 'g')
           union all select c.state #>> '{customer,handle}'
           union all select r.reference from cases.case_references r where r.case_id = c.case_id
           union all select unnest(array[x ->> 'orderNumber', x #>> '{sender,email}',
             regexp_replace(x #>> '{sender,phone}', '[^0-9+]', '', 'g')]) from unnest(i.received) x
         ) k where btrim(coalesce(k.given, '')) <> '') as keys) t
     where c.case_id = any($1::uuid[])
     on conflict (case_id) do update set document = excluded.document`,
    [caseIds, [...wordyEntries]],
  );
}

// Each stemmer says a word differently, so what is left out must be left out by all of them, what is wanted found by one.
// The same word by several of them stands once: the planner takes each for another one, and a rare word for a common one.
const byAnyStemmer = (parameter: string): string =>
  `(select string_agg(distinct '(' || w.q::text || ')', ' | ')::tsquery from unnest(array[
    ${[
      `websearch_to_tsquery('simple', cases.folded(${parameter}))`,
      ...['english', 'german', 'spanish', 'french', 'italian', 'portuguese', 'dutch'].map(
        (config) => `websearch_to_tsquery('${config}', ${parameter})`,
      ),
    ].join(', ')}]) as w(q) where numnode(w.q) > 0)`;

/** What is wanted, and what is not (`-word`, `-"a phrase"`), as websearch_to_tsquery has them. */
function sides(typed: string): { wanted: string; unwanted: string } {
  const parts = typed.match(/-?"[^"]*"|\S+/g) ?? [];
  const unwanted = parts.filter((part) => part.startsWith('-')).map((part) => part.slice(1));
  const wanted = parts.filter((part) => !part.startsWith('-'));
  return { wanted: wanted.join(' '), unwanted: unwanted.join(' or ') };
}

/** Fewer letters than this begin too many words. */
const BEGINNING_LETTERS = 3;

/**
 * What is still being typed: the last word, and what is wanted before it. Nothing when it is quoted, too short, or when one of
 * several words is enough (`or`).
 */
function beginning(wanted: string): { before: string; last: string } {
  const parts = wanted.match(/"[^"]*"|\S+/g) ?? [];
  const last = parts.at(-1) ?? '';
  const before = parts.slice(0, -1);
  const isBegun =
    !last.includes('"') && (last.match(/[\p{L}\p{N}]/gu) ?? []).length >= BEGINNING_LETTERS;
  return isBegun && !before.some((part) => part.toLowerCase() === 'or')
    ? { before: before.join(' '), last }
    : { before: '', last: '' };
}

const quoted = (word: string): string =>
  `'''' || replace(replace(${word}, '\\', '\\\\'), '''', '''''') || ''''`;

// The last word may be the beginning of a word as it stands; of its parts too, where it has a hyphen.
const byBeginning = (before: string, last: string): string =>
  `(select case when numnode(b.q) > 0 then b.q && p.q else p.q end
    from (select coalesce(${byAnyStemmer(before)}, '') as q) b,
      (select string_agg(${quoted('cases.folded(w.word)')} || ':*', ' & ')::tsquery as q
        from regexp_split_to_table(${last}, '[^[:alnum:]]+') as w(word) where w.word <> '') p)`;

const referenceShape = /^\s*C-\S{4}-\S{4}\s*$/i;

/** The case of a reference, and those whose texts name it: of words and their beginnings there would be too many. */
async function referenceQuery(query: Query, reference: string): Promise<Searched> {
  const [row] = await query<{ all: string; key: string }>(
    `select k.key::text as key, (k.key || phraseto_tsquery('simple', cases.folded($1)))::text as all
     from (select (${quoted('cases.search_key($1)')})::tsquery as key) k`,
    [reference],
  );
  return { all: row?.all ?? '', key: row?.key ?? '', common: false };
}

/**
 * Words to look for, as PostgreSQL's own query: `all` by any of the stemmers, `key` for what is typed as a whole. Of the last
 * word, and of what identifies, three letters of its beginning are enough: people look while they type.
 */
export async function searchQuery(query: Query, typed: string): Promise<Searched | undefined> {
  const reference = referenceShape.test(typed) ? parseReference(typed) : undefined;
  if (reference) return referenceQuery(query, reference);
  const { wanted, unwanted } = sides(typed);
  const { before, last } = beginning(wanted);
  const [row] = await query<{ all: string; key: string; narrow: boolean }>(
    `select y.term::text as all, y.key::text as key, querytree(y.term) not in ('', 'T') as narrow
     from (select case when numnode(x.unwanted) > 0 then (x.wanted || x.named) && !!x.unwanted
           else x.wanted || x.named end as term, x.key
       from (select coalesce(${byAnyStemmer('$2')}, '') || coalesce(${byBeginning('$4', '$5')}, '') as wanted,
           coalesce(${byAnyStemmer('$3')}, '') as unwanted, k.key, k.key || coalesce(
             case when $5 <> '' then (${quoted('cases.search_key($1)')} || ':*')::tsquery end, '') as named
         from (select string_agg(${quoted('k.word')}, ' | ')::tsquery as key
           from unnest(array[cases.search_key($1),
             cases.search_key(nullif(regexp_replace($1, '[^0-9+]', '', 'g'), ''))]) as k(word)
           where k.word is not null) k) x) y`,
    [typed, wanted, unwanted, before, last],
  );
  if (!row?.narrow) return undefined;
  const { all, key } = row;
  return { all, key, common: await isCommon(query, all) };
}

const PROBE = 2000;
const COMMON = 20;

/**
 * Whether one in a hundred of the newest cases matches: then the newest are walked until there are enough, which the index of
 * words would be slow at; else that index finds them, which walking would be slow at.
 */
export async function isCommon(query: Query, all: string): Promise<boolean> {
  const [row] = await query<{ n: number }>(
    `select count(*)::int as n from (select s.document from cases.case_search s
       order by s.opened_at desc, s.case_id desc limit ${PROBE}) x where x.document @@ $1::tsquery`,
    [all],
  );
  return (row?.n ?? 0) >= COMMON;
}
