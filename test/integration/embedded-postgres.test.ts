// The embedded PostgreSQL: its first start may be cut off anywhere, and nothing that may be data is ever removed.
import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startEmbeddedPostgres } from '#shared/embedded-postgres.ts';
import { testLog } from '../harness/postgres.ts';

let folder = '';
let child: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'redress-embedded-'));
  // Run as root, PostgreSQL is another user, who must be able to reach it.
  chmodSync(folder, 0o755);
});
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Whether an initdb has got so far that the folder of a cluster looks like one. */
const isBegun = (): boolean =>
  readdirSync(folder).some((name) => existsSync(join(folder, name, 'PG_VERSION')));

test('a first start that was killed while the cluster was made is made anew', async () => {
  const script = `import { startEmbeddedPostgres } from '#shared/embedded-postgres.ts';
    import { createLog } from '#shared/log.ts';
    await startEmbeddedPostgres(process.argv[1], createLog('silent'));`;
  const arguments_ = ['--input-type=module-typescript', '--eval', script, folder];
  child = spawn(process.execPath, arguments_, { detached: true, stdio: 'ignore' });
  const until = Date.now() + 30_000;
  while (!isBegun()) {
    if (Date.now() > until) throw new Error('the cluster was not begun');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  // The whole group: initdb and its servers too.
  process.kill(-(child.pid ?? 0), 'SIGKILL');
  const postgres = await startEmbeddedPostgres(folder, testLog);
  await postgres.release();
  expect(readdirSync(folder).filter((name) => name.startsWith('postgres-new'))).toEqual([]);
});

test('a folder that is no whole cluster but holds something is never removed', async () => {
  const cluster = join(folder, 'postgres');
  mkdirSync(cluster);
  writeFileSync(join(cluster, 'precious'), 'data');
  await expect(startEmbeddedPostgres(folder, testLog)).rejects.toThrow(/postgres is not a whole/);
  expect(existsSync(join(cluster, 'precious'))).toBe(true);
});
