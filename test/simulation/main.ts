// `npm run simulate -- --cases N --years N --seed N`: years of complaints in minutes, each promise kept or on record as broken.
import { parseArgs } from 'node:util';
import { tableText } from '#shared/cli.ts';
import { simulate } from './simulate.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '20000' },
    years: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
  },
});
const cases = Number(values.cases);
const startedAt = Date.now();
const isTerminal = process.stderr.isTTY;
const progress = (done: number): void => {
  if (done % 100 !== 0 && done !== cases) return;
  if (isTerminal) process.stderr.write(`\r${done} of ${cases} cases`);
  else if (done % 5_000 === 0) process.stderr.write(`${done} of ${cases} cases\n`);
};
const result = simulate({
  cases,
  years: Number(values.years),
  seed: Number(values.seed),
  progress,
});
const rows = [...result.promises]
  .sort(([one], [other]) => (one < other ? -1 : 1))
  .map(([promise, { kept, broken, moot }]) => [
    promise,
    String(kept),
    String(broken),
    String(moot),
  ]);
const statuses = [...result.statuses].map(([status, count]) => `${count} ${status}`).join(', ');
process.stdout.write(
  `${isTerminal ? '\n' : ''}${tableText(['PROMISE', 'KEPT', 'BROKEN, ON RECORD', 'NO LONGER ASKED'], rows)}\n` +
    `${cases} cases in ${values.years} simulated years, ${result.entries} entries, ${((Date.now() - startedAt) / 1000).toFixed(0)} s; at the end ${statuses}\n` +
    `${result.violations.length} broken without a record, or told wrongly\n` +
    result.violations
      .slice(0, 20)
      .map((line) => `  ${line}\n`)
      .join(''),
);
process.exitCode = result.violations.length > 0 ? 1 : 0;
