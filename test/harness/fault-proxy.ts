// A TCP proxy on loopback that spoils a link as told: down, silent, reset, slow, in slices, cut after so many bytes. It can
// also be watched: whoever watches sees the bytes before they go on, and may cut. No protocol is understood here.
import { connect as connectTcp, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** What is wrong with the link. */
export type Toxic =
  /** Nobody listens, and what was open is closed. */
  | { kind: 'down' }
  /** Bytes are swallowed both ways; nothing is closed until it heals. */
  | { kind: 'timeout' }
  /** What is open is reset (RST), and so is whoever connects. */
  | { kind: 'reset_peer' }
  /** Each piece waits, then drips. */
  | { kind: 'slow'; latencyMs: number; bytesPerSecond: number }
  /** Bytes arrive in small slices. */
  | { kind: 'slicer'; bytes: number; delayMs: number }
  /** A connection is cut once so many bytes came from the server since the fault began. */
  | { kind: 'limit_data'; bytes: number };

export type Side = 'client' | 'server';
/** One proxied connection, as a watcher knows it. */
export type ProxiedConnection = { id: number; clientPort: number };
/** Sees each chunk before it goes on. `cut`: it does not, and the connection ends. */
export type Watcher = (link: ProxiedConnection, from: Side, chunk: Buffer) => 'pass' | 'cut';

export type FaultProxy = {
  port: number;
  /** Spoils the link until `heal`. */
  spoil(toxic: Toxic): Promise<void>;
  heal(): Promise<void>;
  /** Watches from now on; `undefined` ends it. */
  watch(watcher: Watcher | undefined): void;
  stop(): Promise<void>;
};

const listenOn = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });

/** Below the range that systems hand out by themselves: while the proxy is down, nobody else may take its port. */
async function listenSomewhere(server: Server): Promise<number> {
  for (let tries = 0; ; tries++) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    try {
      await listenOn(server, port);
      return port;
    } catch (error) {
      if (tries > 50) throw error;
    }
  }
}

const write = (to: Socket, chunk: Buffer): Promise<void> =>
  new Promise((resolve) => {
    if (to.destroyed || to.writableEnded) return resolve();
    to.write(chunk, () => resolve());
  });

/** Starts one before a loopback port. */
export async function startFaultProxy(target: () => number): Promise<FaultProxy> {
  const pairs = new Map<Socket, Socket>();
  let toxic: Toxic | undefined;
  let fromServerBytes = 0;
  let watcher: Watcher | undefined;
  let connections = 0;

  const cutAll = (how: 'destroy' | 'resetAndDestroy'): void => {
    for (const pair of pairs) for (const socket of pair) socket[how]();
    pairs.clear();
  };

  /** Passes a chunk on under the fault of the moment. False: the connection is to end. */
  const pass = async (chunk: Buffer, from: Side, to: Socket): Promise<boolean> => {
    const now = toxic;
    switch (now?.kind) {
      case 'timeout':
        // Swallowed: the connection can only end, which it does when the link heals.
        return true;
      case 'slow':
        await delay(now.latencyMs + (chunk.length / now.bytesPerSecond) * 1000);
        break;
      case 'slicer':
        for (let at = 0; at < chunk.length; at += now.bytes) {
          await write(to, chunk.subarray(at, at + now.bytes));
          if (toxic === now) await delay(now.delayMs);
        }
        return true;
      case 'limit_data':
        if (from === 'client') break;
        fromServerBytes += chunk.length;
        if (fromServerBytes <= now.bytes) break;
        await write(
          to,
          chunk.subarray(0, Math.max(0, chunk.length - (fromServerBytes - now.bytes))),
        );
        fromServerBytes = 0;
        return false;
      default:
    }
    await write(to, chunk);
    return true;
  };

  const pump = async (link: ProxiedConnection, from: Side, source: Socket, to: Socket) => {
    try {
      for await (const chunk of source) {
        if (watcher?.(link, from, chunk as Buffer) === 'cut') break;
        if (!(await pass(chunk as Buffer, from, to))) break;
      }
    } catch {
      // Reset by one side: the other learns of it by the end.
    }
    source.destroy();
    to.destroy();
  };

  const server = createServer((client) => {
    client.on('error', () => {});
    if (toxic?.kind === 'reset_peer') return void client.resetAndDestroy();
    const upstream = connectTcp({ port: target(), host: '127.0.0.1', noDelay: true });
    upstream.on('error', () => client.destroy());
    client.setNoDelay(true);
    pairs.set(client, upstream);
    client.once('close', () => {
      pairs.delete(client);
      upstream.destroy();
    });
    const link = { id: connections++, clientPort: client.remotePort ?? 0 };
    void pump(link, 'client', client, upstream);
    void pump(link, 'server', upstream, client);
  });
  const port = await listenSomewhere(server);
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));

  return {
    port,
    spoil: async (next) => {
      toxic = next;
      fromServerBytes = 0;
      if (next.kind === 'reset_peer') cutAll('resetAndDestroy');
      if (next.kind !== 'down') return;
      const closed = close();
      cutAll('destroy');
      await closed;
    },
    heal: async () => {
      const was = toxic;
      toxic = undefined;
      if (was?.kind === 'timeout') cutAll('destroy');
      if (was?.kind === 'down') await listenOn(server, port);
    },
    watch: (next) => {
      watcher = next;
    },
    stop: async () => {
      const closed = server.listening ? close() : Promise.resolve();
      cutAll('destroy');
      await closed;
    },
  };
}
