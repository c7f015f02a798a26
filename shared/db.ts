// PostgreSQL: a pool, transactions, and publishing as the last statement of one. No SQL of any service lives here.
import pg from 'pg';
import { type OutgoingEvent, partitionOf } from './bus.ts';
import { TransientError } from './errors.ts';
import type { Log } from './log.ts';

/** Runs one statement with `$1…` parameters and gives the rows. bigint comes as a number, timestamptz as a Date. */
export type Query = <R = Record<string, unknown>>(
  text: string,
  parameters?: unknown[],
  options?: QueryOptions,
) => Promise<R[]>;

/** `prepare: false`: planned for these very values, each time. For lists, whose best plan depends on what is asked for. */
export type QueryOptions = { prepare?: boolean };

/** An open transaction. */
export type Tx = {
  query: Query;
  /** Collects events; they are written to the log as the last statement before commit, in partition order. */
  publish(...events: OutgoingEvent[]): void;
  /** Calls `action` once the transaction is committed; never when it (or the savepoint it was said in) is undone. */
  afterCommit(action: () => void): void;
  /** Runs `work` in a savepoint: when it throws, its writes and events are undone and the error rethrown. */
  savepoint<T>(work: () => Promise<T>): Promise<T>;
};

export type TransactionOptions = {
  /**
   * Commit without waiting for the disk. Only for work that can be repeated from its position in the log (classifier,
   * consumers of cases); never for acceptance, agents' commands or the notifier's claims and marks (ADR 0001).
   */
  asyncCommit?: boolean;
};

/** The database. `query` is for single statements outside a transaction. */
export type Db = {
  query: Query;
  transaction<T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Calls the listener after each commit that published, with the topics. Returns a function that unsubscribes. */
  onPublished(listener: (topics: Set<string>) => void): () => void;
  /** How long a statement waits for a connection from now on, in ms: long at the start, short once people wait for answers. */
  waitForConnection(withinMs: number): void;
  /** A dedicated connection outside the pool's rhythm, for LISTEN and advisory locks. The caller ends it. */
  connect(): Promise<pg.Client>;
  close(): Promise<void>;
};

const INT8 = 20;
const parseInt8 = (text: string): number => Number(text);
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 && format !== 'binary'
      ? parseInt8
      : pg.types.getTypeParser(oid as never, format as never),
} as pg.CustomTypesConfig;

// Connection failures and server shutdowns (SQLSTATE classes 08, 57P, 53) are worth another try.
const transientStates = /^(08|57P|53|40001|40P01|25P03)/;
const lostConnection =
  /ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|terminated|timeout exceeded|not queryable/i;

/** Whether a failed statement failed because the database was away, not because of what was asked. */
export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof TransientError) return true;
  if (!(error instanceof Error)) return false;
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string' && transientStates.test(code)) return true;
  return lostConnection.test(`${typeof code === 'string' ? code : ''} ${error.message}`);
}

// disk_full and too_many_connections (PostgreSQL, appendix A): whatever was asked, the machine had no room for it.
const noRoomStates = /^53(100|300)/;

/** Whether a statement failed for want of room: the next one will too, whatever it asks, until somebody makes room. */
export function isOutOfRoom(error: unknown): boolean {
  const code = error instanceof Error && (error as { code?: unknown }).code;
  return typeof code === 'string' && noRoomStates.test(code);
}

// Statements are prepared once a connection. Only texts without values are named, so the set stays small.
const statementNames = new Map<string, string>();
const STATEMENTS_MAX = 1000;
function statementName(text: string): string | undefined {
  const known = statementNames.get(text);
  if (known) return known;
  if (statementNames.size >= STATEMENTS_MAX) return undefined;
  const name = `q${statementNames.size}`;
  statementNames.set(text, name);
  return name;
}

const queryOn =
  (client: pg.Pool | pg.ClientBase): Query =>
  async <R>(text: string, parameters?: unknown[], { prepare = true }: QueryOptions = {}) => {
    const name = parameters && prepare ? statementName(text) : undefined;
    const config = { text, values: parameters ?? [], ...(name ? { name } : {}) };
    const result = parameters ? await client.query(config) : await client.query(text);
    return result.rows as R[];
  };

// The socket of a client, of which pg's types do not speak.
type Corked = { connection?: { stream?: { cork(): void; uncork(): void } } };

/** Has what is asked for within one turn of the event loop leave with one write. */
function together(client: pg.ClientBase): void {
  const stream = (client as Corked).connection?.stream;
  stream?.cork();
  setImmediate(() => stream?.uncork());
}

/** Sends a statement without waiting for its answer: it travels with the next one, which fails where it fails. */
function sendAhead(client: pg.ClientBase, text: string): Promise<pg.QueryResult> {
  together(client);
  const answer = client.query(text);
  answer.catch(() => {});
  return answer;
}

