// The report of a benchmark: a line a cell, and the ratios that the aims are about. Pure.
import type { Measured } from './load.ts';
import type { Result } from './results.ts';
import { backlogGrew, median, pairedRatio } from './statistics.ts';

/** The figures that hold: those with a flat backlog, if the backlog grew without a bound. */
export const figuresOf = (result: Result): Measured => result.sustained ?? result.measured;

/** CPU-ms a unit of a group of processes. */
export const cpuPerUnit = ({ cpu, units }: Measured, ...groups: string[]): number =>
  groups.reduce((sum, group) => sum + (cpu.groups[group] ?? 0), 0) / units;

/** CPU-ms a unit of the system with its PostgreSQL. */
const costOf = (measured: Measured): number => cpuPerUnit(measured, 'system', 'postgres');

const number = (value: number | undefined, digits = 0): string =>
  value === undefined || !Number.isFinite(value) ? '–' : value.toFixed(digits);

/** A table: its head and its rows. */
export type Table = { head: string[]; rows: string[][] };

const notes = (result: Result): string => {
  const grew = result.sustained ? ['backlog grew: sustained'] : [];
  const still = backlogGrew(figuresOf(result).backlog, figuresOf(result).perSecond);
  return [...grew, ...(still ? ['backlog grew'] : []), ...result.faults].join('; ');
};

/** A line a cell. */
export function cellTable(results: Result[]): Table {
  const head = ['cell', 'units/s', 'accepted/s', 'ack p50 ms', 'p99', 'max'];
  return {
    head: [...head, 'CPU-ms/unit', 'system', 'PostgreSQL', 'broker', 'others, cores', 'notes'],
    rows: results.map((result) => {
      const figures = figuresOf(result);
      const { acknowledgement: latency, cpu } = figures;
      const isPart = result.cell.kind === 'part';
      const ms = (value: number) => (isPart || result.cell.kind === 'fetch' ? '–' : number(value));
      return [
        result.cell.id,
        number(figures.perSecond),
        isPart ? '–' : number(result.measured.acceptedPerSecond),
        ms(latency.p50),
        ms(latency.p99),
        ms(latency.max),
        number(costOf(figures), 2),
        number(cpuPerUnit(figures, 'system'), 2),
        number(cpuPerUnit(figures, 'postgres'), 2),
        cpu.groups.broker === undefined ? '–' : number(cpuPerUnit(figures, 'broker'), 2),
        number(cpu.otherCores, 2),
        notes(result),
      ];
    }),
  };
}

type Ratio = { what: string; value: string; aim: string };

/** The ratios that can be made of the results there are. */
export function ratios(results: Result[]): Ratio[] {
  const byId = new Map(results.map((result) => [result.cell.id, result]));
  const figures = (id: string): Measured | undefined => {
    const result = byId.get(id);
    return result && figuresOf(result);
  };
  const made: Ratio[] = [];
  const add = (what: string, value: string | undefined, aim: string) => {
    if (value !== undefined) made.push({ what, value, aim });
  };
  const divide = (a: string, b: string, of: (m: Measured) => number): string | undefined => {
    const [ours, theirs] = [figures(a), figures(b)];
    return ours && theirs ? number(of(ours) / of(theirs), 2) : undefined;
  };
  const rate = (measured: Measured): number => measured.perSecond;
  for (const [k, aim] of [
    [1, '–'],
    [8, '≥ 0.9'],
    [32, '≥ 1.0'],
  ] as const) {
    const ours = `redress/postgres/api/closed-${k}/0`;
    add(`rate to the floor's, ${k} clients`, divide(ours, `floor/api/closed-${k}/0`, rate), aim);
    const cost = figures(ours);
    add(`CPU-ms/unit, ${k} clients`, cost && number(costOf(cost), 2), k === 1 ? '–' : '< 1.5');
    add(
      `rate on Kafka to that on PostgreSQL, ${k} clients`,
      divide(`redress/kafka/api/closed-${k}/0`, ours, rate),
      '≥ 0.6',
    );
    const of = (system: string) =>
      results
        .filter(
          ({ cell }) => cell.id.startsWith('pair-') && cell.id.endsWith(`/${system}/closed-${k}`),
        )
        .sort((a, b) => (a.cell.round ?? 0) - (b.cell.round ?? 0))
        .map(figuresOf);
    const pair = pairedRatio(of('redress').map(rate), of('helpdesk').map(rate));
    const costs = pairedRatio(of('helpdesk').map(costOf), of('redress').map(costOf));
    add(
      `rate to django-helpdesk's, ${k} clients`,
      pair &&
        `${number(pair.median, 1)} (${number(pair.low, 1)} to ${number(pair.high, 1)}, ${pair.pairs} pairs)`,
      '≥ 10',
    );
    add(`its CPU-ms/unit to ours, ${k} clients`, costs && number(costs.median, 1), '–');
  }
  const half = figures('redress/postgres/api/open-50/0');
  add('acknowledgement p99 at half load, ms', half && number(half.acknowledgement.p99), '< 100');
  const dovecot = figures('redress/postgres/dovecot/0');
  add('mails/s from Dovecot', dovecot && number(dovecot.perSecond), '≥ 200');
  add(
    'to bare fetch + parse + flag, one by one',
    divide('redress/postgres/dovecot/0', 'part/imap-one', rate),
    '≥ 0.4',
  );
  for (const { cell } of results) {
    if (cell.kind !== 'load' || cell.cases === 0) continue;
    const empty = cell.id.replace(/\d+$/, '0');
    add(
      `CPU-ms/unit with ${cell.cases} cases to that with none, ${cell.id}`,
      divide(cell.id, empty, costOf),
      '≤ 1.10',
    );
  }
  return made;
}

/** The median share of the cores that others took. */
export const noiseOf = (results: Result[]): number =>
  median(results.map((result) => figuresOf(result).cpu.otherCores));

/** A table for a terminal. */
export function plainText({ head, rows }: Table): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all
    .map((row) =>
      row
        .map((text, column) =>
          column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A table for a page. */
export const markdown = ({ head, rows }: Table): string =>
  [head, head.map((_, column) => (column === 0 ? '---' : '--:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

/** The ratios as a table. */
export const ratioTable = (made: Ratio[]): Table => ({
  head: ['ratio', 'measured', 'aim'],
  rows: made.map(({ what, value, aim }) => [what, value, aim]),
});
