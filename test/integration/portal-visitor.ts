// A visitor of the portal's pages: fetches them, finds what stands in them; and a way to the database that can be cut.
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { PortalRig } from './portal-rig.ts';

/** A page as it came. Redirects are not followed. */
export async function getPage(rig: PortalRig, path: string, headers: Record<string, string> = {}) {
  const response = await fetch(new URL(path, rig.url), { headers, redirect: 'manual' });
  return { response, html: await response.text() };
}

/** The hidden idempotency key of the first form that has one. */
export const keyIn = (html: string): string =>
  /name="idempotencyKey" value="([^"]+)"/.exec(html)?.[1] ?? '';

/** The path of a URL of the portal. */
export const pathOf = (rig: PortalRig, url: string): string => url.slice(rig.url.length);

/** Where the form that ends in a word is sent to. */
export const actionIn = (html: string, end: string): string =>
  (new RegExp(`action="([^"]*/${end}[^"]*)"`).exec(html)?.[1] ?? '')
    .replaceAll('&#x3D;', '=')
    .replaceAll('&amp;', '&');

/** An accepted complaint, by the API: its reference, its status path and token. */
export async function complain(rig: PortalRig, email = 'ada@example.org') {
  const response = await rig.post('/api/v1/complaints', { message: 'SECRET MESSAGE', email });
  const { reference, statusUrl } = (await response.json()) as Record<string, string>;
  const url = new URL(statusUrl ?? '');
  const token = url.searchParams.get('token') ?? '';
  return { reference: reference ?? '', path: pathOf(rig, url.href), token };
}

/** A TCP way to the database that can be cut and mended. */
export async function cuttableLink(databaseUrl: string) {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => other.destroy());
      socket.pipe(other);
    }
  });
  const listen = (port: number) =>
    new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  const cut = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return { url: url.href, cut, mend: () => listen(port), close: cut };
}
