// Finding cases: what lists filter and sort by, and the text of each case for searching, kept beside it so that it can be
// erased with it.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table cases.cases
      add column agitated boolean generated always as ((state ->> 'agitated')::boolean) stored,
      add column contact_suspended boolean generated always as ((state ->> 'contactSuspended')::boolean) stored,
      add column severity_rank smallint generated always as
        (case severity when 'critical' then 4 when 'major' then 3 when 'moderate' then 2 else 1 end) stored,
      -- Who the case is for, as other cases of theirs are found by: address, else the person on a platform, else a number.
      add column customer_key text generated always as (coalesce(
        lower(state #>> '{customer,email}'),
        channel || ':' || (state #>> '{customer,platformUserId}'),
        state #>> '{customer,phone}')) stored;
    drop index cases.cases_severity_opened;
    create index cases_rank_opened on cases.cases (severity_rank desc, opened_at desc, case_id desc);
    create index cases_updated on cases.cases (updated_at desc, case_id desc);
    create index cases_due on cases.cases (resolve_by, case_id);
    create index cases_open_due on cases.cases (resolve_by, case_id)
      where status in ('new', 'assigned', 'investigating', 'waiting');
    create index cases_category_opened on cases.cases (category, opened_at desc, case_id desc);
    create index cases_language_opened on cases.cases (language, opened_at desc, case_id desc);
    create index cases_customer_opened on cases.cases (customer_key, opened_at desc, case_id desc)
      where customer_key is not null;
    create index cases_agitated_opened on cases.cases (opened_at desc, case_id desc) where agitated;
    create index cases_suspended_opened on cases.cases (opened_at desc, case_id desc) where contact_suspended;

    -- Letters without accents and case, in any language: the same for what is searched and what is searched for.
    create function cases.folded(given text) returns text language sql immutable strict parallel safe as $$
      select translate(replace(replace(replace(
        regexp_replace(normalize(lower(given), NFKD), '[\\u0300-\\u036f]', '', 'g'),
        'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'øłđı', 'oldi')
    $$;
    -- The stemmer of a language; words as they are for one that has none.
    create function cases.text_config(language text) returns regconfig language sql immutable strict parallel safe as $$
      select case left(language, 2)
        when 'en' then 'english' when 'de' then 'german' when 'es' then 'spanish' when 'fr' then 'french'
        when 'it' then 'italian' when 'pt' then 'portuguese' when 'nl' then 'dutch' else 'simple' end::regconfig
    $$;
    -- Something that is found as a whole only (an address, an order number), as one word that no text holds.
    create function cases.search_key(given text) returns text language sql immutable strict parallel safe as $$
      select 'key:' || left(cases.folded(btrim(given)), 300)
    $$;

    create table cases.case_search (
      case_id uuid primary key references cases.cases on delete cascade deferrable initially deferred,
      opened_at timestamptz not null,
      document tsvector not null
    );
    create index case_search_document on cases.case_search using gin (document);
    create index case_search_opened on cases.case_search (opened_at desc, case_id desc);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table cases.case_search;
    drop function cases.search_key(text);
    drop function cases.text_config(text);
    drop function cases.folded(text);
    drop index cases.cases_rank_opened, cases.cases_updated, cases.cases_due, cases.cases_open_due,
      cases.cases_category_opened, cases.cases_language_opened, cases.cases_customer_opened,
      cases.cases_agitated_opened, cases.cases_suspended_opened;
    alter table cases.cases drop column agitated, drop column contact_suspended, drop column severity_rank,
      drop column customer_key;
    create index cases_severity_opened on cases.cases (severity, opened_at desc, case_id desc);
  `);
}
