// Connections that are opened on first use and thrown away when they fail, and a bound on how long one may take.

import { TransientError } from '../errors.ts';
import { pause } from './delivery.ts';

/** Waits for work, but not longer than the limit; the work is not stopped. */
export async function within<T>(limitMs: number, what: string, work: Promise<T>): Promise<T> {
  const stop = new AbortController();
  const late = pause(limitMs, stop.signal).then((): never => {
    throw new TransientError(`${what} took more than ${limitMs} ms`);
  });
  late.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    stop.abort();
  }
}

/** A connection that is there when it is used. */
export type Held<T> = {
  use<R>(work: (connected: T) => Promise<R>): Promise<R>;
  drop(): Promise<void>;
};

/** Makes one. A failed use drops the connection, so that the next one starts afresh. */
export function createHeld<T extends { connect(): Promise<void>; disconnect(): Promise<void> }>(
  make: () => T,
): Held<T> {
  let held: Promise<T> | undefined;
  const open = async (): Promise<T> => {
    const connection = make();
    try {
      await connection.connect();
      return connection;
    } catch (error) {
      await connection.disconnect().catch(() => {});
      throw error;
    }
  };
  const drop = async (): Promise<void> => {
    const dropped = held;
    held = undefined;
    await dropped?.then((connection) => connection.disconnect()).catch(() => {});
  };
  return {
    drop,
    use: async (work) => {
      held ??= open();
      const current = held;
      try {
        return await work(await current);
      } catch (error) {
        if (held === current) await drop();
        throw error;
      }
    },
  };
}
