// The rows, only those in sight drawn, with a heading where overdue, today and later begin.
import { Loader } from '@mantine/core';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../ui/clock.ts';
import classes from './work.module.css';
import type { WorkRow } from './work-query.ts';
import { WorkLine } from './work-row.tsx';

const ROW_PX = 53;
const NEAR_END = 20;

type Span = 'overdue' | 'today' | 'later';

const spanOf = (row: WorkRow, now: number, evening: number): Span => {
  const due = Date.parse(row.dueAt);
  if (due <= now) return 'overdue';
  return due <= evening ? 'today' : 'later';
};

/** Rows that begin a span, by their place. */
function headings(rows: WorkRow[], now: number): Map<number, Span> {
  const end = new Date(now);
  const evening = end.setHours(24, 0, 0, 0);
  const found = new Map<number, Span>();
  let before: Span | undefined;
  rows.forEach((row, at) => {
    const span = spanOf(row, now, evening);
    if (span !== before) found.set(at, span);
    before = span;
  });
  return found;
}

type Props = {
  rows: WorkRow[];
  byDue: boolean;
  current: number;
  marked: ReadonlySet<string>;
  loadingMore: boolean;
  onMark(row: WorkRow): void;
  onCurrent(at: number): void;
  onNearEnd(): void;
};

/** The list. */
export function WorkList(props: Props) {
  const { rows, byDue, current, marked, loadingMore, onMark, onCurrent, onNearEnd } = props;
  const { t } = useTranslation('work');
  const now = useNow();
  const starts = useMemo(
    () => (byDue ? headings(rows, now) : new Map<number, Span>()),
    [rows, byDue, now],
  );
  const place = useRef<HTMLDivElement>(null);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_PX,
    overscan: 12,
    scrollMargin: place.current?.offsetTop ?? 0,
    getItemKey: (at) => rows[at]?.taskId ?? at,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - NEAR_END) onNearEnd();
  }, [last, rows.length, onNearEnd]);
  useEffect(() => {
    if (current >= 0) virtual.scrollToIndex(current, { align: 'auto' });
  }, [current, virtual]);
  return (
    <div ref={place} className={classes.list}>
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {items.map(({ key, index, start }) => {
          const row = rows[index];
          if (!row) return null;
          const span = starts.get(index);
          return (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className={classes.place}
              style={{ transform: `translateY(${start - virtual.options.scrollMargin}px)` }}
            >
              {span && <h2 className={classes.span}>{t(`spans.${span}`)}</h2>}
              <WorkLine
                row={row}
                at={index}
                current={index === current}
                marked={marked.has(row.taskId)}
                onMark={() => onMark(row)}
                onCurrent={() => onCurrent(index)}
              />
            </div>
          );
        })}
      </div>
      {loadingMore && <Loader size="xs" m="md" />}
    </div>
  );
}
