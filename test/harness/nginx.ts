// A real nginx with the project's own configuration (deploy/proxy), on loopback. Only where it listens and where services
// are is told anew; which path goes where is the project's.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually, freePort } from './product.ts';
import { scratchFolder } from './scratch.ts';

const source = fileURLToPath(new URL('../../deploy/proxy', import.meta.url));

/** A running proxy. */
export type RunningProxy = { url: string; port: number; stop(): Promise<void> };

/**
 * Starts nginx in front of the services at these addresses (`http://127.0.0.1:PORT`).
 * @throws Error with what nginx says when it does not start.
 */
export async function startNginx(
  upstreams: Record<
    'portal' | 'cases' | 'notifier' | 'classifier' | 'console' | 'email' | 'social',
    string
  >,
  port?: number,
): Promise<RunningProxy> {
  const folder = scratchFolder();
  const configuration = join(folder, 'proxy');
  mkdirSync(configuration);
  for (const name of ['nginx.conf', 'routes.conf'])
    copyFileSync(join(source, name), join(configuration, name));
  const own = port ?? (await freePort());
  writeFileSync(join(configuration, 'listen.conf'), `listen 127.0.0.1:${own};\n`);
  const places = Object.entries(upstreams).map(([name, url]) => `set $${name} ${url};\n`);
  writeFileSync(join(configuration, 'upstreams.conf'), places.join(''));
  let said = '';
  const child: ChildProcess = spawn(
    'nginx',
    ['-p', folder, '-c', join(configuration, 'nginx.conf'), '-g', 'daemon off;'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
    },
  );
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const url = `http://127.0.0.1:${own}`;
  await eventually('nginx to answer', async () => {
    if (child.exitCode !== null) return true;
    return (await fetch(`${url}/healthz`)).ok;
  });
  if (child.exitCode !== null) throw new Error(`nginx did not start:\n${said}`);
  return {
    url,
    port: own,
    stop: async () => {
      process.off('exit', kill);
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
