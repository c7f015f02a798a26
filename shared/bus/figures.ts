// The gauges of the bus, read when they are asked for.

import type { Query } from '../db.ts';
import type { Metrics } from '../metrics.ts';
import { type BusFigures, selectFigures } from './dead-letter-store.ts';

/** Lag, parked events and dead letters of each group and topic. */
export const readBusFigures = (query: Query): Promise<BusFigures[]> => selectFigures(query);

/** Brings the gauges up to date. */
export async function measureBus(query: Query, metrics: Metrics): Promise<void> {
  const figures = await readBusFigures(query);
  const { consumerLag, consumerParked, consumerDead } = metrics;
  for (const gauge of [consumerLag, consumerParked, consumerDead]) gauge.reset();
  for (const { group, topic, lag, parked, dead } of figures) {
    consumerLag.set({ group, topic }, lag);
    consumerParked.set({ group, topic }, parked);
    consumerDead.set({ group, topic }, dead);
  }
}
