// Ends PostgreSQL as a crash does, or in order.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A signal to the postmaster of the server in a data folder: SIGKILL (its children notice and go), SIGINT (fast shutdown). */
export function signalPostmaster(dataDir: string, signal: 'SIGKILL' | 'SIGINT'): void {
  const [pid] = readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
  process.kill(Number(pid), signal);
}
