// What the commands of `npm run redress` are given. The commands live beside the service they speak of.
import type { Command } from 'commander';
import type { Deps } from './runtime.ts';

/** A connected instance (running or not) and how to print. */
export type CliInstance = Pick<
  Deps,
  'db' | 'clock' | 'signer' | 'policy' | 'publicUrl' | 'mailFrom' | 'log'
> & {
  /** What REDRESS_CONFIG says for services, as they declared it. */
  settings: { cases: object };
  /** `--json` was given: `print` writes the value as JSON. */
  json: boolean;
  /** Prints the value for programs, or its text for people. */
  print(value: unknown, text: string): void;
};

/** Adds commands to the program. `run` opens the instance, runs the action, closes; errors become one line and exit 1. */
export type AddCommands = (
  program: Command,
  run: (action: (instance: CliInstance) => Promise<void>) => Promise<void>,
) => void;

// C0 without tab and line ends, DEL, C1: terminals obey them. Embeddings, overrides and isolates make a text show as another.
const commanding =
  /\r(?!\n)|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text or JSON that a terminal only shows: what customers, platforms or colleagues wrote never moves the cursor, sets a
 * title or hides a line (CWE-150). Such characters stand as \uXXXX, which is the same text in JSON.
 */
export const terminalText = (text: string): string =>
  text.replace(
    commanding,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** Rows as aligned columns under a head, for a terminal. A cell is one line, whatever is in it. */
export function tableText(head: string[], rows: (string | number)[][]): string {
  const all = [head, ...rows].map((row) =>
    row.map((cell) => terminalText(String(cell).replace(/\s+/g, ' '))),
  );
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const BAR_WIDTH = 30;
const REDRAW_MS = 100;

/** A bar on stderr for work that takes long: on a terminal only, so that what programs read stays clean. */
export function progressBar(
  label: string,
  total: number,
  out: NodeJS.WriteStream = process.stderr,
): { show(done: number): void; end(): void } {
  if (!out.isTTY) return { show: () => {}, end: () => {} };
  let shownAt = 0;
  return {
    show: (done) => {
      if (performance.now() - shownAt < REDRAW_MS && done < total) return;
      shownAt = performance.now();
      const share = total === 0 ? 1 : Math.min(1, done / total);
      const filled = Math.round(share * BAR_WIDTH);
      const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
      out.write(`\r${label} ${bar} ${done}/${total}`);
    },
    end: () => out.write('\r\u001b[2K'),
  };
}
