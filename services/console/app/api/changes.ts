// Live changes of cases, as the server tells them (GET /api/v1/changes), for the pages that follow them.
import { useEffect, useRef } from 'react';

/** At most one reading in this time, in milliseconds. */
const CALM_MS = 1_000;

type Listener = {
  /** Each time, at once: which cases changed. */
  onCases?(references: string[]): void;
  /** So many changed that they are not named. */
  onMany?(): void;
  /** Something changed: at most once a second, for what is read again. */
  onCalm(): void;
};

/** Listens as long as the page is there. */
export function useCaseChanges(listener: Listener): void {
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const readAgain = () => {
      waiting ??= setTimeout(() => {
        waiting = undefined;
        latest.current.onCalm();
      }, CALM_MS);
    };
    const source = new EventSource('/api/v1/changes');
    source.addEventListener('changes', (event: MessageEvent<string>) => {
      const { cases } = JSON.parse(event.data) as { cases: { reference: string }[] };
      latest.current.onCases?.(cases.map(({ reference }) => reference));
      readAgain();
    });
    source.addEventListener('many', () => {
      latest.current.onMany?.();
      readAgain();
    });
    return () => {
      clearTimeout(waiting);
      source.close();
    };
  }, []);
}
