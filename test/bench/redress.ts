// The product as a system to measure: all services in one process, as `npm start` runs them, on the PostgreSQL of the bench.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually, freePort } from '../harness/product.ts';
import { writeConfig } from '../harness/topology.ts';
import { type Client, openHttpClient, openSmtpClient, redressForm } from './clients.ts';
import { benchFolder } from './world.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The ways that complaints come in by. Dovecot is fetched from, the others are brought to. */
export type BroughtWay = 'api' | 'inlet';

/** A running system. */
export type System = {
  pids: number[];
  open(way: BroughtWay): Promise<Client>;
  stop(): Promise<void>;
};

/** How the product is started. */
export type RedressOptions = {
  databaseUrl: string;
  smtpUrl: string;
  brokers?: string[] | undefined;
  mailbox?: object;
  /** Flags of Node, such as those of its profiler. */
  nodeFlags?: string[];
  environment?: Record<string, string>;
  /** Another checkout to run, to compare with. */
  folder?: string;
};

const alive = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/**
 * Starts a program of Node or another that says when it is ready in its output, which goes to a file: nobody reads it
 * meanwhile, so nothing of it costs the load generator.
 */
export async function startProgram(
  name: string,
  command: string[],
  options: { environment: Record<string, string>; ready: RegExp; cwd?: string },
): Promise<{ pid: number; match: RegExpExecArray; stop(): Promise<void> }> {
  mkdirSync(join(benchFolder, 'output'), { recursive: true });
  const file = join(benchFolder, 'output', `${name}.txt`);
  const output = openSync(file, 'w');
  const child = spawn(command[0] ?? '', command.slice(1), {
    cwd: options.cwd ?? root,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...options.environment },
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  alive.add(child);
  child.once('exit', () => alive.delete(child));
  const read = (): string => readFileSync(file, 'utf8').slice(0, 20_000);
  const match = await eventually(
    `${name} to be ready`,
    () => {
      if (child.exitCode !== null) return 'exited';
      return options.ready.exec(read()) ?? undefined;
    },
    60,
  );
  if (match === 'exited') throw new Error(`${name} exited with ${child.exitCode}:\n${read()}`);
  return {
    pid: child.pid ?? 0,
    match,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Starts the product. */
export async function startRedress(options: RedressOptions): Promise<System> {
  const inletPort = await freePort();
  const port = await freePort();
  const environment = {
    DATABASE_URL: options.databaseUrl,
    SECRET_KEY: 'a benchmark needs a key of at least 32 characters',
    SMTP_URL: options.smtpUrl,
    SMTP_INLET_PORT: String(inletPort),
    PORT: String(port),
    // All customers of a benchmark have one address.
    INTAKE_RATE_LIMIT: '0',
    ...(options.brokers ? { KAFKA_BROKERS: options.brokers.join(',') } : {}),
    REDRESS_CONFIG: writeConfig({
      channels: { mailboxes: options.mailbox ? [options.mailbox] : [] },
    }),
    ...options.environment,
  };
  const command = [process.execPath, ...(options.nodeFlags ?? []), 'services/main.ts'];
  const program = await startProgram('redress', command, {
    environment,
    ready: /^ready (\S+)$/m,
    ...(options.folder ? { cwd: options.folder } : {}),
  });
  return {
    pids: [program.pid],
    open: (way) => (way === 'api' ? openHttpClient(redressForm(port)) : openSmtpClient(inletPort)),
    stop: program.stop,
  };
}
