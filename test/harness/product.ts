// The product as its users run it: real processes, started, killed and asked from outside. Nothing is imported from it.
import {
  type ChildProcess,
  type ChildProcessWithoutNullStreams,
  execFile,
  spawn,
} from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** Settings of a process; the test machine's own are left out. */
export type Environment = Record<string, string>;

const withPath = (environment: Environment): Environment => ({
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '',
  LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'error',
  ...environment,
});

/** A running process of the product. */
export type RunningProcess = {
  url: string;
  /** All it has printed on both streams. */
  output(): string;
  /** SIGTERM; gives the exit code once it has drained. */
  stop(): Promise<number | null>;
  /** SIGKILL. */
  kill(): Promise<void>;
  pid: number;
};

const alive = new Map<ChildProcess, (name: NodeJS.Signals) => void>();
process.on('exit', () => {
  for (const signal of alive.values()) signal('SIGKILL');
});

const ended = async (child: ChildProcess): Promise<number | null> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
};

/** Waits until `look` gives something other than undefined or false. @throws Error naming `what` after `seconds`. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  seconds = 30,
): Promise<T> {
  const until = Date.now() + seconds * 1000;
  let last: unknown;
  for (;;) {
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      last = error;
    }
    if (Date.now() > until) throw new Error(`waited ${seconds} s for ${what}`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

// Below the range that the system takes ports for outgoing connections from (32768 on Linux): what is free now stays so.
const PORTS = { first: 20_000, last: 32_000 };
const handedOut = new Set<number>();

/** A free loopback port, never given twice by this process. @throws when there is none. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 200; tries++) {
    const port = PORTS.first + Math.floor(Math.random() * (PORTS.last - PORTS.first));
    if (handedOut.has(port)) continue;
    handedOut.add(port);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
  throw new Error('no free port found');
}

/** Waits for the ready line of a process that has just been spawned. `signal` reaches it. */
async function untilReady(
  child: ChildProcessWithoutNullStreams,
  what: string,
  signal: (name: NodeJS.Signals) => void,
): Promise<RunningProcess> {
  alive.set(child, signal);
  child.once('exit', () => alive.delete(child));
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  child.stderr.on('data', (chunk) => {
    text = (text + chunk).slice(-200_000);
    if (process.env.TEST_LOG_LEVEL) process.stderr.write(chunk);
  });
  const url = await eventually(
    `${what} to be ready`,
    () => {
      if (child.exitCode !== null) return 'exited';
      return /^ready (\S+)$/m.exec(text)?.[1];
    },
    120,
  );
  if (url === 'exited') throw new Error(`the process exited with ${child.exitCode}:\n${text}`);
  return {
    url,
    output: () => text,
    pid: child.pid ?? 0,
    stop: () => {
      signal('SIGTERM');
      return ended(child);
    },
    kill: async () => {
      signal('SIGKILL');
      await ended(child);
    },
  };
}

/**
 * Starts `node services/main.ts SERVICE…` (in another folder if it is told) and waits for its ready line.
 * @throws Error with its output when it exits before.
 */
export async function startProcess(
  environment: Environment,
  services: string[] = [],
  folder = root,
): Promise<RunningProcess> {
  const child = spawn(process.execPath, ['services/main.ts', ...services], {
    cwd: folder,
    env: withPath(environment),
  });
  const what = `services ${services.join(' ') || 'all'}`;
  return untilReady(child, what, (name) => child.kill(name));
}

/**
 * Types `npm start` in the project's folder, as whoever tries Redress does, and waits for its ready line. Signals reach
 * npm and what it started, as a terminal sends them.
 * @throws Error with its output when it exits before.
 */
export async function startByNpm(environment: Environment): Promise<RunningProcess> {
  const child = spawn('npm', ['start'], {
    cwd: root,
    env: withPath(environment),
    stdio: 'pipe',
    detached: true,
  });
  return untilReady(child, 'npm start', (name) => {
    if (child.pid && child.exitCode === null) process.kill(-child.pid, name);
  });
}

/** Runs the process until it exits by itself. Gives its exit code and output. */
export async function runProcess(environment: Environment, services: string[] = []) {
  const child = spawn(process.execPath, ['services/main.ts', ...services], {
    cwd: root,
    env: withPath(environment),
  });
  alive.set(child, (name) => child.kill(name));
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const code = await ended(child);
  alive.delete(child);
  return { code, output };
}

/** Runs `redress …` and gives what it prints. @throws with its standard error when it fails. */
export async function redress(environment: Environment, ...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, ['services/cli/main.ts', ...args], {
    cwd: root,
    env: withPath(environment),
    maxBuffer: 1e8,
  });
  return stdout.trim();
}

/** Runs `redress --json …` and parses what it prints. */
export async function redressJson<T>(environment: Environment, ...args: string[]): Promise<T> {
  return JSON.parse(await redress(environment, '--json', ...args)) as T;
}
