// What cells came to, in files, so that a run that was cut off goes on.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Measured } from './load.ts';
import type { Cell } from './plan.ts';

/** A cell and what was seen. */
export type Result = {
  cell: Cell;
  at: string;
  commit: string;
  measured: Measured;
  /** Present when the backlog grew: the same with customers who wait while `backlogMax` units are not done. */
  sustained?: Measured;
  /** Rows of the system that stand for units of this cell, once it had drained. */
  rows: number;
  /** Why the figures are not to be trusted; none when they are. */
  faults: string[];
};

const fileOf = (folder: string, id: string): string =>
  join(folder, `${id.replaceAll('/', '~')}.json`);

/** The results that a folder keeps. */
export function readResults(folder: string): Result[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json') && name.includes('~'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Result);
}

/** Keeps a result, whole or not at all: a run may be killed at any time. */
export function keepResult(folder: string, result: Result): void {
  mkdirSync(folder, { recursive: true });
  const file = fileOf(folder, result.cell.id);
  writeFileSync(`${file}.new`, JSON.stringify(result, null, 1));
  renameSync(`${file}.new`, file);
}

/** Forgets results, for a run that begins anew. */
export function forgetResults(folder: string, cells: Cell[]): void {
  for (const { id } of cells) rmSync(fileOf(folder, id), { force: true });
}
