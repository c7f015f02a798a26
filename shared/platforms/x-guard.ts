// What may leave for X, and how far it may go: the request allow-list, the agent that enforces it, time and size bounds.
// No meaning of answers lives here, and no way around the list may be added (R46).
import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import net, { type Socket } from 'node:net';

/** A request that this system never makes was about to leave: a bug, stopped before a byte of it went out. */
export class ForbiddenRequestError extends Error {
  override name = 'ForbiddenRequestError';
}

const HOST = 'api.x.com';

/** Everything that may ever be asked of X. A path segment that is an id may still be its `:name` in the SDK's templates. */
const allowed: { method: 'GET' | 'POST'; path: RegExp }[] = [
  { method: 'GET', path: /^\/2\/users\/(me|\d{1,19}|:id)$/ },
  { method: 'GET', path: /^\/2\/users\/(\d{1,19}|:id)\/mentions$/ },
  { method: 'GET', path: /^\/2\/dm_conversations\/with\/(\d{1,19}|:participant_id)\/dm_events$/ },
  { method: 'POST', path: /^\/2\/dm_conversations\/with\/(\d{1,19}|:participant_id)\/messages$/ },
  { method: 'POST', path: /^\/2\/oauth2\/token$/ },
];

/**
 * Lets reading, a direct message to one person and the token refresh pass.
 * @throws ForbiddenRequestError for anything else: posts, replies, likes, hiding, group conversations, other hosts.
 */
function assertAllowed(method: string | undefined, url: URL): void {
  const known = allowed.some((entry) => entry.method === method && entry.path.test(url.pathname));
  if (known && url.protocol === 'https:' && url.host === HOST) return;
  throw new ForbiddenRequestError(
    `X: ${method} ${url.host}${url.pathname} is not on the allow-list: this system only reads and sends direct messages`,
  );
}

/** What is known and bounded about one call. `sent`: the connection stood, so the request may have reached X. */
export type Call = { signal: AbortSignal; answerBytesMax: number; sent: boolean };

/** The part of Node's agents that each request passes through, whatever built it. */
type Gate = { addRequest(request: ClientRequest, ...rest: unknown[]): void };

function watchAnswer(answer: IncomingMessage, answerBytesMax: number): void {
  let bytes = 0;
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > answerBytesMax)
      answer.destroy(new Error(`the answer is larger than ${answerBytesMax} bytes`));
  });
}

function watchSocket(socket: Socket, call: Call): void {
  const event = 'encrypted' in socket ? 'secureConnect' : 'connect';
  socket.once(event, () => {
    call.sent = true;
  });
}

function gated<A extends http.Agent>(agent: A, call: Call): A {
  const gate = agent as unknown as Gate;
  const addRequest = gate.addRequest.bind(agent);
  gate.addRequest = (request, ...rest) => {
    assertAllowed(request.method, new URL(request.path, `${request.protocol}//${request.host}`));
    request.once('socket', (socket) => watchSocket(socket, call));
    request.prependOnceListener('response', (answer) => watchAnswer(answer, call.answerBytesMax));
    addRequest(request, ...rest);
  };
  return agent;
}

/** Goes to a simulator on loopback instead of X: the SDK's hosts are fixed, so the agent connects elsewhere. */
function loopbackAgent(apiUrl: string): http.Agent {
  const { hostname, port } = new URL(apiUrl);
  const agent = new http.Agent({ keepAlive: false });
  // Node compares this with the request's own protocol, which the SDK fixes to https.
  (agent as unknown as { protocol: string }).protocol = 'https:';
  agent.createConnection = () => net.connect(Number(port || 80), hostname.replace(/^\[|\]$/g, ''));
  return agent;
}

/** Whether an address is this machine's own (RFC 1122 127/8, RFC 4291 ::1): the only place a simulator may be. */
export function isLoopbackUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  if (protocol !== 'http:') return false;
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** The SDK's hooks that see a request, as far as they are used here. */
type BeforeConfig = { url: URL; params: { method: string } };
type BeforeRequest = {
  computedParams: { url: URL; method: string };
  requestOptions: { signal?: AbortSignal | undefined };
};

/**
 * The SDK's settings for one call. The allow-list stands three times: as the call is made, when its address is complete
 * (an id may hold a path), and in the agent, which no request can avoid. Connections are not kept: a stale one would make
 * a message doubtful that never left.
 */
export function guardedSettings(call: Call, apiUrl: string | undefined) {
  const agent = apiUrl ? loopbackAgent(apiUrl) : new https.Agent({ keepAlive: false });
  const guard = {
    onBeforeRequestConfig: ({ url, params }: BeforeConfig) => {
      assertAllowed(params.method.toUpperCase(), url);
    },
    onBeforeRequest: ({ computedParams, requestOptions }: BeforeRequest) => {
      assertAllowed(computedParams.method, computedParams.url);
      requestOptions.signal = call.signal;
    },
    onBeforeStreamRequestConfig: ({ url, params }: BeforeConfig) => {
      throw new ForbiddenRequestError(`X: streams are not used: ${params.method} ${url.pathname}`);
    },
  };
  // Uncompressed, so that the bound on an answer's size is the bound on what it unfolds to.
  return { httpAgent: gated(agent, call), plugins: [guard], compression: false };
}
