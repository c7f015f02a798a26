// Where all systems of a benchmark live: one PostgreSQL server for all, a database each, made from templates that are kept.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../shared/embedded-postgres.ts';
import { createLog } from '../../shared/log.ts';
import { migrate } from '../../shared/migrate.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What a benchmark keeps: its PostgreSQL, results, the peer. */
export const benchFolder = join(root, '.parts/bench');

/** The server and its databases. */
export type World = {
  /** The server's process. */
  postgresPid: number;
  /** `fsync` and `synchronous_commit` as they are, to be stated. */
  settings: string;
  /** The address of a database. */
  urlOf(database: string): string;
  /** Makes a database anew, from a template if one is named. Gives its address. */
  create(database: string, template?: string): Promise<string>;
  drop(database: string): Promise<void>;
  /** Runs one statement. */
  ask<R extends object>(database: string, statement: string): Promise<R[]>;
  /** The name of a template of so many cases; it is made by `fill` when it is not there yet. */
  template(cases: number, fill: (database: string) => Promise<void>): Promise<string>;
  stop(): Promise<void>;
};

/** A name that changes with the schema, so that a template is never older than it. */
function schemaName(): string {
  const migrations = readdirSync(join(root, 'shared/migrations')).sort().join(' ');
  const digest = execFileSync('git', ['hash-object', '--stdin'], {
    input: migrations,
    encoding: 'utf8',
  });
  return digest.slice(0, 8);
}

/** Starts the server, or finds the one that an earlier run left. */
export async function startWorld(): Promise<World> {
  mkdirSync(benchFolder, { recursive: true });
  chmodSync(benchFolder, 0o755);
  const server = await startEmbeddedPostgres(benchFolder, createLog('silent'));
  const pidFile = join(benchFolder, 'postgres/postmaster.pid');
  const postgresPid = existsSync(pidFile)
    ? Number(readFileSync(pidFile, 'utf8').split('\n')[0])
    : 0;
  const urlOf = (database: string): string =>
    server.connectionString.replace(/\/postgres$/, `/${database}`);
  const ask = async <R extends object>(database: string, statement: string): Promise<R[]> => {
    const client = new pg.Client({ connectionString: urlOf(database) });
    await client.connect();
    try {
      return (await client.query<R>(statement)).rows;
    } finally {
      await client.end();
    }
  };
  const drop = async (database: string): Promise<void> => {
    await ask('postgres', `drop database if exists ${database} with (force)`);
  };
  const create = async (database: string, template?: string): Promise<string> => {
    await drop(database);
    const from = template ? ` template ${template} strategy file_copy` : '';
    await ask('postgres', `create database ${database}${from}`);
    if (!template) await migrate(urlOf(database), createLog('silent'));
    return urlOf(database);
  };
  const template = async (
    cases: number,
    fill: (database: string) => Promise<void>,
  ): Promise<string> => {
    const name = `template_${schemaName()}_${cases}`;
    const found = await ask('postgres', `select 1 from pg_database where datname = '${name}'`);
    if (found.length > 0) return name;
    const making = 'template_making';
    await create(making);
    await fill(making);
    await ask(making, 'vacuum analyze');
    await ask('postgres', `alter database ${making} rename to ${name}`);
    return name;
  };
  const [settings] = await ask<{ text: string }>(
    'postgres',
    `select 'PostgreSQL ' || current_setting('server_version') || ', fsync ' || current_setting('fsync')
       || ', synchronous_commit ' || current_setting('synchronous_commit') as text`,
  );
  return {
    postgresPid,
    settings: settings?.text ?? '',
    urlOf,
    create,
    drop,
    ask,
    template,
    stop: () => server.release(),
  };
}
