// What chunks of a run found, kept in files so that a run that was cut off goes on, and the table of it.
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
import type { BusKind } from './stage.ts';

/** One chunk: a product set up, its faults, and what the check found. */
export type ChunkResult = {
  /** Seed, bus, scenario and number: the same key makes the same choices. */
  key: string;
  scenario: string;
  bus: BusKind;
  faults: string[];
  accepted: number;
  refusals: number;
  replies: number;
  copies: number;
  settled: number;
  slowestAnswerMs: number;
  violations: string[];
  seconds: number;
};

const fileOf = (folder: string, key: string): string =>
  join(folder, `${key.replaceAll('/', '-')}.json`);

/** The chunks that a folder keeps, in the order of their keys; none when there is no such folder. */
export function readResults(folder: string): ChunkResult[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as ChunkResult);
}

/** Keeps a chunk, whole or not at all: a run may be killed at any time. A file each, so that runs may go side by side. */
export function keepResult(folder: string, result: ChunkResult): void {
  const file = fileOf(folder, result.key);
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(result, null, 1));
  renameSync(`${file}.new`, file);
}

/** Forgets chunks, for a run that does not go on but begins. */
export function forgetResults(folder: string, keys: string[]): void {
  for (const key of keys) rmSync(fileOf(folder, key), { force: true });
}

const total = (of: ChunkResult[], count: (each: ChunkResult) => number): number =>
  of.reduce((sum, each) => sum + count(each), 0);

/** One line a scenario and bus. */
export function summarise(results: ChunkResult[]) {
  return [...Map.groupBy(results, ({ scenario, bus }) => `${scenario} ${bus}`).values()].map(
    (chunks) => {
      const { scenario = '', bus = 'postgres' } = chunks[0] ?? {};
      return {
        scenario,
        bus,
        faults: total(chunks, ({ faults }) => faults.length),
        accepted: total(chunks, ({ accepted }) => accepted),
        refusals: total(chunks, ({ refusals }) => refusals),
        copies: total(chunks, ({ copies }) => copies),
        settled: total(chunks, ({ settled }) => settled),
        slowestAnswerMs: Math.max(0, ...chunks.map(({ slowestAnswerMs }) => slowestAnswerMs)),
        violations: chunks.flatMap(({ violations }) => violations),
      };
    },
  );
}

/** The kinds of fault of some chunks with their counts, most frequent first. */
export function faultKinds(results: ChunkResult[]): string {
  const names = results.flatMap(({ faults }) => faults);
  return [...Map.groupBy(names, (name) => name)]
    .map(([name, all]) => ({ name, count: all.length }))
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name))
    .map(({ name, count }) => `${name} ${count}`)
    .join(', ');
}
