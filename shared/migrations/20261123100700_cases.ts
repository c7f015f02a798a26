// Cases: timelines and the rows they replay to, deadlines, tasks, remedies, what became of each received item.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create schema cases;

    -- The newest state of a case: replaying its timeline gives the same (redress verify).
    create table cases.cases (
      case_id uuid primary key,
      reference text not null unique,
      version int not null,
      chain text not null,
      status text not null check (status in ('new', 'assigned', 'investigating', 'waiting', 'resolved', 'closed', 'merged')),
      kind text not null,
      category text not null,
      severity text not null,
      channel text not null,
      language text not null,
      epoch int not null check (epoch >= 1),
      escalation_level int not null check (escalation_level between 0 and 3),
      assignee text,
      subject text not null,
      contact_email text,
      opened_at timestamptz not null,
      acknowledged_at timestamptz,
      resolve_by timestamptz not null,
      resolved_at timestamptz,
      closed_at timestamptz,
      updated_at timestamptz not null,
      trace text not null,
      state jsonb not null
    );
    create index cases_opened on cases.cases (opened_at desc, case_id desc);
    create index cases_status_opened on cases.cases (status, opened_at desc, case_id desc);
    create index cases_severity_opened on cases.cases (severity, opened_at desc, case_id desc);
    create index cases_channel_opened on cases.cases (channel, opened_at desc, case_id desc);
    create index cases_level_opened on cases.cases (escalation_level, opened_at desc, case_id desc);
    create index cases_assignee_opened on cases.cases (assignee, opened_at desc, case_id desc) where assignee is not null;

    -- The record (R70). Erasing personal data empties data and salt; digest and chain stay, so the chain stays whole.
    create table cases.case_timeline (
      case_id uuid not null references cases.cases deferrable initially deferred,
      version int not null check (version >= 1),
      type text not null,
      at timestamptz not null,
      actor text not null,
      policy_version text not null,
      data jsonb,
      salt text,
      digest text not null,
      chain text not null,
      primary key (case_id, version)
    );
    -- Written once: only an erasure may empty data and salt, and nothing else may ever change.
    create function cases.timeline_is_append_only() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' and new.data is null and new.salt is null
        and (new.case_id, new.version, new.type, new.at, new.actor, new.policy_version, new.digest, new.chain)
          is not distinct from (old.case_id, old.version, old.type, old.at, old.actor, old.policy_version, old.digest, old.chain)
      then return new; end if;
      raise exception 'a timeline entry is never changed';
    end $$;
    create trigger case_timeline_append_only before update or delete on cases.case_timeline
      for each row execute function cases.timeline_is_append_only();

    -- References that lead to a case: its own and those of the items that joined it.
    create table cases.case_references (
      reference text primary key,
      case_id uuid not null references cases.cases deferrable initially deferred
    );
    create index case_references_case on cases.case_references (case_id);

    -- What became of each received item: the ledger's second half.
    create table cases.intake_outcomes (
      item_id uuid primary key,
      outcome text not null check (outcome in ('case', 'joined', 'suppressed', 'quarantined')),
      case_id uuid,
      case_reference text,
      reason text,
      owner text,
      decided_at timestamptz not null,
      check ((outcome in ('case', 'joined')) = (case_id is not null and case_reference is not null) or outcome = 'suppressed'),
      check (outcome in ('case', 'joined') or reason is not null),
      check (outcome <> 'quarantined' or owner is not null)
    );
    create index intake_outcomes_case on cases.intake_outcomes (case_id) where case_id is not null;

    -- Thread keys of items of cases: the customer's own Message-IDs and conversations.
    create table cases.thread_keys (
      thread_key text not null,
      case_id uuid not null references cases.cases deferrable initially deferred,
      item_id uuid not null,
      primary key (thread_key, case_id)
    );

    -- Messages that cases asked for; the id stands signed in their Message-ID.
    create table cases.messages (
      message_id uuid primary key,
      case_id uuid not null references cases.cases deferrable initially deferred,
      message_key text not null,
      purpose text not null,
      via text not null,
      party text not null,
      requested_at timestamptz not null,
      unique (case_id, message_key)
    );

    -- What is open, and what fired, so that it does so once. One that a case no longer has leaves no row.
    create table cases.deadlines (
      case_id uuid not null references cases.cases deferrable initially deferred,
      kind text not null,
      level int not null,
      epoch int not null,
      due_at timestamptz not null,
      -- When it may be claimed: due_at, or later after a failed try.
      claim_at timestamptz not null,
      state text not null check (state in ('open', 'fired')),
      fired_at timestamptz,
      primary key (case_id, kind, level, epoch)
    );
    create index deadlines_open on cases.deadlines (claim_at) where state = 'open';
    -- For the figures. Of few values and many repeats, it is small.
    create index deadlines_open_kind on cases.deadlines (kind) where state = 'open';

    create table cases.tasks (
      task_id uuid primary key,
      case_id uuid references cases.cases deferrable initially deferred,
      item_id uuid,
      task_key text not null,
      kind text not null,
      title text not null,
      owner_staff text,
      owner_role text,
      owner_platform text,
      due_at timestamptz not null,
      state text not null check (state in ('open', 'done', 'cancelled')),
      created_at timestamptz not null,
      closed_at timestamptz,
      closed_by text,
      note text,
      -- No task without an owner.
      check (owner_staff is not null or owner_role is not null)
    );
    create index tasks_state_due on cases.tasks (state, due_at, task_id);
    create index tasks_case on cases.tasks (case_id) where case_id is not null;
    create index tasks_owner_open on cases.tasks (owner_staff) where state = 'open';

    create table cases.remedies (
      case_id uuid not null references cases.cases deferrable initially deferred,
      remedy_id text not null,
      proposal_version int not null,
      state text not null,
      option text not null,
      amount numeric(12, 2),
      currency text,
      four_eyes boolean not null,
      proposed_by text not null,
      approved_by text,
      approved_at timestamptz,
      delivered_at timestamptz,
      primary key (case_id, remedy_id),
      -- R37: from Moderate up nobody approves what they proposed themselves.
      constraint remedies_four_eyes check (not four_eyes or approved_by is null or approved_by <> proposed_by)
    );
    create index remedies_approved on cases.remedies (approved_by, approved_at) where approved_by is not null;

    -- Idempotency-Key of commands: the first answer is given again (draft-ietf-httpapi-idempotency-key-header).
    create table cases.command_keys (
      staff_id text not null,
      key text not null,
      request_digest text not null,
      status int not null,
      -- json, not jsonb: the first answer is given again byte for byte.
      response json not null,
      created_at timestamptz not null,
      primary key (staff_id, key)
    );
    create index command_keys_created on cases.command_keys (created_at);

    create view cases.published_outcomes as
      select o.item_id, o.outcome, o.case_id, o.case_reference, o.reason, o.owner, o.decided_at
      from cases.intake_outcomes o;

    create view cases.published_status as
      select c.case_id, c.reference, c.status, c.kind, c.subject, c.channel, c.language, c.opened_at, c.acknowledged_at,
        c.resolve_by, c.epoch, c.contact_email, c.resolved_at, c.closed_at,
        case when c.status in ('resolved', 'closed') then c.state -> 'resolution' ->> 'summary' end as outcome_summary,
        coalesce(c.state -> 'updates', '[]'::jsonb) as updates
      from cases.cases c;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop schema cases cascade');
}
