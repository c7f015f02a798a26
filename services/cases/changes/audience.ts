// Who listens to live changes: how many may, who is let go because they do not keep up. What they are told is in change-feed.ts.
import type { Query } from '#shared/db.ts';
import { RequestError } from '#shared/errors.ts';

/** Somebody who listens. */
export type Listener = {
  staffId: string;
  /** False: what was not taken in yet is too much. */
  write(text: string): boolean;
  end(): void;
  /** Whether they may still listen. */
  isGood(query: Query, now: Date): Promise<boolean>;
};

/** What is told, by the id of whoever hears it; nothing where it is empty. */
export type Text = (staffId: string) => string;

const OF_ONE_MAX = 20;
const CHECKED_AT_ONCE = 20;

/** Makes an empty audience of at most `max`. `onEmpty` is called when the last one left. */
export function createAudience(max: number, onEmpty: () => void) {
  const listeners = new Set<Listener>();
  let drained = false;
  const leave = (listener: Listener): void => {
    if (listeners.delete(listener)) listener.end();
    if (listeners.size === 0) onEmpty();
  };
  // Whoever does not keep up is let go: they come again and go on where they were.
  const tell = (listener: Listener, text: string): void => {
    if (!listener.write(text)) leave(listener);
  };
  return {
    leave,
    tell,
    tellAll: (text: Text): void => {
      for (const listener of [...listeners]) {
        const told = text(listener.staffId);
        if (told) tell(listener, told);
      }
    },
    /** @throws RequestError 503 when there is no room for more, 429 when one person has too many. */
    admit: (listener: Listener): void => {
      const own = [...listeners].filter(({ staffId }) => staffId === listener.staffId).length;
      if (drained || listeners.size >= max)
        throw new RequestError(503, 'too_many_listeners', 'There is no room for more listeners.', {
          retryAfterSeconds: 5,
        });
      if (own >= OF_ONE_MAX)
        throw new RequestError(
          429,
          'too_many_listeners',
          `You listen ${own} times already: close pages that you do not need.`,
          { retryAfterSeconds: 30 },
        );
      listeners.add(listener);
    },
    /** Lets go whoever may not listen any more; they are told `farewell`. */
    check: async (query: Query, now: Date, farewell: string): Promise<void> => {
      const all = [...listeners];
      for (let at = 0; at < all.length; at += CHECKED_AT_ONCE)
        await Promise.all(
          all.slice(at, at + CHECKED_AT_ONCE).map(async (listener) => {
            if (await listener.isGood(query, now)) return;
            listener.write(farewell);
            leave(listener);
          }),
        );
    },
    /** Ends all of them and admits nobody any more. */
    drain: (): void => {
      drained = true;
      for (const listener of [...listeners]) leave(listener);
    },
  };
}

/** A listener that is told nothing before `release`: what comes meanwhile waits. */
export function holding(listener: Listener): Listener & { release(): string[] } {
  let held: string[] | undefined = [];
  return {
    ...listener,
    write: (text) => (held ? held.push(text) > 0 : listener.write(text)),
    release: () => {
      const waiting = held ?? [];
      held = undefined;
      return waiting;
    },
  };
}
