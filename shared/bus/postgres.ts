// The bus of one machine, or of any number of processes on one PostgreSQL: consumers read the log table itself.
import type { Bus, Consumer } from '../bus.ts';
import type { Service } from '../lifecycle.ts';
import { createOwner } from './batch.ts';
import { type BusOptions, createDelivery } from './delivery.ts';
import { measureBus } from './figures.ts';
import { createLogLoop } from './log-loop.ts';
import { onceEach } from './once.ts';
import { createPruning, KEEP_HOURS } from './pruning.ts';
import { createRetryLoop } from './retry.ts';
import { createSideConnection } from './side.ts';
import { createWakeUp } from './wake-up.ts';

/** Makes the bus. Its parts carry news between processes and prune the log; consumers work without them, more slowly. */
export function createPostgresBus(options: BusOptions): Bus {
  const { db, clock, log, metrics, keepHours = KEEP_HOURS } = options;
  const wakeUp = createWakeUp(db, log);
  const side = createSideConnection(db);
  const consumer = <E>(wanted: Consumer<E>): Service => {
    const delivery = createDelivery(wanted, options);
    const loop = createLogLoop(delivery, { owner: createOwner(side), scope: 'all' });
    const retries = createRetryLoop(delivery);
    let forget: () => void = () => {};
    return onceEach({
      name: loop.name,
      start: async () => {
        side.enter();
        forget = wakeUp.on(wanted.topic.name, loop.wake);
        await loop.start();
        await retries.start();
      },
      stop: async () => {
        forget();
        await Promise.all([loop.stop(), retries.stop()]);
        await side.leave();
      },
    });
  };
  return {
    kind: 'postgres',
    consumer,
    parts: [wakeUp.service, createPruning({ query: db.query, clock, log, keepHours })],
    measure: () => measureBus(db.query, metrics),
    check: async () => {
      await db.query('select 1');
    },
  };
}
