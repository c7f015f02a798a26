// The list by keyboard: j and k move, x marks, Enter opens, / searches, ? tells. Not while somebody types.
import { useHotkeys } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import type { RefObject } from 'react';
import type { WorkRow } from './work-query.ts';

/** Binds the keys. */
export function useListKeys(props: {
  rows: WorkRow[];
  current: number;
  setCurrent(at: number): void;
  onMark(row: WorkRow): void;
  onHelp(): void;
  search: RefObject<HTMLInputElement | null>;
}): void {
  const { rows, current, setCurrent, onMark, onHelp, search } = props;
  const navigate = useNavigate();
  const row = rows[current];
  useHotkeys([
    ['j', () => setCurrent(Math.min(rows.length - 1, current + 1))],
    ['k', () => setCurrent(Math.max(0, current - 1))],
    ['x', () => row?.case && onMark(row)],
    [
      'Enter',
      () =>
        row?.case &&
        void navigate({ to: '/cases/$reference', params: { reference: row.case.reference } }),
    ],
    [
      'e',
      () =>
        row?.case &&
        void navigate({ to: '/cases/$reference', params: { reference: row.case.reference } }),
    ],
    ['/', () => search.current?.focus()],
    ['shift+?', onHelp],
  ]);
}
