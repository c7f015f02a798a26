// Compensation: what each remedy costs, whose it is over cases, how it is delivered, payouts, and the views of them.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table cases.remedies
      add column severity text not null default 'minor',
      add column approval text not null default 'frontline',
      add column appeasement boolean not null default false,
      add column delivery text not null default 'message',
      -- In the currency of the policy (R39). Actual: once it is delivered.
      add column estimated_cost numeric(12, 2) not null default 0,
      add column actual_cost numeric(12, 2),
      add column proposed_at timestamptz not null default '-infinity',
      add column confirmed_at timestamptz,
      add column payout_state text,
      -- Digests of what the customer is known by on other cases (R37: caps over their cases): never the address itself.
      add column customer_keys text[] not null default '{}',
      add constraint remedies_state check (state in
        ('proposed', 'approved', 'delivered', 'confirmed', 'rejected', 'withdrawn')),
      -- R37: nothing is delivered, confirmed or paid out that nobody approved.
      add constraint remedies_approved_first check (approved_by is not null or (state in
        ('proposed', 'rejected', 'withdrawn') and payout_state is null));
    create index remedies_customer on cases.remedies using gin (customer_keys);
    create index remedies_alone on cases.remedies (approved_at) include (amount, approved_by)
      where approved_at is not null and not four_eyes;
    create index remedies_month on cases.remedies (approved_at) include (estimated_cost, actual_cost)
      where approved_at is not null;
    create index remedies_proposed on cases.remedies (proposed_at desc, case_id desc, remedy_id desc);

    -- What the payout port is to pay: one row a remedy, whose id is the key that the provider knows it by.
    create table cases.payouts (
      payout_id uuid primary key,
      case_id uuid not null,
      remedy_id text not null,
      reference text not null,
      option text not null,
      amount numeric(12, 2) not null check (amount > 0),
      currency text not null,
      payee text not null,
      -- in_doubt: it may have been sent. Written before anything is.
      state text not null check (state in ('requested', 'in_doubt', 'paid', 'failed')),
      tries int not null default 0,
      first_sent_at timestamptz,
      -- When somebody is to look again; also the end of a lease. Null: nothing is to be done by itself any more.
      wake_at timestamptz,
      lease_id uuid,
      reason text,
      provider_reference text,
      trace text not null,
      requested_at timestamptz not null,
      updated_at timestamptz not null,
      unique (case_id, remedy_id),
      foreign key (case_id, remedy_id) references cases.remedies deferrable initially deferred
    );
    create index payouts_wake on cases.payouts (wake_at) where wake_at is not null;

    -- For reports and programs: no payee, no customer.
    create view cases.published_remedies as
      select r.case_id, c.reference, r.remedy_id, r.state, r.option, r.appeasement, r.severity, c.category, c.channel,
        r.amount, r.currency, r.estimated_cost, r.actual_cost, coalesce(r.actual_cost, r.estimated_cost) as cost,
        r.delivery, r.payout_state, r.four_eyes, r.approval, r.proposed_by, r.proposed_at, r.approved_by, r.approved_at,
        r.delivered_at, r.confirmed_at
      from cases.remedies r join cases.cases c using (case_id);

    -- What the formal letter of a remedy says of its case. Read from the case itself: erased with it.
    create view cases.published_letters as
      select c.case_id, c.reference, c.language, c.state #>> '{customer,name}' as customer_name,
        r ->> 'remedyId' as remedy_id, r ->> 'option' as option, r ->> 'amount' as amount, r ->> 'currency' as currency,
        r ->> 'approvedAt' as approved_at
      from cases.cases c, jsonb_array_elements(c.state -> 'remedies') as r
      where r ->> 'delivery' = 'letter' and r ->> 'approvedAt' is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop view cases.published_letters;
    drop view cases.published_remedies;
    drop table cases.payouts;
    drop index cases.remedies_customer, cases.remedies_alone, cases.remedies_month, cases.remedies_proposed;
    alter table cases.remedies drop constraint remedies_approved_first, drop constraint remedies_state,
      drop column severity, drop column approval, drop column appeasement, drop column delivery,
      drop column estimated_cost, drop column actual_cost, drop column proposed_at, drop column confirmed_at,
      drop column payout_state, drop column customer_keys;
  `);
}
