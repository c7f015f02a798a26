// Looks after a group's partitions on Kafka while nothing arrives: what was caught up, stalled or stepped back.
import { type Delivery, errorFacts } from '../delivery.ts';
import { RELAY } from '../relay.ts';
import type { Position } from '../store.ts';
import {
  beginCatchUp,
  CATCHING_UP,
  endCatchUp,
  type KafkaPosition,
  readKafkaPositions,
} from './store.ts';

const EVERY_MS = 5_000;

/** Where Kafka's partition begins and where it ends. */
export type Extent = { oldest: number; end: number };

/** What the minder needs of the client. */
export type Minded = {
  extents(): Promise<Map<number, Extent>>;
  /** The offsets that this process is going to fetch next, by partition it was given. */
  fetching(): Map<number, number>;
  seek(part: number, offset: number): void;
  /** Tells Kafka's own tools how far the group is. */
  hint(next: Map<number, number>): Promise<void>;
};

/**
 * Partitions that Kafka has nothing more of although the relay has sent more than the group has handled: Kafka lost it.
 */
export function findStalled(
  positions: KafkaPosition[],
  relayed: Pick<Position, 'part' | 'off'>[],
  extents: Map<number, Extent>,
): KafkaPosition[] {
  const sent = new Map(relayed.map(({ part, off }) => [part, off]));
  return positions.filter(({ part, off, next }) => {
    const extent = extents.get(part);
    if (!extent || next === CATCHING_UP) return false;
    return Math.max(next ?? 0, extent.oldest) >= extent.end && (sent.get(part) ?? 0) > off;
  });
}

/** Makes the look-around of one consumer; it is called while there is nothing else to do. */
export function createMinder<E>(delivery: Delivery<E>, minded: Minded): () => Promise<void> {
  const { reader, options, log } = delivery;
  const { query } = options.db;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let suspected = new Map<number, number>();

  const mindStalled = async (positions: KafkaPosition[]): Promise<void> => {
    const relayed = await readKafkaPositions(query, { group: RELAY, topic: reader.topic });
    const extents = await minded.extents();
    const stalled = findStalled(positions, relayed, extents);
    for (const { part, off } of stalled.filter((each) => suspected.get(each.part) === each.off)) {
      const gap = { part, off, reason: 'Kafka no longer has what the relay has sent' };
      if (await beginCatchUp(query, reader, gap, options.clock.now()))
        log.error({ partition: part, off }, 'Kafka lost events: reading on from the log');
    }
    suspected = new Map(stalled.map(({ part, off }) => [part, off]));
  };
  const mindSteps = async (positions: KafkaPosition[]): Promise<void> => {
    const fetching = minded.fetching();
    const hints = new Map<number, number>();
    for (const { part, next } of positions) {
      const at = fetching.get(part);
      if (at === undefined || next === null || next === CATCHING_UP) continue;
      // A commit that was not awaited can be lost in a crash of PostgreSQL: the position then steps back.
      if (next < at) minded.seek(part, next);
      else hints.set(part, next);
    }
    if (hints.size > 0) await minded.hint(hints);
  };
  return async () => {
    const due = performance.now() - lookedAt >= EVERY_MS;
    try {
      const positions = await readKafkaPositions(query, reader);
      if (positions.some((position) => position.next === CATCHING_UP)) {
        const extents = await minded.extents();
        await endCatchUp(
          query,
          reader,
          new Map([...extents].map(([part, { end }]) => [part, end])),
        );
      }
      if (!due) return;
      lookedAt = performance.now();
      await mindStalled(positions);
      await mindSteps(positions);
    } catch (error) {
      log.debug(errorFacts(error), 'looking after the partitions was interrupted');
    }
  };
}
