// A secret that is made once and kept in a file that only its owner reads. What it is for is not known here.
import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * The text of a file, made on the first call. The file appears whole or not at all: neither a kill in between nor
 * another process at the same moment ever leaves or reads an empty one.
 */
export function keepSecretFile(path: string, make: () => string): string {
  if (!existsSync(path)) {
    const draft = `${path}.${randomUUID()}`;
    try {
      writeFileSync(draft, `${make()}\n`, { mode: 0o600, flag: 'wx', flush: true });
      linkSync(draft, path);
    } catch (error) {
      // Another process was first: its secret counts.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      rmSync(draft, { force: true });
    }
  }
  return readFileSync(path, 'utf8').trim();
}
