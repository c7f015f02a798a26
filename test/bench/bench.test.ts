// The pure parts of the benchmark: figures that decide what is claimed must be right themselves.
import { describe, expect, test } from 'vitest';
import type { Measured } from './load.ts';
import { chooseCells, planCells } from './plan.ts';
import { bar } from './progress.ts';
import type { Result } from './results.ts';
import { dueAt, dueBy } from './schedule.ts';
import { backlogGrew, latencyOf, median, pairedRatio, percentile } from './statistics.ts';
import { cellTable, markdown, plainText, ratios } from './table.ts';

describe('statistics', () => {
  test('a percentile is a value that was measured (nearest rank)', () => {
    const values = Array.from({ length: 100 }, (_, n) => 100 - n);
    expect(percentile(values, 0.5)).toBe(50);
    expect(percentile(values, 0.99)).toBe(99);
    expect(percentile(values, 1)).toBe(100);
    expect(percentile([7], 0.01)).toBe(7);
    expect(percentile([], 0.5)).toBeNaN();
    expect(latencyOf([3, 1, 2])).toEqual({ p50: 2, p99: 3, max: 3 });
  });

  test('a median of an even count lies in the middle of the two', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([9, 1, 5])).toBe(5);
  });

  test('pairs are compared one by one, so that a slow minute hits both', () => {
    expect(pairedRatio([10, 2, 9], [5, 1, 3])).toEqual({ median: 2, low: 2, high: 3, pairs: 3 });
    expect(pairedRatio([1], [])).toBeUndefined();
  });

  test('a backlog may swing by half a second of work, and no more', () => {
    expect(backlogGrew({ start: 10, end: 60 }, 10)).toBe(false);
    expect(backlogGrew({ start: 10, end: 61 }, 10)).toBe(true);
    expect(backlogGrew({ start: 0, end: 500 }, 1000)).toBe(false);
    expect(backlogGrew({ start: 800, end: 0 }, 10)).toBe(false);
  });
});

test('a schedule is fixed: whatever is late, the next unit is due when it is due', () => {
  expect(dueBy(0, 100)).toBe(1);
  expect(dueBy(0.0999, 100)).toBe(10);
  expect(dueBy(1, 100)).toBe(101);
  expect(dueBy(-1, 100)).toBe(0);
  expect(dueAt(250, 100)).toBe(2.5);
});

describe('the plan', () => {
  const full = planCells({ buses: ['postgres', 'kafka'], pairs: 2, seeded: 1000, quick: false });

  test('has no cell twice, each with a name that says what it is', () => {
    const ids = full.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ['redress/kafka/inlet/closed-32/0', 'redress/postgres/api/open-80/0'])
      expect(ids).toContain(id);
  });

  test('puts the floor beside each cell of the product, and alternates with the peer', () => {
    const ids = full.map(({ id }) => id);
    for (const k of [1, 8, 32])
      expect(ids.indexOf(`redress/postgres/api/closed-${k}/0`)).toBe(
        ids.indexOf(`floor/api/closed-${k}/0`) + 1,
      );
    expect(ids.filter((id) => /^pair-.*closed-8$/.test(id))).toEqual([
      'pair-1/helpdesk/closed-8',
      'pair-1/redress/closed-8',
      'pair-2/helpdesk/closed-8',
      'pair-2/redress/closed-8',
    ]);
  });

  test('measures capacities before the shares of them', () => {
    const ids = full.map(({ id }) => id);
    expect(ids.indexOf('redress/kafka/api/open-25/0')).toBeGreaterThan(
      ids.indexOf('redress/kafka/api/closed-32/0'),
    );
  });

  test('is cut down to what is asked for', () => {
    const one = planCells({ buses: ['postgres'], pairs: 0, seeded: 0, quick: false });
    expect(one.some(({ id }) => /kafka|pair|1000/.test(id))).toBe(false);
    expect(chooseCells(full, ['part/', 'dovecot']).length).toBe(9);
    expect(chooseCells(full, [])).toEqual(full);
  });
});

describe('the report', () => {
  const measured = (perSecond: number, systemMs: number): Measured => ({
    seconds: 10,
    units: perSecond * 10,
    perSecond,
    acceptedPerSecond: perSecond,
    acceptance: latencyOf([1]),
    acknowledgement: latencyOf([5]),
    backlog: { start: 0, end: 0 },
    cpu: {
      groups: { load: 1, system: systemMs * perSecond * 10, postgres: perSecond * 5 },
      otherCores: 0.1,
    },
    requests: perSecond * 10,
    acknowledged: perSecond * 10,
    duplicates: 0,
    strangers: 0,
    faults: [],
  });
  const cells = planCells({ buses: ['postgres', 'kafka'], pairs: 1, seeded: 500, quick: false });
  const result = (id: string, first: Measured, sustained?: Measured): Result => ({
    cell: cells.find((cell) => cell.id === id)!,
    at: '2026-11-23T00:00:00Z',
    commit: 'abc',
    measured: first,
    ...(sustained ? { sustained } : {}),
    rows: first.requests,
    faults: [],
  });
  const results = [
    result('floor/api/closed-8/0', measured(900, 0.5), measured(800, 0.5)),
    result('redress/postgres/api/closed-8/0', measured(720, 1)),
    result('redress/postgres/api/closed-8/500', measured(700, 1.1)),
    result('redress/kafka/api/closed-8/0', measured(360, 1)),
    result('pair-1/helpdesk/closed-8', measured(50, 20)),
    result('pair-1/redress/closed-8', measured(600, 1)),
  ];
  const shown = (what: string) =>
    ratios(results).find((ratio) => ratio.what.startsWith(what))?.value;

  test('compares rates that can be held, not those with a growing backlog', () => {
    expect(shown("rate to the floor's, 8")).toBe('0.90');
  });

  test('counts the CPU time of a system with its PostgreSQL, not that of the customers', () => {
    expect(shown('CPU-ms/unit, 8')).toBe('1.50');
    expect(shown('CPU-ms/unit with 500')).toBe('1.07');
  });

  test('compares buses, and the peer in pairs', () => {
    expect(shown('rate on Kafka')).toBe('0.50');
    expect(shown("rate to django-helpdesk's, 8")).toBe('12.0 (12.0 to 12.0, 1 pairs)');
  });

  test('says nothing of what was not measured', () => {
    expect(ratios([])).toEqual([]);
    expect(ratios(results).some(({ what }) => /Dovecot|32 clients/.test(what))).toBe(false);
  });

  test('has a line a cell, on a terminal and on a page', () => {
    const table = cellTable(results);
    expect(plainText(table).split('\n')).toHaveLength(results.length + 1);
    expect(markdown(table).split('\n')).toHaveLength(results.length + 2);
    expect(table.rows[0]?.at(-1)).toBe('backlog grew: sustained');
  });

  test('shows how far a run is', () => {
    expect(bar(5, 20)).toBe('[#####...............] 5/20');
  });
});