function createTx(client: pg.ClientBase): {
  tx: Tx;
  outbox: OutgoingEvent[];
  actions: (() => void)[];
} {
  const outbox: OutgoingEvent[] = [];
  const actions: (() => void)[] = [];
  const query = queryOn(client);
  let depth = 0;
  const tx: Tx = {
    query,
    publish: (...events) => {
      outbox.push(...events);
    },
    afterCommit: (action) => {
      actions.push(action);
    },
    savepoint: async (work) => {
      const name = `s${depth++}`;
      const mark = outbox.length;
      const actionMark = actions.length;
      const opened = sendAhead(client, `savepoint ${name}`);
      try {
        const result = await work();
        await opened;
        await client.query(`release savepoint ${name}`);
        return result;
      } catch (error) {
        outbox.length = mark;
        actions.length = actionMark;
        await client.query(`rollback to savepoint ${name}`);
        throw error;
      } finally {
        depth--;
      }
    },
  };
  return { tx, outbox, actions };
}

/** Sends a statement. `refused`: the driver could not even send it, such as for a parameter that cannot be written. */
function send(client: pg.ClientBase, config: pg.QueryConfig) {
  const { promise, resolve, reject } = Promise.withResolvers<pg.QueryResult>();
  promise.catch(() => {});
  let refused = false;
  // By callback: of a promise nobody could tell now.
  client.query(config, (error: Error | null, result: pg.QueryResult) => {
    refused ||= error !== null;
    if (error) reject(error);
    else resolve(result);
  });
  return { answer: promise, refused };
}

const publishText =
  'select bus.publish($1::text[], $2::int[], $3::text[], $4::uuid[], $5::text[], $6::text[])';

const publication = (outbox: OutgoingEvent[]): pg.QueryConfig => {
  const name = statementName(publishText);
  return {
    text: publishText,
    ...(name ? { name } : {}),
    values: [
      outbox.map((event) => event.topic),
      outbox.map((event) => partitionOf(event.key)),
      outbox.map((event) => event.key),
      outbox.map((event) => event.id),
      outbox.map((event) => event.trace),
      outbox.map((event) => JSON.stringify(event.payload)),
    ],
  };
};

/**
 * Publishes and commits, sent as one: the locks of the log are held for a round trip less. When PostgreSQL refuses the
 * events it answers the commit behind them with a rollback; what could not be sent at all has no commit behind it.
 * @throws also when a statement had failed before and nobody said so: such a commit is answered with a rollback too.
 */
async function commit(client: pg.ClientBase, outbox: OutgoingEvent[]): Promise<void> {
  const publishing = outbox.length > 0 ? publication(outbox) : undefined;
  together(client);
  const published = publishing && send(client, publishing);
  if (published?.refused) await published.answer;
  const committed = send(client, { text: 'commit' });
  await published?.answer;
  const { command } = await committed.answer;
  if (command !== 'COMMIT')
    throw new Error('committing: a statement had failed before, so all was undone');
}

/** A request that waits longer for a connection is better told so (503). */
export const CONNECT_MS = 5_000;

/** Opens a pool on a connection string. Nothing connects until the first statement. */
export function openDb(connectionString: string, log: Log, options: { poolMax?: number } = {}): Db {
  const settings = {
    connectionString,
    types,
    application_name: 'redress',
    connectionTimeoutMillis: CONNECT_MS,
    // A stopped process must not hold a partition or block the log (ADR 0001).
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
  };
  // A statement is sent while those before it are on their way; answers come in order.
  const pool = new pg.Pool({ ...settings, pipeline: true, max: options.poolMax ?? 20 });
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection was lost'));
  const listeners = new Set<(topics: Set<string>) => void>();
  // What is done is done: whoever hears of it and fails must not make it look undone to the caller, who would repeat it.
  const tell = (action: () => void): void => {
    try {
      action();
    } catch (error) {
      log.error({ err: error }, 'what follows a commit failed');
    }
  };
  return {
    query: queryOn(pool),
    transaction: async (work, transactionOptions = {}) => {
      const client = await pool.connect();
      let broken: Error | undefined;
      const onError = (error: Error) => {
        broken = error;
      };
      client.on('error', onError);
      try {
        const begun = sendAhead(
          client,
          transactionOptions.asyncCommit ? 'begin; set local synchronous_commit = off' : 'begin',
        );
        const { tx, outbox, actions } = createTx(client);
        const result = await work(tx);
        await begun;
        await commit(client, outbox);
        if (outbox.length > 0) {
          const topics = new Set(outbox.map((event) => event.topic));
          for (const listener of listeners) tell(() => listener(topics));
        }
        for (const action of actions) tell(action);
        return result;
      } catch (error) {
        await client.query('rollback').catch((failure: Error) => {
          broken = failure;
        });
        throw error;
      } finally {
        client.off('error', onError);
        client.release(broken);
      }
    },
    onPublished: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    connect: async () => {
      const client = new pg.Client({ ...settings, idle_in_transaction_session_timeout: 0 });
      client.on('error', (error) =>
        log.warn({ err: error }, 'a dedicated database connection was lost'),
      );
      await client.connect();
      return client;
    },
    waitForConnection: (withinMs) => {
      pool.options.connectionTimeoutMillis = withinMs;
    },
    close: () => pool.end(),
  };
}
