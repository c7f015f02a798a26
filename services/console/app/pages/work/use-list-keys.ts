// The list by keyboard: j and k move, x marks, Enter or e opens, / searches, ? tells. Not while somebody types, nor over what
// lies in front of the list.
import { useHotkeys } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import type { RefObject } from 'react';
import type { WorkRow } from './work-query.ts';

const IN_FRONT = '[role="dialog"], [role="menu"], [role="listbox"], textarea, select';
const WITH_OWN_ENTER = 'a, button, input';

/** Whether a key is meant for the list. A box that was ticked with the mouse keeps the focus: nothing is typed in it. */
function isForList({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return true;
  if (target.closest(IN_FRONT)) return false;
  if (target instanceof HTMLInputElement && target.type !== 'checkbox') return false;
  return key !== 'Enter' || !target.closest(WITH_OWN_ENTER);
}

/** The focus goes along, so that readers of screens hear the row, and Enter is its link's. */
const focusRow = (at: number): void =>
  void requestAnimationFrame(() =>
    document.querySelector<HTMLElement>(`[data-row="${at}"] a`)?.focus({ preventScroll: true }),
  );

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
  const move = (by: number) => {
    const at = Math.max(0, Math.min(rows.length - 1, current + by));
    setCurrent(at);
    focusRow(at);
  };
  const open = () =>
    row?.case &&
    void navigate({ to: '/cases/$reference', params: { reference: row.case.reference } });
  const bind = (key: string, act: () => unknown) =>
    [
      key,
      (event: KeyboardEvent) => {
        if (!isForList(event)) return;
        event.preventDefault();
        act();
      },
      { preventDefault: false },
    ] as [string, (event: KeyboardEvent) => void, { preventDefault: false }];
  useHotkeys(
    [
      bind('j', () => move(1)),
      bind('k', () => move(-1)),
      bind('x', () => row?.case && onMark(row)),
      bind('Enter', open),
      bind('e', open),
      bind('/', () => search.current?.focus()),
      // Where it lies on the 7.
      bind('shift+/', () => search.current?.focus()),
      bind('shift+?', onHelp),
    ],
    [],
  );
}
