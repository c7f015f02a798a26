// One clock for all countdowns of the app, so that a thousand rows keep one timer. It ticks only while somebody looks.
import { useSyncExternalStore } from 'react';

const STEP_MS = 15_000;
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

/** Shows all times anew: the clock went on, or the reader chose another zone. */
export function tick(): void {
  // Never the same twice, or nothing would be shown anew.
  now = Math.max(now + 1, Date.now());
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  now = Date.now();
  timer ??= setInterval(tick, STEP_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The time in milliseconds, new every 15 seconds. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now);
