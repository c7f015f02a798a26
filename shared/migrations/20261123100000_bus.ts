// The log that every event is written to (outbox and, on one machine, the bus itself), positions, parked events.
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create schema bus;
    create sequence bus.event_offset cache 1;
    create table bus.events (
      topic text not null,
      part int not null,
      off bigint not null,
      key text not null,
      event_id uuid not null,
      trace text not null,
      payload json not null,
      created_at timestamptz not null default now(),
      primary key (topic, part, off)
    );
    -- Called once a transaction, as its last statement: locks the touched partitions in order, then draws offsets, so
    -- that offset order is commit order.
    create function bus.publish(topics text[], parts int[], keys text[], ids uuid[], traces text[], payloads text[])
    returns void language plpgsql as $$
    begin
      perform pg_advisory_xact_lock(locks.topic_hash, locks.part) from (
        select distinct hashtext(u.topic) as topic_hash, u.part from unnest(topics, parts) as u(topic, part)
        order by 1, 2
      ) locks;
      insert into bus.events (topic, part, off, key, event_id, trace, payload)
      select u.topic, u.part, nextval('bus.event_offset'), u.key, u.id, u.trace, u.payload::json
      from unnest(topics, parts, keys, ids, traces, payloads) with ordinality
        as u(topic, part, key, id, trace, payload, n)
      order by u.n;
    end $$;

    -- How far a consumer group has come, moved in the transaction that its handler writes in. off: the log's own offset
    -- handled last, whatever carried the event. kafka_next: the Kafka offset to read next (null: not known yet; -1: Kafka
    -- does not have what comes next, or a replay was asked for: it is read from the log).
    create table bus.positions (
      grp text not null,
      topic text not null,
      part int not null,
      off bigint not null default 0,
      has_parked boolean not null default false,
      owner uuid,
      kafka_next bigint,
      primary key (grp, topic, part)
    ) with (fillfactor = 50);

    -- Events that failed and wait for another try, with the later ones of their keys behind them; dead_at: given up on.
    create table bus.parked (
      grp text not null,
      topic text not null,
      part int not null,
      off bigint not null,
      key text not null,
      event_id uuid not null,
      trace text not null,
      payload bytea not null,
      created_at timestamptz not null,
      tries int not null,
      due timestamptz not null,
      error text not null,
      dead_at timestamptz,
      primary key (grp, topic, part, off)
    );
    create index parked_waiting on bus.parked (grp, topic, key, off) where dead_at is null;
    create index parked_parts on bus.parked (grp, topic, part) where dead_at is null;
    create index parked_dead on bus.parked (dead_at, grp, topic, part, off) where dead_at is not null;

    -- Tries that may have ended the process, counted outside the handler's transaction. Unlogged: a crash of the server
    -- forgets them, which costs a few more tries and nothing else; a write does not wait for the disk.
    create unlogged table bus.attempts (
      grp text not null,
      topic text not null,
      part int not null,
      off bigint not null,
      batches int not null,
      alone int not null,
      primary key (grp, topic, part)
    ) with (fillfactor = 50);

    -- Where Kafka did not have what a group was to read next, which was then read from the log.
    create table bus.gaps (
      gap_id bigint generated always as identity primary key,
      grp text not null,
      topic text not null,
      part int not null,
      off bigint not null,
      reason text not null,
      found_at timestamptz not null
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop schema bus cascade');
}
