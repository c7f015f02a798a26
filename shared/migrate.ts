// Runs the knex migrations under a lock. The migrations themselves are in migrations/, one schema a service.
import { fileURLToPath } from 'node:url';
import knex from 'knex';
import pg from 'pg';
import type { Log } from './log.ts';

const folder = fileURLToPath(new URL('./migrations', import.meta.url));
// Any number that nothing else locks.
const MIGRATION_LOCK = 72_113_001;

/** Brings the database to the newest schema. Several processes may call it at once: one migrates, the others wait. */
export async function migrate(connectionString: string, log: Log): Promise<string[]> {
  const guard = new pg.Client({ connectionString });
  guard.on('error', (error) => log.warn({ err: error }, 'the migration lock was lost'));
  await guard.connect();
  const migrator = knex({
    client: 'pg',
    connection: connectionString,
    pool: { min: 0, max: 1 },
    log: {
      warn: (text) => log.debug(text),
      error: (text) => log.error(text),
      debug: () => {},
      deprecate: () => {},
    },
  });
  try {
    await guard.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    // Our lock is held by a connection, so a killed migration leaves none behind: knex's own lock row may be stale.
    const settings = {
      directory: folder,
      loadExtensions: ['.ts'],
      tableName: 'migrations',
      schemaName: 'public',
    };
    await migrator.migrate.forceFreeMigrationsLock(settings);
    const [, applied] = (await migrator.migrate.latest(settings)) as [number, string[]];
    if (applied.length > 0) log.info({ applied: applied.length }, 'migrated the database');
    return applied;
  } finally {
    await migrator.destroy();
    await guard.end();
  }
}
