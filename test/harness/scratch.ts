// Folders of tests and measuring runs in the system's temporary folder: gone once the test file or the program ends well, kept for
// whoever looks into a failure. When a test file has ended: scratch-setup.ts.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];

/** A folder that the user `nobody` can reach too (PostgreSQL refuses to run as root). */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'redress-test-'));
  chmodSync(folder, 0o755);
  made.push(folder);
  return folder;
}

/** Ends what was made until now: removed, or left as it is after a failure. */
export function endScratch(how: 'remove' | 'keep'): void {
  for (const folder of made.splice(0))
    if (how === 'remove') rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

// A program that is no test file.
process.once('exit', (code) => endScratch(code === 0 ? 'remove' : 'keep'));
