// The board follows what happens: the server tells that cases changed, and the board is read again, quietly and not too often.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

/** At most one reading in this time, in milliseconds. */
const CALM_MS = 1_000;

/** Reads the board again whenever cases change. */
export function useLiveBoard(): void {
  const queries = useQueryClient();
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const readAgain = () => {
      waiting ??= setTimeout(() => {
        waiting = undefined;
        void queries.invalidateQueries({ queryKey: ['board'] });
      }, CALM_MS);
    };
    const source = new EventSource('/api/v1/changes');
    source.addEventListener('changes', readAgain);
    source.addEventListener('many', readAgain);
    return () => {
      clearTimeout(waiting);
      source.close();
    };
  }, [queries]);
}
