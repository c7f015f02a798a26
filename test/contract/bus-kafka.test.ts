// The bus of a cluster against the contract, on a real Apache Kafka; and what only a broker can do to it.
import { Kafka, logLevel } from 'kafkajs';
import { describe, expect, test } from 'vitest';
import { readBusFigures } from '#shared/bus/figures.ts';
import { RELAY } from '#shared/bus/relay.ts';
import { BUS_PARTITIONS } from '#shared/bus.ts';
import { type KafkaBroker, startKafka } from '../harness/kafka.ts';
import { busContract, type GetRig } from './bus.ts';
import { eventually, GROUP, keysOf, madeOf, type Rig } from './bus-rig.ts';

let broker: KafkaBroker;

const client = () =>
  new Kafka({ brokers: broker.brokers, logLevel: logLevel.NOTHING, retry: { retries: 8 } });

async function withAdmin<T>(work: (admin: ReturnType<Kafka['admin']>) => Promise<T>): Promise<T> {
  const admin = client().admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

/** Waits until the relay has sent all that lies in the log. */
const forwarded = (rig: Rig, topic: string) =>
  eventually('the relay', async () => {
    const figures = await readBusFigures(rig.db.query);
    return figures.some((each) => each.group === RELAY && each.topic === topic && each.lag === 0);
  });

const messagesOn = (topic: string): Promise<number> =>
  withAdmin(async (admin) => {
    const offsets = await admin.fetchTopicOffsets(topic);
    return offsets.reduce((sum, { high }) => sum + Number(high), 0);
  });

const gapsOf = (rig: Rig, topic: string) =>
  rig.db.query<{ reason: string }>('select reason from bus.gaps where topic = $1', [topic]);

function brokerContract(getRig: GetRig): void {
  describe('with a broker', () => {
    test('what a relay sends again is dropped', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      const made = madeOf(keysOf(20), 10);
      const { stop } = await rig.start(topic);
      await rig.publish(topic, made.slice(0, 120));
      await rig.settled(topic, 120);
      await stop();
      await rig.db.query('update bus.positions set off = 0 where grp = $1 and topic = $2', [
        RELAY,
        topic.name,
      ]);
      await rig.start(topic);
      await rig.publish(topic, made.slice(120));
      await rig.settled(topic, made.length);
      await forwarded(rig, topic.name);
      await rig.expectExactlyOnce(topic, made);
      expect(await messagesOn(topic.name)).toBe(120 + 200);
      expect(await gapsOf(rig, topic.name)).toEqual([]);
    });

    test('events go through the broker, each partition to the same partition', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      const made = madeOf(keysOf(30), 4);
      await rig.start(topic);
      await rig.publish(topic, made);
      await rig.settled(topic, made.length);
      expect(await messagesOn(topic.name)).toBe(made.length);
      const log = await rig.db.query<{ part: number; events: number }>(
        'select part, count(*)::int as events from bus.events where topic = $1 group by part order by part',
        [topic.name],
      );
      const carried = await withAdmin((admin) => admin.fetchTopicOffsets(topic.name));
      const ends = carried
        .map(({ partition, high }) => ({ part: partition, events: Number(high) }))
        .filter(({ events }) => events > 0)
        .sort((a, b) => a.part - b.part);
      expect(carried).toHaveLength(BUS_PARTITIONS);
      expect(ends).toEqual(log);
    });

    test('a broker that is killed and comes back under load', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      const made = madeOf(keysOf(30), 20);
      const { bus } = await rig.start(topic);
      await rig.publish(topic, made.slice(0, 200), 10);
      await broker.kill();
      await rig.publish(topic, made.slice(200, 400), 10);
      await expect(bus.check()).rejects.toThrow();
      await broker.restart();
      await rig.publish(topic, made.slice(400), 10);
      await rig.settled(topic, made.length);
      await rig.expectExactlyOnce(topic, made);
      await bus.check();
      expect(await gapsOf(rig, topic.name)).toEqual([]);
    });

    test('a broker that is away at the start: publishing goes on, and all is handled once it is there', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      const made = madeOf(keysOf(10), 10);
      await broker.halt();
      const { bus } = await rig.start(topic);
      await rig.publish(topic, made);
      await expect(bus.check()).rejects.toThrow();
      expect(await rig.effects(topic)).toEqual([]);
      await broker.restart();
      await rig.settled(topic, made.length);
      await rig.expectExactlyOnce(topic, made);
      await bus.check();
    });

    test('a topic that was deleted and made anew loses nothing: the group reads on from the log, and the gap is on record', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      const made = madeOf(keysOf(25), 16);
      const first = await rig.start(topic);
      await rig.publish(topic, made.slice(0, 100));
      await rig.settled(topic, 100);
      await first.stop();
      // The relay alone sends the next ones; then Kafka forgets them.
      const relay = await rig.startRelay();
      await rig.publish(topic, made.slice(100, 200));
      await forwarded(rig, topic.name);
      await relay.stop();
      await withAdmin((admin) => admin.deleteTopics({ topics: [topic.name] }));
      await eventually('the topic to be gone', () =>
        withAdmin(async (admin) => !(await admin.listTopics()).includes(topic.name)),
      );
      await rig.start(topic);
      await rig.publish(topic, made.slice(200, 300));
      await rig.settled(topic, 300);
      await rig.expectExactlyOnce(topic, made.slice(0, 300));
      const gaps = await gapsOf(rig, topic.name);
      expect(gaps.length).toBeGreaterThan(0);
      // Afterwards Kafka carries again.
      await eventually('the end of catching up', async () => {
        const [row] = await rig.db.query<{ open: number }>(
          'select count(*)::int as open from bus.positions where grp = $1 and topic = $2 and kafka_next = -1',
          [GROUP, topic.name],
        );
        return row?.open === 0;
      });
      await rig.publish(topic, made.slice(300));
      await rig.settled(topic, made.length);
      await rig.expectExactlyOnce(topic, made);
      expect(await gapsOf(rig, topic.name)).toEqual(gaps);
    });

    test('messages that Kafka dropped unread are read from the log', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      const made = madeOf(keysOf(25), 12);
      const first = await rig.start(topic);
      await rig.publish(topic, made.slice(0, 100));
      await rig.settled(topic, 100);
      await first.stop();
      const relay = await rig.startRelay();
      await rig.publish(topic, made.slice(100, 200));
      await forwarded(rig, topic.name);
      await relay.stop();
      await withAdmin(async (admin) => {
        const partitions = await admin.fetchTopicOffsets(topic.name);
        await admin.deleteTopicRecords({
          topic: topic.name,
          partitions: partitions.map(({ partition, high }) => ({ partition, offset: high })),
        });
      });
      // Nothing new is published: what was lost is found without a new message.
      await rig.start(topic);
      await rig.settled(topic, 200);
      await rig.publish(topic, made.slice(200));
      await rig.settled(topic, made.length);
      await rig.expectExactlyOnce(topic, made);
      expect((await gapsOf(rig, topic.name)).length).toBeGreaterThan(0);
    });

    test('a topic with another number of partitions is refused, loudly, and others go on', async () => {
      const rig = getRig();
      const wrong = rig.newTopic();
      const right = rig.newTopic();
      await withAdmin((admin) =>
        admin.createTopics({
          waitForLeaders: true,
          topics: [{ topic: wrong.name, numPartitions: 3 }],
        }),
      );
      const { bus } = await rig.start(wrong);
      await rig.publish(wrong, [{ key: 'a', n: 0 }]);
      await eventually('the check to fail', () =>
        bus.check().then(
          () => false as const,
          (error: Error) => error.message.includes('3 partitions instead of 8'),
        ),
      );
      await rig.start(right);
      await rig.publish(right, [{ key: 'a', n: 0 }]);
      await rig.settled(right, 1);
      expect(await rig.effects(wrong)).toEqual([]);
      // For the tests that follow: one database, one relay.
      await rig.db.query('delete from bus.events where topic = $1', [wrong.name]);
    });

    test('a zombie whose transaction was left open is fenced by the position', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      const made = madeOf(keysOf(20), 10);
      const zombie = await rig.spawn(topic, {
        idleMs: 60_000,
        signal: { name: 'SIGSTOP', point: 'claimed', group: GROUP, hit: 2 },
      });
      await rig.publish(topic, made);
      await zombie.said('reached claimed');
      await rig.spawn(topic);
      await rig.settled(topic, made.length);
      zombie.child.kill('SIGCONT');
      await zombie.said('FencedError');
      await rig.expectExactlyOnce(topic, made);
    });

    test('a relay that stood still and sends after another has gone on changes nothing', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      const made = madeOf(keysOf(20), 10);
      const zombie = await rig.spawn(topic, {
        signal: { name: 'SIGSTOP', point: 'claimed', group: RELAY, hit: 1 },
      });
      await rig.publish(topic, made.slice(0, 100));
      await zombie.said('reached claimed');
      await rig.spawn(topic);
      await rig.settled(topic, 100);
      zombie.child.kill('SIGCONT');
      await zombie.said('forwarding was interrupted');
      await rig.publish(topic, made.slice(100));
      await rig.settled(topic, made.length);
      await rig.expectExactlyOnce(topic, made);
      // A send that took long may have been repeated besides.
      expect(await messagesOn(topic.name)).toBeGreaterThanOrEqual(made.length + 100);
      expect(await gapsOf(rig, topic.name)).toEqual([]);
    });

    test('a message that no relay has written is a dead letter with its bytes', async () => {
      const rig = getRig();
      const topic = rig.newTopic();
      await rig.start(topic);
      await rig.publish(topic, [{ key: 'a', n: 0 }]);
      await rig.settled(topic, 1);
      const producer = client().producer();
      await producer.connect();
      const forged = { off: '1', previous: '0', id: 'no uuid', trace: '', at: 'yesterday' };
      await producer.send({
        topic: topic.name,
        messages: [
          { partition: 0, key: 'a', value: 'hello {' },
          { partition: 0, key: 'a', value: '{"key":"a","n":7}', headers: forged },
        ],
      });
      await producer.disconnect();
      const dead = await eventually('two dead letters', async () => {
        const parked = await rig.parked(topic);
        return parked.length === 2 && parked;
      });
      expect(dead.map(({ payload }) => payload).sort()).toEqual(['hello {', '{"key":"a","n":7}']);
      expect(await rig.notices(topic)).toHaveLength(2);
      await rig.publish(topic, madeOf(keysOf(20), 2));
      await rig.settled(topic, 41);
    });
  });
}

busContract(
  'the bus on Apache Kafka',
  async () => {
    broker = await startKafka();
    return { kind: 'kafka', brokers: broker.brokers, close: () => broker.stop() };
  },
  brokerContract,
);
