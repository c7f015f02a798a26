// A stateful stand-in for X's API v2 on loopback: pages, limits, refusals, faults; it records all traffic. Whatever would
// post in public is refused and kept as a violation. It must never know of Redress.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Clock } from '../../shared/clock.ts';
import {
  conversationAnswer,
  failing,
  forbidden,
  mentionsAnswer,
  messageAnswer,
  type SimulatedAnswer,
  tokenAnswer,
  tooManyRequests,
  unauthorized,
  userAnswer,
} from './x-answers.ts';
import {
  createXWorld,
  type Endpoint,
  type Naming,
  type TokenGrant,
  type XWorld,
} from './x-world.ts';

/** A request as it came. */
type RecordedRequest = {
  method: string;
  path: string;
  query: string;
  body: string;
  status: number;
};

/**
 * What goes wrong with a request: a status with its usual body or one given, no answer at all, the connection cut before
 * or after the work was done, an answer that is no JSON, one without end, pages that never end.
 */
export type Fault =
  | { kind: 'status'; status: number; body?: unknown; headers?: Record<string, string> }
  | { kind: 'silence' }
  | { kind: 'cut' }
  | { kind: 'cut_after_taking' }
  | { kind: 'status_after_taking'; status: number }
  | { kind: 'garbage' }
  | { kind: 'flood' };
type PlannedFault = { on: Endpoint; after: number; times: number; fault: Fault };

type Route = { endpoint: Endpoint; scopes: string[]; personId: string };

const ANSWER_PIECE = Buffer.alloc(1024 * 1024, 0x20);

