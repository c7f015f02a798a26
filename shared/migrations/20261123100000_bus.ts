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
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop schema bus cascade');
}
