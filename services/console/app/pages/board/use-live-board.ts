// The board follows what happens: the server tells that cases changed, and the board is read again, quietly and not too often.
import { useQueryClient } from '@tanstack/react-query';
import { useCaseChanges } from '../../api/changes.ts';

/** Reads the board again whenever cases change. */
export function useLiveBoard(): void {
  const queries = useQueryClient();
  useCaseChanges({ onCalm: () => void queries.invalidateQueries({ queryKey: ['board'] }) });
}
