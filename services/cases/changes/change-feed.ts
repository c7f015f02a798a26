// Live changes: one reader of the log in each process, and everybody who listens to it. Cases changed by other processes are seen
// too, for all of them write into one log. The wire is in change-frames.ts, HTTP in change-routes.ts.
import { type LogPlace, newestPlace, readAfter } from '#shared/bus/follow.ts';
import type { Clock } from '#shared/clock.ts';
import type { Db, Query } from '#shared/db.ts';
import { type CaseChanged, caseChangedTopic } from '#shared/events/case.ts';
import { createLoop, type Service } from '#shared/lifecycle.ts';
import type { Log } from '#shared/log.ts';
import { createAudience, holding, type Listener, type Text } from './audience.ts';
import {
  beat,
  type Change,
  changesFrame,
  frame,
  parsePlace,
  type StampedPlace,
} from './change-frames.ts';
import { changedCases } from './change-store.ts';

export type ChangeFeed = {
  /**
   * Tells a listener of all changes from now on, or from the place that they name on. Gives what ends it.
   * @throws RequestError 503 when there is no room for more, 429 when one person has too many.
   */
  listen(listener: Listener, lastEventId?: string): Promise<() => void>;
  parts: Service[];
  /** Ends all of them and takes no more: they come again to another process, or when this one is back. */
  drain(): void;
};

export type FeedLimits = {
  /** Listeners in one process. */
  listenersMax: number;
  /** The log is looked at so often while somebody listens, in ms; sooner for what this process changed itself. */
  pollMs?: number;
  beatMs?: number;
};

/** More than that at once are not named one by one. */
const EVENTS_MAX = 500;
/** Older places may have been pruned (the log keeps 72 h). */
const RESUME_HOURS = 24;
const topic = caseChangedTopic.name;

/** What cases went through since the last time, beside how they are now. */
async function changesOf(query: Query, events: CaseChanged[]): Promise<Change[]> {
  const byCase = Map.groupBy(events, ({ caseId }) => caseId);
  const found = await changedCases(query, [...byCase.keys()]);
  return found.map(({ caseId, owners, notified, ...shown }) => {
    const passed = byCase.get(caseId) ?? [];
    const changes = [...new Set(passed.map(({ change }) => change))];
    return {
      told: { ...shown, changes, actor: passed.at(-1)?.actor ?? 'system' },
      owners,
      notified,
    };
  });
}

type News = { text: Text; place: LogPlace };

/** What there is to tell after a place: nothing, the cases, or that there were too many. */
async function newsAfter(query: Query, from: LogPlace, now: () => Date): Promise<News> {
  const { events, place } = await readAfter<CaseChanged>(query, topic, from, EVENTS_MAX);
  if (events.length === 0) return { text: () => '', place };
  if (events.length === EVENTS_MAX) {
    const newest = await newestPlace(query, topic);
    const many = frame('many', { at: now(), place: newest });
    return { text: () => many, place: newest };
  }
  return { text: changesFrame({ at: now(), place }, await changesOf(query, events)), place };
}

/** Where the log is read on from; undefined while nobody listens. */
type Reading = { place: LogPlace | undefined };

function readerPart(
  { db, log, clock }: { db: Db; log: Log; clock: Clock },
  reading: Reading,
  { pollMs, tellAll }: { pollMs: number; tellAll(text: Text): void },
): Service[] {
  const reader = createLoop({
    name: 'cases changes',
    log,
    idleMs: pollMs,
    turn: async () => {
      const from = reading.place;
      if (!from) return false;
      const news = await newsAfter(db.query, from, () => clock.now());
      // They all left meanwhile, and others may have come since: those begin where they came.
      if (reading.place !== from) return reading.place !== undefined;
      reading.place = news.place;
      tellAll(news.text);
      return false;
    },
  });
  let forget: () => void = () => {};
  const waking: Service = {
    name: 'cases change wake-up',
    start: async () => {
      forget = db.onPublished((topics) => {
        if (reading.place && topics.has(topic)) reader.wake();
      });
    },
    stop: async () => forget(),
  };
  return [reader, waking];
}

/** Makes the feed. Nothing runs before its parts are started, nothing is read while nobody listens. */
export function createChangeFeed(
  deps: { db: Db; clock: Clock; log: Log },
  { listenersMax, pollMs = 500, beatMs = 15_000 }: FeedLimits,
): ChangeFeed {
  const { db, clock, log } = deps;
  const reading: Reading = { place: undefined };
  const audience = createAudience(listenersMax, () => {
    reading.place = undefined;
  });
  const stamped = (place: LogPlace): StampedPlace => ({ at: clock.now(), place });
  const checker = createLoop({
    name: 'cases change listeners',
    log,
    idleMs: beatMs,
    turn: async () => {
      const { place } = reading;
      if (!place) return false;
      await audience.check(db.query, clock.now(), frame('ended', stamped(place)));
      if (!reading.place) return false;
      const here = beat(stamped(reading.place));
      audience.tellAll(() => here);
      return false;
    },
  });
  /** What came since a place that a listener knows; undefined when it is too old to say. */
  const since = async (lastEventId: string | undefined): Promise<Text | undefined> => {
    const last = lastEventId === undefined ? undefined : parsePlace(lastEventId);
    if (!last || clock.now().getTime() - last.at.getTime() > RESUME_HOURS * 3_600_000) return;
    return (await newsAfter(db.query, last.place, () => clock.now())).text;
  };
  return {
    parts: [...readerPart(deps, reading, { pollMs, tellAll: audience.tellAll }), checker],
    listen: async (listener, lastEventId) => {
      // What comes while it catches up waits; that some comes twice harms nobody.
      const held = holding(listener);
      audience.admit(held);
      try {
        const here = reading.place ?? (await newestPlace(db.query, topic));
        reading.place ??= here;
        const missed = await since(lastEventId);
        const ready = frame('ready', stamped(here), { resumed: missed !== undefined });
        listener.write(`retry: 3000\n${ready}${missed?.(listener.staffId) ?? ''}`);
        for (const text of held.release()) audience.tell(held, text);
      } catch (error) {
        audience.leave(held);
        throw error;
      }
      return () => audience.leave(held);
    },
    drain: audience.drain,
  };
}
