// What the commands of `npm run redress` are given. The commands live beside the service they speak of.
import type { Command } from 'commander';
import type { Deps } from './runtime.ts';

/** A connected instance (running or not) and how to print. */
export type CliInstance = Pick<
  Deps,
  'db' | 'clock' | 'signer' | 'policy' | 'publicUrl' | 'mailFrom' | 'log'
> & {
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

/** Rows as aligned columns under a head, for a terminal. */
export function tableText(head: string[], rows: (string | number)[][]): string {
  const all = [head, ...rows.map((row) => row.map(String))];
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
