// What is being typed is kept in the field, and written into the draft at a pause, at leaving, and when the field goes away.
import { useEffect, useRef, useState } from 'react';

const PAUSE_MS = 500;

/** What a field shows, how it takes what is typed, and `flush` for leaving it. */
export function useKept<T>(
  value: T,
  write: (value: T) => void,
): { shown: T; type(value: T): void; flush(): void } {
  const [typed, setTyped] = useState<{ value: T }>();
  const pending = useRef<{ value: T; timer: number }>(undefined);
  const writer = useRef(write);
  writer.current = write;
  const flush = (): void => {
    const { current } = pending;
    if (!current) return;
    clearTimeout(current.timer);
    pending.current = undefined;
    writer.current(current.value);
    setTyped(undefined);
  };
  const last = useRef(flush);
  last.current = flush;
  useEffect(() => () => last.current(), []);
  return {
    shown: typed ? typed.value : value,
    type: (now) => {
      setTyped({ value: now });
      clearTimeout(pending.current?.timer);
      pending.current = { value: now, timer: window.setTimeout(() => last.current(), PAUSE_MS) };
    },
    flush,
  };
}