function routeOf(method: string, path: string): Route | undefined {
  const [, a, b, c, d, ...rest] = path.split('/').slice(1);
  if (!path.startsWith('/2/') || rest.length > 0) return undefined;
  const id = /^\d{1,19}$/;
  if (method === 'POST' && a === 'oauth2' && b === 'token' && !c)
    return { endpoint: 'token', scopes: [], personId: '' };
  if (method === 'GET' && a === 'users' && b === 'me' && !c)
    return { endpoint: 'me', scopes: ['users.read', 'tweet.read'], personId: '' };
  if (method === 'GET' && a === 'users' && b && id.test(b) && !d) {
    if (!c) return { endpoint: 'users', scopes: ['users.read', 'tweet.read'], personId: b };
    if (c === 'mentions')
      return { endpoint: 'mentions', scopes: ['users.read', 'tweet.read'], personId: b };
  }
  if (a === 'dm_conversations' && b === 'with' && c && id.test(c)) {
    if (method === 'POST' && d === 'messages')
      return { endpoint: 'message', scopes: ['dm.write', 'users.read', 'tweet.read'], personId: c };
    if (method === 'GET' && d === 'dm_events')
      return {
        endpoint: 'conversation',
        scopes: ['dm.read', 'users.read', 'tweet.read'],
        personId: c,
      };
  }
  return undefined;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parseBody(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function answerOf(
  world: XWorld,
  route: Route,
  token: TokenGrant,
  request: { query: URLSearchParams; body: string },
  naming: Naming,
): SimulatedAnswer {
  const { endpoint, personId } = route;
  switch (endpoint) {
    case 'me':
      return userAnswer(world, token.userId, request.query, naming);
    case 'users':
      return userAnswer(world, personId, request.query, naming);
    case 'mentions':
      return mentionsAnswer(world, personId, request.query, naming);
    case 'conversation':
      return conversationAnswer(world, token.userId, personId);
    case 'message':
      return messageAnswer(world, token.userId, personId, parseBody(request.body));
    case 'token':
      return tokenAnswer(world, request.body, '');
    default:
      return endpoint satisfies never;
  }
}

function send(
  response: ServerResponse,
  answer: SimulatedAnswer,
  headers: [string, string][],
): void {
  const isProblem = answer.status >= 400;
  response.writeHead(answer.status, {
    'content-type': isProblem ? 'application/problem+json' : 'application/json; charset=utf-8',
    ...Object.fromEntries(headers),
  });
  response.end(JSON.stringify(answer.body));
}

/** Answers as the fault says; the work, where it was done, was done before. */
function misbehave(fault: Fault, response: ServerResponse, socket: Socket): void {
  switch (fault.kind) {
    case 'status':
    case 'status_after_taking': {
      const body =
        'body' in fault && fault.body !== undefined ? fault.body : failing(fault.status).body;
      const headers = 'headers' in fault ? (fault.headers ?? {}) : {};
      send(response, { status: fault.status, body }, Object.entries(headers));
      return;
    }
    case 'silence':
      return;
    case 'cut':
    case 'cut_after_taking':
      socket.destroy();
      return;
    case 'garbage':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('<html>Something went wrong</html>');
      return;
    case 'flood': {
      response.writeHead(200, { 'content-type': 'application/json' });
      const pour = (): void => {
        while (!socket.destroyed && response.write(ANSWER_PIECE));
      };
      response.on('drain', pour);
      pour();
      return;
    }
    default:
      fault satisfies never;
  }
}

/** Starts the simulator on a free loopback port. Its time is the clock's. */
export async function startXSimulator(options: { clock: Clock; naming?: Naming }) {
  const world = createXWorld(options.clock);
  const traffic: RecordedRequest[] = [];
  const violations: RecordedRequest[] = [];
  const faults: PlannedFault[] = [];
  const sockets = new Set<Socket>();
  let naming = options.naming ?? 'tweet';
  let held: Promise<void> = Promise.resolve();

  const takeFault = (endpoint: Endpoint): Fault | undefined => {
    const planned = faults.find(({ on }) => on === endpoint);
    if (!planned) return undefined;
    if (planned.after > 0) {
      planned.after--;
      return undefined;
    }
    planned.times--;
    if (planned.times <= 0) faults.splice(faults.indexOf(planned), 1);
    return planned.fault;
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://x.simulated');
    const method = request.method ?? '';
    const body = await bodyOf(request);
    const record: RecordedRequest = {
      method,
      path: url.pathname,
      query: url.search,
      body,
      status: 0,
    };
    traffic.push(record);
    const reply = (answer: SimulatedAnswer, headers: [string, string][] = []): void => {
      record.status = answer.status;
      send(response, answer, headers);
    };
    const route = routeOf(method, url.pathname);
    if (!route) {
      if (method !== 'GET') violations.push(record);
      return reply(forbidden);
    }
    const { authorization = '' } = request.headers;
    if (route.endpoint === 'token') {
      const fault = takeFault('token');
      const takes = fault?.kind === 'cut_after_taking' || fault?.kind === 'status_after_taking';
      if (fault && !takes) return misbehave(fault, response, request.socket);
      const answer = tokenAnswer(world, body, authorization);
      await held;
      return fault ? misbehave(fault, response, request.socket) : reply(answer);
    }
    const token = world.tokenOf(authorization.replace(/^Bearer /, ''));
    if (!token) return reply(unauthorized);
    if (route.scopes.some((scope) => !token.scopes.has(scope))) return reply(forbidden);
    const fault = takeFault(route.endpoint);
    const takes = fault?.kind === 'cut_after_taking' || fault?.kind === 'status_after_taking';
    if (fault && !takes) return misbehave(fault, response, request.socket);
    const { headers, over } = world.count(route.endpoint, token.userId);
    if (over) return reply(tooManyRequests, headers);
    const answer = answerOf(world, route, token, { query: url.searchParams, body }, naming);
    if (fault) return misbehave(fault, response, request.socket);
    reply(answer, headers);
  };

  const server: Server = createServer((request, response) => {
    handle(request, response).catch((error) => response.destroy(error));
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    world,
    /** Every request that came, in order. */
    traffic,
    /** Requests that would have changed something in public, or anything but one person's direct messages. */
    violations,
    setNaming: (to: Naming): void => {
      naming = to;
    },
    /** The next requests of an endpoint go wrong, after `after` good ones. */
    plan: (on: Endpoint, fault: Fault, options: { times?: number; after?: number } = {}): void => {
      faults.push({ on, fault, times: options.times ?? 1, after: options.after ?? 0 });
    },
    /** Answers to renewals wait, once the work is done, until the function given back is called. */
    holdRenewals: (): (() => void) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return resolve;
    },
    clearFaults: (): void => {
      faults.length = 0;
    },
    stop: async (): Promise<void> => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
export type XSimulator = Awaited<ReturnType<typeof startXSimulator>>;
