// A real PostgreSQL for tests: one server a machine in .parts/test-postgres, a fresh migrated database a call, as a copy of one that was
// migrated once.
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { type Db, openDb } from '../../shared/db.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../shared/embedded-postgres.ts';
import { createLog } from '../../shared/log.ts';
import { migrate } from '../../shared/migrate.ts';

const folder = fileURLToPath(new URL('../../.parts/test-postgres', import.meta.url));
const migrations = fileURLToPath(new URL('../../shared/migrations', import.meta.url));
const TEMPLATE = 'test_template_';
// Any number that nothing else locks on the server.
const TEMPLATE_LOCK = 72_113_002;
export const testLog = createLog(process.env.TEST_LOG_LEVEL ?? 'silent');

let server: Promise<EmbeddedPostgres> | undefined;

/** The address of the test server. It is left running for the next file. */
export async function testPostgres(): Promise<string> {
  server ??= startEmbeddedPostgres(folder, testLog);
  return (await server).connectionString;
}

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: await testPostgres() });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

const urlOf = async (name: string): Promise<string> =>
  (await testPostgres()).replace(/\/postgres$/, `/${name}`);

/** One name for all that the migrations say now. */
function templateName(): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(migrations).sort())
    hash.update(file).update(readFileSync(join(migrations, file)));
  return `${TEMPLATE}${hash.digest('hex').slice(0, 12)}`;
}

/** Migrates a database to copy, if the server has none of the newest schema; those of older ones go. */
async function makeTemplate(): Promise<string> {
  const name = templateName();
  const client = new pg.Client({ connectionString: await testPostgres() });
  await client.connect();
  try {
    // Whoever comes second waits until the first has made it.
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    // Only a whole one is closed to connections: one that was left half made is made again.
    const { rows } = await client.query<{ name: string; whole: boolean }>(
      `select datname as name, not datallowconn as whole from pg_database where datname like '${TEMPLATE}%'`,
    );
    if (rows.some((known) => known.name === name && known.whole)) return name;
    for (const known of rows) await client.query(`drop database ${known.name} with (force)`);
    await client.query(`create database ${name}`);
    await migrate(await urlOf(name), testLog);
    await client.query(`alter database ${name} with allow_connections false`);
    return name;
  } finally {
    await client.end();
  }
}

let template: Promise<string> | undefined;

/** A database of its own for a test file. */
export type TestDatabase = { url: string; db: Db; drop(): Promise<void> };

/** Makes a fresh database, migrated to the newest schema. Its name holds `test`, as whatever may be dropped must. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  template ??= makeTemplate();
  await administer(`create database ${name} template ${await template}`);
  const url = await urlOf(name);
  const db = openDb(url, testLog);
  return {
    url,
    db,
    drop: async () => {
      await db.close();
      await administer(`drop database if exists ${name} with (force)`);
    },
  };
}
