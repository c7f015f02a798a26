// The floor as a system to measure. What it does is in floor-process.ts.
import { fileURLToPath } from 'node:url';
import { freePort } from '../harness/product.ts';
import { openHttpClient, redressForm } from './clients.ts';
import { type System, startProgram } from './redress.ts';

const program = fileURLToPath(new URL('floor-process.ts', import.meta.url));

/** Starts it on an empty database. */
export async function startFloor(databaseUrl: string, smtpUrl: string): Promise<System> {
  const port = await freePort();
  const command = [process.execPath, program, databaseUrl, smtpUrl, String(port)];
  const started = await startProgram('floor', command, {
    environment: {},
    ready: /^ready (\d+)$/m,
  });
  return {
    pids: [started.pid],
    open: () => openHttpClient(redressForm(port)),
    stop: started.stop,
  };
}
