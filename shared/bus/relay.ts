// Forwards the log to Kafka, in order, each event with its place in the log. The Kafka client is not known here.
import { randomUUID } from 'node:crypto';
import { createLoop, type Service } from '../lifecycle.ts';
import { type BusOptions, errorFacts, FencedError, limitIdle, pause } from './delivery.ts';
import { type CarriedMessage, takeWhatFits, toMessage } from './kafka/messages.ts';
import { flushCommits } from './kafka/store.ts';
import { createOutage, type Outage } from './outage.ts';
import type { SideConnection } from './side.ts';
import {
  type Claim,
  claimEvents,
  ensurePositions,
  listTopicsWithNews,
  type Move,
  movePositions,
} from './store.ts';

/** The relay's consumer group. */
export const RELAY = 'relay';

const EVENTS_MAX = 500;
const POLL_MS = 250;
const LINGER_MS = 5;
const RECONNECT_MS = 1_000;
const BACKOFF_MAX_MS = 5_000;

/** What the relay needs of Kafka. */
export type RelayTarget = {
  /** Makes sure that the topic is there, with all its partitions. */
  prepare(topic: string): Promise<void>;
  /** Sends; returns when all replicas have the messages. When it throws, they may be there or not. */
  send(topic: string, messages: CarriedMessage[]): Promise<void>;
  /** Throws when Kafka as a whole is away. */
  reach(): Promise<void>;
};

/** One topic on its way: one that fails waits for itself, not for the others. */
type Lane = { prepared: boolean; backoffMs: number; notBefore: number; outage: Outage };

/** The messages of a claim and the moves that sending them allows. */
export function messagesOf(claim: Claim): { messages: CarriedMessage[]; moves: Move[] } {
  const last = new Map(claim.positions.map(({ part, off }) => [part, off]));
  const messages = takeWhatFits(claim.events).map((event) => {
    const message = toMessage(event, last.get(event.part) ?? 0);
    last.set(event.part, event.off);
    return message;
  });
  const moves = claim.positions
    .map(({ part, off }) => ({ part, from: off, to: last.get(part) ?? off, hasParked: false }))
    .filter((move) => move.to > move.from);
  return { messages, moves };
}

/** Makes the relay of all topics. Any number of processes may run it; each partition is forwarded by one at a time. */
export function createRelay(
  options: BusOptions,
  target: RelayTarget,
  side: SideConnection,
): Service & { wake(): void } {
  const { db, log: rootLog, at } = options;
  const log = rootLog.child({ part: 'bus relay' });
  const owner = randomUUID();

  // The partitions stay locked while they are sent, so that no second relay sends them too. Its commit may be lost in a
  // crash: then it sends again, and consumers drop the repeats.
  const forward = (topic: string): Promise<number> =>
    db.transaction(
      async (tx) => {
        const reader = { group: RELAY, topic };
        await limitIdle(options, tx);
        const claim = await claimEvents(tx.query, reader, EVENTS_MAX, 'all');
        if (claim.events.length === 0) return 0;
        await at?.('claimed', RELAY);
        await flushCommits(side.query);
        const { messages, moves } = messagesOf(claim);
        await target.send(topic, messages);
        await at?.('sent', RELAY);
        if (!(await movePositions(tx.query, reader, owner, moves)))
          throw new FencedError('the position was moved by another relay');
        await at?.('moved', RELAY);
        return messages.length;
      },
      { asyncCommit: true },
    );
  const lanes = new Map<string, Lane>();
  const laneOf = (topic: string): Lane => {
    const outage = createOutage(log.child({ topic }), 'forwarding goes on');
    const lane = lanes.get(topic) ?? { prepared: false, backoffMs: 0, notBefore: 0, outage };
    lanes.set(topic, lane);
    return lane;
  };
  const tryForward = async (topic: string, lane: Lane): Promise<number> => {
    if (!lane.prepared) {
      await target.prepare(topic);
      await ensurePositions(db.query, { group: RELAY, topic });
      lane.prepared = true;
    }
    const size = await forward(topic);
    if (size > 0) await at?.('committed', RELAY);
    lane.backoffMs = 0;
    lane.outage.over();
    return size;
  };
  const turn = async (signal: AbortSignal): Promise<boolean> => {
    let most = 0;
    for (const topic of await listTopicsWithNews(db.query, RELAY)) {
      const lane = laneOf(topic);
      if (signal.aborted) break;
      if (performance.now() < lane.notBefore) continue;
      try {
        most = Math.max(most, await tryForward(topic, lane));
      } catch (error) {
        // The topic may have been deleted: it is made again.
        lane.prepared = false;
        lane.backoffMs = Math.min(BACKOFF_MAX_MS, Math.max(POLL_MS, lane.backoffMs * 2));
        lane.notBefore = performance.now() + lane.backoffMs;
        const facts = { ...errorFacts(error), backoffMs: lane.backoffMs };
        lane.outage.failed(facts, 'forwarding was interrupted: events wait in the log');
        await target.reach();
      }
    }
    if (most > 0 && most < EVENTS_MAX) await pause(LINGER_MS, signal);
    return most > 0;
  };
  const away = createOutage(log, 'Kafka and the database can be reached again');
  return createLoop({
    name: 'bus relay',
    log,
    idleMs: POLL_MS,
    turn: async (signal) => {
      try {
        const more = await turn(signal);
        away.over();
        return more;
      } catch (error) {
        away.failed(errorFacts(error), 'Kafka or the database cannot be reached');
        await pause(RECONNECT_MS, signal);
        return false;
      }
    },
  });
}
