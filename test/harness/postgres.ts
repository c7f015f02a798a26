// A real PostgreSQL for tests: one server a machine in .parts/test-postgres, a fresh migrated database a call.
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { type Db, openDb } from '../../shared/db.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../shared/embedded-postgres.ts';
import { createLog } from '../../shared/log.ts';
import { migrate } from '../../shared/migrate.ts';

const folder = fileURLToPath(new URL('../../.parts/test-postgres', import.meta.url));
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

/** A database of its own for a test file. */
export type TestDatabase = { url: string; db: Db; drop(): Promise<void> };

/** Makes a fresh database, migrated to the newest schema. Its name holds `test`, as whatever may be dropped must. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const base = await testPostgres();
  await administer(`create database ${name}`);
  const url = base.replace(/\/postgres$/, `/${name}`);
  await migrate(url, testLog);
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
