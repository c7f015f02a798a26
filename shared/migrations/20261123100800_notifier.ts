// Outgoing messages: what is wanted, who is sending it (a lease), what became of it. Caught mail when there is no SMTP.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create schema notifier;
    create table notifier.messages (
      message_id uuid primary key,
      case_id uuid,
      reference text,
      purpose text not null,
      via text not null check (via in ('email', 'direct_message')),
      party text not null check (party in ('customer', 'staff')),
      -- Lower case; null for direct messages and where none was given.
      address text,
      domain text,
      -- Tells mails about the same matter apart from others to the same address (caps).
      subject_key text,
      -- An automatic mail to a customer: the caps count it.
      counted boolean not null,
      -- The one acknowledgement of its case (R10).
      acknowledges boolean not null,
      locale text not null,
      -- No template in the recipient's language: the first of the policy was taken.
      locale_fallback boolean not null,
      state text not null check (state in
        ('queued', 'sending', 'sent', 'delayed', 'failed', 'suppressed', 'in_doubt', 'bounced')),
      reason text,
      -- Derived and stored before anything is sent (ADR 0003).
      rfc_message_id text,
      request json not null,
      trace text not null,
      attempts int not null default 0,
      -- How often nobody could tell whether it went out.
      doubts int not null default 0,
      -- Set just before the data goes, for what is never repeated by itself.
      attempting boolean not null default false,
      delay_reported boolean not null default false,
      -- Whose work it is while in state sending.
      lease_id uuid,
      -- When the sweeper looks at it: the end of the lease, or the next try. Null when nothing is left to do.
      wake_at timestamptz,
      -- When it was to go out: what the caps count by.
      planned_at timestamptz not null,
      due_at timestamptz,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      sent_at timestamptz
    );
    create unique index messages_one_acknowledgement on notifier.messages (case_id) where acknowledges;
    create index messages_case on notifier.messages (case_id) where case_id is not null;
    create index messages_wake on notifier.messages (wake_at) where wake_at is not null;
    create index messages_address on notifier.messages (address, planned_at) where counted;
    create index messages_state on notifier.messages (state, purpose);
    -- For whoever looks a message up: the newest, or those of a reference.
    create index messages_created on notifier.messages (created_at);
    create index messages_reference on notifier.messages (reference) where reference is not null;

    -- Automatic mails to customers by domain, in steps of five minutes: a large domain is not counted row by row.
    create table notifier.domain_mails (
      domain text not null,
      step_at timestamptz not null,
      mails int not null,
      last_planned_at timestamptz not null,
      primary key (domain, step_at)
    );

    create table notifier.caught_mail (
      message_id uuid primary key references notifier.messages on delete cascade,
      sender text not null,
      recipient text not null,
      subject text not null,
      text_part text not null,
      raw bytea not null,
      caught_at timestamptz not null
    );
    create index caught_mail_at on notifier.caught_mail (caught_at);

    create view notifier.published_messages as
      select m.message_id, m.case_id, m.purpose, m.via, m.state, m.reason, m.rfc_message_id, m.attempts, m.updated_at
      from notifier.messages m;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop schema notifier cascade');
}
