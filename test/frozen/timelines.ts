// The frozen timelines as files: the first line is the row of the case, each further one an entry, as PostgreSQL would give them.
import { readdirSync, readFileSync } from 'node:fs';
import type { FrozenCase } from './story.ts';

const folder = new URL('./timelines/', import.meta.url);

/** The lines of a file. */
export const linesOf = ({ row, entries }: FrozenCase): string =>
  [row, ...entries].map((line) => `${JSON.stringify(line)}\n`).join('');

/** All that are frozen, by name. */
export function frozenTimelines(): [name: string, frozen: FrozenCase][] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.jsonl'))
    .sort()
    .map((file) => {
      const [row, ...entries] = readFileSync(new URL(file, folder), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      return [file.replace('.jsonl', ''), { row, entries }];
    });
}
