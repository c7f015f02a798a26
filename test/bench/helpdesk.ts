// django-helpdesk as a system to measure: the fastest of the peers that were looked at, on the same PostgreSQL and sink. It is
// installed from PyPI into the folder of the bench, once, and runs under gunicorn with four workers.
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../harness/product.ts';
import { openHttpClient } from './clients.ts';
import { type System, startProgram } from './redress.ts';
import { benchFolder } from './world.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const venv = join(benchFolder, 'venv');
const python = join(venv, 'bin/python');
const packages = ['django-helpdesk==2.6.1', 'gunicorn', 'psycopg[binary]'];
const WORKERS = 4;

/** Installs it when it is missing. @throws Error when PyPI cannot be reached. */
export function ensureHelpdesk(): void {
  if (spawnSync(python, ['-c', 'import helpdesk, gunicorn, psycopg']).status === 0) return;
  execFileSync('python3', ['-m', 'venv', venv], { stdio: ['ignore', 2, 2] });
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', ...packages], {
    stdio: ['ignore', 2, 2],
  });
}

/** Prepares an empty database and starts it. */
export async function startHelpdesk(databaseUrl: string, smtpPort: number): Promise<System> {
  ensureHelpdesk();
  const environment = {
    BENCH_DATABASE: databaseUrl,
    BENCH_SMTP_PORT: String(smtpPort),
    PYTHONDONTWRITEBYTECODE: '1',
  };
  const prepared = execFileSync(python, ['helpdesk_site.py'], {
    cwd: here,
    env: { ...process.env, ...environment },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const token = /^token (\S+)$/m.exec(prepared)?.[1] ?? '';
  const port = await freePort();
  const gunicorn = ['-m', 'gunicorn', '--workers', String(WORKERS), '--bind', `127.0.0.1:${port}`];
  const started = await startProgram(
    'helpdesk',
    [python, ...gunicorn, '--worker-class', 'gthread', 'helpdesk_site:application'],
    { environment, ready: new RegExp(`(Booting worker[^]*){${WORKERS}}`), cwd: here },
  );
  return {
    pids: [started.pid],
    open: () =>
      openHttpClient({
        port,
        path: '/api/tickets/',
        status: 201,
        contentType: `application/json\r\nAuthorization: Token ${token}`,
        body: ({ subject, message, email }) =>
          JSON.stringify({
            queue: 1,
            title: subject.slice(0, 200),
            description: message,
            submitter_email: email,
            priority: 3,
          }),
      }),
    stop: started.stop,
  };
}
