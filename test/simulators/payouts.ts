// A stand-in for a payment provider on loopback: pays once a key, or (naive) each time it is asked; answers late, wrongly or
// not at all; holds at a step until a test lets it go. It must never know of Redress.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A request as it came. */
type Asked = { method: string; key: string; body: Record<string, unknown>; authorization: string };

/**
 * What goes wrong with a request: cut before or after the money went, a status before or after, nothing ever, no JSON, an
 * answer without end, a redirection.
 */
export type PayoutFault =
  | 'cut'
  | 'cut_after_paying'
  | 'silence'
  | 'silence_after_paying'
  | 'garbage'
  | 'flood'
  | 'elsewhere'
  | { status: number; afterPaying?: true };

/** The steps of a request that a test can wait for and hold. */
export type PayoutMoment = 'connected' | 'received' | 'paid' | 'answered';

export type PayoutSimulator = {
  url: string;
  asked: Asked[];
  /** How often money went out, by key. */
  paid: Map<string, number>;
  /** Faults for the next requests of a method, in order; those after them are answered well. */
  faults: { POST: PayoutFault[]; GET: PayoutFault[] };
  /** What a payment comes to: `pending` ones are paid when it is set to `paid`. */
  verdict: 'paid' | 'pending' | 'failed';
  /** Pays again for each POST, key or not: whoever repeats blindly pays twice. */
  naive: boolean;
  /** Called at each step; the step waits for it. */
  at: (moment: PayoutMoment, key: string) => void | Promise<void>;
  close(): Promise<void>;
};

const FLOOD_PIECE = 'x'.repeat(65_536);

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text ? JSON.parse(text) : {};
}

/** Does what a fault says; false when it leaves the answer to the good way. */
function misbehave(
  fault: PayoutFault | undefined,
  when: 'before' | 'after',
  socket: Socket,
  response: ServerResponse,
): boolean {
  if (fault === undefined) return false;
  const isAfter =
    typeof fault === 'string' ? fault.endsWith('after_paying') : fault.afterPaying === true;
  if (isAfter !== (when === 'after')) return false;
  if (typeof fault === 'object') response.writeHead(fault.status).end('{}');
  else if (fault.startsWith('cut')) socket.destroy();
  else if (fault === 'garbage') response.end('<html>not what you think</html>');
  else if (fault === 'elsewhere')
    response.writeHead(302, { location: 'http://127.0.0.1:1/elsewhere' }).end();
  else if (fault === 'flood') {
    const pour = (): void => {
      while (!response.destroyed && response.write(FLOOD_PIECE));
      response.once('drain', pour);
    };
    pour();
  }
  return true;
}

/** Starts the provider on a free loopback port. */
export async function startPayoutSimulator(): Promise<PayoutSimulator> {
  const sockets = new Set<Socket>();
  const known = new Map<string, true>();
  const simulator: PayoutSimulator = {
    url: '',
    asked: [],
    paid: new Map(),
    faults: { POST: [], GET: [] },
    verdict: 'paid',
    naive: false,
    at: () => {},
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const pay = (key: string): void => {
    if (!known.has(key) || simulator.naive)
      simulator.paid.set(key, (simulator.paid.get(key) ?? 0) + 1);
    known.set(key, true);
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const method = request.method === 'POST' ? 'POST' : 'GET';
    const body = await bodyOf(request);
    const key = String(body.key ?? request.url?.split('/').at(-1));
    simulator.asked.push({ method, key, body, authorization: request.headers.authorization ?? '' });
    await simulator.at('received', key);
    // Whoever asked is gone before it was taken.
    if (request.socket.destroyed) return;
    const fault = simulator.faults[method].shift();
    if (misbehave(fault, 'before', request.socket, response)) return;
    if (method === 'POST' && simulator.verdict !== 'failed') {
      pay(key);
      await simulator.at('paid', key);
    }
    if (misbehave(fault, 'after', request.socket, response)) return;
    if (method === 'GET' && !known.has(key)) response.statusCode = 404;
    const status = simulator.verdict;
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({ status, reference: `P-${key.slice(0, 8)}`, reason: 'account_closed' }),
    );
    await simulator.at('answered', key);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => request.socket.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
    // What was sent stays unread until the test lets it.
    socket.pause();
    Promise.resolve(simulator.at('connected', '')).then(() => socket.resume());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  simulator.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return simulator;
}
