// One connection beside the pool, for counters that must outlive the transaction that they are counted in.
import type { Db, Query } from '../db.ts';

/** A connection of its own, opened on first use and again after it was lost; closed when its last user has left. */
export type SideConnection = { query: Query; enter(): void; leave(): Promise<void> };

/**
 * Makes one. Consumers hold a pooled connection while they count; taking a second one from the same pool could wait for
 * ever once all are held that way.
 */
export function createSideConnection(db: Db): SideConnection {
  let opening: ReturnType<Db['connect']> | undefined;
  // One statement at a time: the client does not queue them for long.
  let last: Promise<unknown> = Promise.resolve();
  let users = 0;
  const open = (): ReturnType<Db['connect']> => {
    opening ??= db.connect().then(
      (client) => {
        client.once('end', () => {
          opening = undefined;
        });
        return client;
      },
      (error) => {
        opening = undefined;
        throw error;
      },
    );
    return opening;
  };
  return {
    query: <R>(text: string, parameters?: unknown[]): Promise<R[]> => {
      const run = last.then(async () => {
        const client = await open();
        return (await client.query(text, parameters ?? [])).rows as R[];
      });
      last = run.catch(() => {});
      return run;
    },
    enter: () => {
      users++;
    },
    leave: async () => {
      users--;
      if (users > 0) return;
      const client = await opening?.catch(() => undefined);
      opening = undefined;
      await client?.end();
    },
  };
}
