// A process that consumes, for the tests that kill one: started by bus-rig.ts with its orders as JSON in the first argument.
import { setTimeout as delay } from 'node:timers/promises';
import { createKafkaBus } from '#shared/bus/kafka/kafka.ts';
import { createPostgresBus } from '#shared/bus/postgres.ts';
import { systemClock } from '#shared/clock.ts';
import { openDb } from '#shared/db.ts';
import { startAll, stopAll } from '#shared/lifecycle.ts';
import { createLog } from '#shared/log.ts';
import { createMetrics } from '#shared/metrics.ts';
import { type Orders, topicNamed, writeEffects } from './bus-effects.ts';

const orders = JSON.parse(process.argv[2] ?? '{}') as Orders;
const say = (word: string) => process.stdout.write(`${word}\n`);
const log = createLog('warn');
const db = openDb(orders.url, log);

let hits = 0;
const at = (point: string, group: string): void => {
  const { signal } = orders;
  if (!signal || signal.point !== point || signal.group !== group) return;
  hits++;
  if (hits !== signal.hit) return;
  say(`reached ${point}`);
  process.kill(process.pid, signal.name);
};

const options = {
  db,
  clock: systemClock,
  log,
  metrics: createMetrics(),
  retry: orders.retry,
  idleInTransactionMs: orders.idleMs,
  at,
};
const bus =
  orders.brokers.length > 0
    ? createKafkaBus({ ...options, brokers: orders.brokers, sessionTimeoutMs: 2_000 })
    : createPostgresBus(options);
const consumer = bus.consumer({
  group: orders.group,
  topic: topicNamed(orders.topic),
  batchMax: orders.batchMax,
  handle: async (batch, tx) => {
    await writeEffects(tx, orders.group, batch);
    for (const { payload } of batch) {
      if (payload.act === 'kill') process.kill(process.pid, 'SIGKILL');
      if (payload.act === 'fail') throw new Error('cannot be handled');
    }
    if (orders.handleMs > 0) await delay(orders.handleMs);
  },
});
const parts = [...bus.parts, consumer];
process.once('SIGTERM', () => {
  stopAll(parts, log)
    .then(() => db.close())
    .then(() => process.exit(0));
});
await startAll(parts, log);
say('ready');
