// A closed Kafka: it asks for TLS and a password by SCRAM. Events flow with both, and not without.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KafkaSecurity } from '#shared/bus/kafka/security.ts';
import { Secret } from '#shared/secret.ts';
import { type KafkaBroker, startKafka } from '../harness/kafka.ts';
import type { ClosedBroker } from '../harness/kafka-security.ts';
import { createRig, keysOf, madeOf, type Rig } from './bus-rig.ts';

let broker: KafkaBroker;
let closed: ClosedBroker;
let rig: Rig;

const rigWith = (security: KafkaSecurity | undefined) =>
  createRig({ kind: 'kafka', brokers: broker.brokers, security, close: async () => {} });

beforeAll(async () => {
  broker = await startKafka(undefined, { isClosed: true });
  if (!broker.closed) throw new Error('the broker is open');
  closed = broker.closed;
  rig = await rigWith(closed.client);
});
afterAll(async () => {
  await rig.close();
  await broker.stop();
});

test('over TLS and with the password events flow, each once and in order', async () => {
  const topic = rig.newTopic();
  const made = madeOf(keysOf(5), 20);
  const { bus, stop } = await rig.start(topic);
  try {
    await rig.publish(topic, made);
    await rig.settled(topic, made.length);
    await rig.expectExactlyOnce(topic, made);
    await expect(bus.check()).resolves.toBeUndefined();
  } finally {
    await stop();
  }
});

test.each<[string, () => KafkaSecurity | undefined]>([
  ['in the clear', () => undefined],
  ['to a broker that nobody vouches for', () => ({ ...closed.client, tls: 'system' })],
  ['without a password', () => ({ tls: closed.client.tls })],
  [
    'with a wrong password',
    () => ({
      ...closed.client,
      sasl: { ...closed.client.sasl, password: new Secret('a guess') },
    }),
  ],
])('%s nothing is sent, and the part is reported down', async (_, security) => {
  const refused = await rigWith(security());
  const { bus, stop } = await refused.start(refused.newTopic());
  try {
    await expect(bus.check()).rejects.toThrow(/./);
  } finally {
    await stop();
    await refused.close();
  }
});
