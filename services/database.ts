// Opens the database: the one of DATABASE_URL, or the embedded one, which is watched and brought back when it is killed.
import { type Db, openDb } from '#shared/db.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#shared/embedded-postgres.ts';
import { ConfigError, errorText } from '#shared/errors.ts';
import { createLoop, type Service } from '#shared/lifecycle.ts';
import type { Log } from '#shared/log.ts';
import { migrate } from '#shared/migrate.ts';
import type { Config } from './config.ts';

/** An open, migrated database. `watch` keeps an embedded server alive; `close` stops it if nobody else uses it. */
export type Database = { db: Db; watch: Service[]; close(): Promise<void> };

const WATCH_MS = 1_000;
// A machine that is busy with starting everything at once is no reason to give up. Whoever runs shortens it.
const START_CONNECT_MS = 30_000;

function watchEmbedded(embedded: EmbeddedPostgres, log: Log): Service {
  return createLoop({
    name: 'embedded-postgres',
    log,
    idleMs: WATCH_MS,
    turn: async () => {
      if (await embedded.revive()) log.error('PostgreSQL had died and was started again');
      return false;
    },
  });
}

/**
 * Connects and migrates.
 * @throws ConfigError when the database cannot be reached or the data folder cannot be used.
 */
export async function openDatabase(config: Config, log: Log): Promise<Database> {
  const embedded = config.databaseUrl
    ? undefined
    : await startEmbeddedPostgres(config.dataDir, log);
  const connectionString = config.databaseUrl?.expose() ?? embedded?.connectionString ?? '';
  try {
    await migrate(connectionString, log);
  } catch (error) {
    await embedded?.release();
    const { host } = new URL(connectionString);
    const source = embedded ? 'the embedded PostgreSQL' : `DATABASE_URL: PostgreSQL at ${host}`;
    throw new ConfigError(
      `${source} cannot be used (${errorText(error)}): check that it runs and lets this user in`,
    );
  }
  const db = openDb(connectionString, log);
  db.waitForConnection(START_CONNECT_MS);
  return {
    db,
    watch: embedded ? [watchEmbedded(embedded, log)] : [],
    close: async () => {
      await db.close();
      await embedded?.release();
    },
  };
}
