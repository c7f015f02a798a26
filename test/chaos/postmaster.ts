// Kills PostgreSQL as a crash does.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** SIGKILL to the postmaster of the embedded server in a data folder; its children notice and go. */
export function killPostmaster(dataDir: string): void {
  const [pid] = readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
  process.kill(Number(pid), 'SIGKILL');
}
