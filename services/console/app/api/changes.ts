// Live changes of cases, as the server tells them, for the pages that follow them.
import { useEffect, useRef } from 'react';
import { type Change, followChanges } from './change-stream.ts';

/** At most one reading in this time, in milliseconds. */
const CALM_MS = 1_000;

type Listener = {
  /** Each time, at once: which cases changed. */
  onCases?(references: string[]): void;
  /** So many changed that they are not named. */
  onMany?(): void;
  /** Something changed that is followed: at most once a second, for what is read again. */
  onCalm?(): void;
  /** Only changes of this case are followed, and those too many to name. */
  reference?: string;
  /** Each time, at once: this person has notifications that they did not read, or there may be some. */
  notified?: () => void;
};

const listeners = new Set<(change: Change) => void>();
let stop = () => {};

function listen(listener: (change: Change) => void): () => void {
  if (listeners.size === 0)
    stop = followChanges((change) => {
      for (const tell of [...listeners]) tell(change);
    });
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) stop();
  };
}

function hear(change: Change, listener: Listener): boolean {
  const { notified, reference } = listener;
  if (change.kind === 'read') {
    notified?.();
    return false;
  }
  if (change.kind === 'many') {
    listener.onMany?.();
    notified?.();
    return true;
  }
  if (change.cases.some((one) => one.notified)) notified?.();
  const references = change.cases.map((one) => one.reference);
  if (reference !== undefined && !references.includes(reference)) return false;
  listener.onCases?.(references);
  return true;
}

/** Listens as long as the page is there. All that listen in a browser share one connection. */
export function useCaseChanges(listener: Listener): void {
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const leave = listen((change) => {
      if (!hear(change, latest.current)) return;
      waiting ??= setTimeout(() => {
        waiting = undefined;
        latest.current.onCalm?.();
      }, CALM_MS);
    });
    return () => {
      clearTimeout(waiting);
      leave();
    };
  }, []);
}
