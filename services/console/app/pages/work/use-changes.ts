// What happens meanwhile: the server tells which cases changed, and the list says so without moving under the hand.
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';

type Change = { reference: string };
/** More are "many". */
const COUNTED_MAX = 99;

/** How many cases changed since the list was read, and how to read it again. */
export function useChanges(): { changed: number; refresh(): void } {
  const queries = useQueryClient();
  const [references, setReferences] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const source = new EventSource('/api/v1/changes');
    source.addEventListener('changes', (event: MessageEvent<string>) => {
      const { cases } = JSON.parse(event.data) as { cases: Change[] };
      setReferences((before) =>
        before.size > COUNTED_MAX
          ? before
          : new Set([...before, ...cases.map(({ reference }) => reference)]),
      );
      void queries.invalidateQueries({ queryKey: ['work', 'counts'] });
    });
    source.addEventListener('many', () => void queries.invalidateQueries({ queryKey: ['work'] }));
    return () => source.close();
  }, [queries]);
  const refresh = useCallback(() => {
    setReferences(new Set());
    void queries.invalidateQueries({ queryKey: ['work'] });
  }, [queries]);
  return { changed: references.size, refresh };
}
