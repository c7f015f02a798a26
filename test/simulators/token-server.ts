// A token end point on loopback (RFC 6749), with the introspection by which a mail server asks whose a token is (RFC 7662). It counts
// what it was asked, and can be told to refuse, to rotate refresh tokens, to hang or to answer anything.
import { randomUUID } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request for a token, as it came. */
type Asked = Record<string, string>;

/** How it answers from now on, besides what is right. */
export type Mood =
  | { kind: 'well' }
  | { kind: 'answers'; status: number; body: unknown; type?: string }
  | { kind: 'redirects'; to: string }
  | { kind: 'hangs' };

export type TokenServer = {
  tokenUrl: string;
  /** For the mail server: the token is appended. */
  introspectionUrl: string;
  clientId: string;
  clientSecret: string;
  mood: Mood;
  /** How long the next access tokens live, in s. */
  lifeS: number;
  /** What it says of scopes; undefined: nothing, as what was asked for is given. */
  scope: string | undefined;
  /** Whether each answer brings a newer refresh token, and whether the one that was shown is void then. */
  rotates: 'no' | 'leniently' | 'strictly';
  /** Whose mailbox the tokens are for that the client asks for itself. */
  appUser: string;
  /** All that was asked for, in order. */
  asked: Asked[];
  /** A refresh token as a person's authorisation gives one. */
  authorise(user: string): string;
  /** Makes all access tokens void, as when an administrator takes a right back. */
  voidAccess(): void;
  /** Makes all refresh tokens void. */
  voidRefresh(): void;
  /** Is called once a token was given, before the answer leaves. */
  onGiven: (() => Promise<void>) | undefined;
  stop(): Promise<void>;
};

const BODY_MAX = 100_000;

function send(response: ServerResponse, status: number, body: unknown, type = 'application/json') {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

const refusal = (error: string, description: string) => ({ error, error_description: description });

function createState(clientId: string, clientSecret: string) {
  const access = new Map<string, string>();
  const refresh = new Map<string, string>();
  const give = (server: TokenServer, user: string, shown?: string) => {
    const token = `secret.access.${randomUUID()}`;
    access.set(token, user);
    let newer: string | undefined;
    if (shown !== undefined && server.rotates !== 'no') {
      if (server.rotates === 'strictly') refresh.delete(shown);
      newer = `secret.refresh.${randomUUID()}`;
      refresh.set(newer, user);
    }
    return {
      ...{ access_token: token, token_type: 'Bearer', expires_in: server.lifeS },
      ...(server.scope === undefined ? {} : { scope: server.scope }),
      ...(newer === undefined ? {} : { refresh_token: newer }),
    };
  };
  const answer = (server: TokenServer, asked: Asked): { status: number; body: unknown } => {
    if (asked.client_id !== clientId || asked.client_secret !== clientSecret)
      return { status: 401, body: refusal('invalid_client', 'unknown client or wrong secret') };
    if (asked.grant_type === 'client_credentials')
      return { status: 200, body: give(server, server.appUser) };
    const shown = asked.refresh_token ?? '';
    const user = refresh.get(shown);
    if (asked.grant_type !== 'refresh_token' || user === undefined)
      return { status: 400, body: refusal('invalid_grant', 'the grant was taken back') };
    return { status: 200, body: give(server, user, shown) };
  };
  return { access, refresh, answer };
}

/** Starts it. `stop` it in the end. */
export async function startTokenServer(): Promise<TokenServer> {
  const [clientId, clientSecret] = ['redress', `cs-${randomUUID()}`];
  const { access, refresh, answer } = createState(clientId, clientSecret);
  const http = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (url.pathname === '/introspect') {
      const user = access.get(url.searchParams.get('token') ?? '');
      return send(response, 200, user === undefined ? { active: false } : { active: true, user });
    }
    let text = '';
    request.on('data', (chunk) => {
      text = (text + chunk).slice(0, BODY_MAX);
    });
    request.on('end', async () => {
      const asked = Object.fromEntries(new URLSearchParams(text));
      server.asked.push(asked);
      const { mood } = server;
      if (mood.kind === 'hangs') return;
      if (mood.kind === 'answers') return send(response, mood.status, mood.body, mood.type);
      if (mood.kind === 'redirects') return response.writeHead(307, { location: mood.to }).end();
      const { status, body } = answer(server, asked);
      if (status === 200) await server.onGiven?.();
      send(response, status, body);
    });
  });
  http.listen(0, '127.0.0.1');
  await new Promise((resolve) => http.once('listening', resolve));
  const base = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const server: TokenServer = {
    ...{ tokenUrl: `${base}/token`, introspectionUrl: `${base}/introspect?token=` },
    ...{ clientId, clientSecret, mood: { kind: 'well' }, lifeS: 3600, scope: undefined },
    ...{ rotates: 'no', appUser: '', asked: [], onGiven: undefined },
    authorise: (user) => {
      const token = `secret.refresh.${randomUUID()}`;
      refresh.set(token, user);
      return token;
    },
    voidAccess: () => access.clear(),
    voidRefresh: () => refresh.clear(),
    stop: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  return server;
}
