// A shop's order system as look-ups meet it: a real HTTP server on loopback that can be slow, huge, wrong or away.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How it answers. `hang`: never. `endless`: a body that does not end. `elsewhere`: a redirect to another host. */
export type Mood =
  | 'well'
  | 'hang'
  | 'huge'
  | 'endless'
  | 'no_json'
  | 'fault'
  | 'refuses'
  | 'busy'
  | 'elsewhere'
  | 'list';

export type OrderSystem = {
  base: string;
  mood: Mood;
  /** What it was asked, newest last. */
  asked: { url: string; headers: IncomingMessage['headers'] }[];
  close(): Promise<void>;
};

const order = {
  order: {
    number: '4711 /ä',
    total: { value: 42.5, currency: 'EUR' },
    shipped: false,
    lines: [{ sku: 'A-1' }, { sku: 'B-2' }],
    tags: ['gift', 'express'],
  },
};

function answer(system: OrderSystem, request: IncomingMessage, response: ServerResponse): void {
  const json = (body: string, status = 200): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  };
  switch (system.mood) {
    case 'well':
      json(JSON.stringify(order), (request.url ?? '').includes('unknown') ? 404 : 200);
      return;
    case 'huge':
      json(JSON.stringify({ order: 'x'.repeat(1_000_000) }));
      return;
    case 'endless': {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '.repeat(10_000)), 5);
      response.on('close', () => clearInterval(timer));
      return;
    }
    case 'no_json':
      json('<html>Sorry</html>');
      return;
    case 'list':
      json('[1, 2]');
      return;
    case 'fault':
      json('{}', 500);
      return;
    case 'refuses':
      json('{}', 422);
      return;
    case 'busy':
      json('{}', 429);
      return;
    case 'elsewhere':
      response.writeHead(302, { location: `${system.base}/secret` }).end();
      return;
    case 'hang':
      return;
    default:
      system.mood satisfies never;
  }
}

/** Starts it on a free port of loopback. */
export async function startOrderSystem(): Promise<OrderSystem> {
  const server = createServer((request, response) => {
    system.asked.push({ url: request.url ?? '', headers: request.headers });
    answer(system, request, response);
  });
  const system: OrderSystem = {
    base: '',
    mood: 'well',
    asked: [],
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  system.base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return system;
}
