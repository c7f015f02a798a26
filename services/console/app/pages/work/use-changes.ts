// What happens meanwhile: the server tells which cases changed, and the list says so without moving under the hand.
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { useCaseChanges } from '../../api/changes.ts';

/** More are "many". */
const COUNTED_MAX = 99;

/** How many cases changed since the list was read, and how to read it again. */
export function useChanges(): { changed: number; refresh(): void } {
  const queries = useQueryClient();
  const [references, setReferences] = useState<ReadonlySet<string>>(new Set());
  useCaseChanges({
    onCases: (changed) =>
      setReferences((before) =>
        before.size > COUNTED_MAX ? before : new Set([...before, ...changed]),
      ),
    onMany: () => void queries.invalidateQueries({ queryKey: ['work'] }),
    onCalm: () => void queries.invalidateQueries({ queryKey: ['work', 'counts'] }),
  });
  const refresh = useCallback(() => {
    setReferences(new Set());
    void queries.invalidateQueries({ queryKey: ['work'] });
  }, [queries]);
  return { changed: references.size, refresh };
}
