// The one web server of a process: the services' routes, health, readiness, metrics. No business routes live here.
import { timingSafeEqual } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, {
  type Express,
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from 'express';
import { ConfigError, errorText, RequestError } from '#shared/errors.ts';
import { problemHandler, sendProblem } from '#shared/http.ts';
import type { Log } from '#shared/log.ts';
import type { Metrics } from '#shared/metrics.ts';
import type { Check } from '#shared/runtime.ts';
import type { Secret } from '#shared/secret.ts';

export type WebServer = {
  /** Takes the port. Until `serve` is called everything but /healthz answers 503. */
  listen(): Promise<void>;
  serve(content: WebContent): void;
  /** Stops taking connections, lets requests end, closes what is left after a grace time. */
  close(): Promise<void>;
  /** `http://HOST:PORT`, with the real port. */
  url(): string;
};

export type WebContent = {
  routers: Router[];
  checks: Check[];
  measures: (() => Promise<void>)[];
  /** End answers that have no end of their own. */
  drains?: (() => void)[];
};

type Settings = {
  host: string;
  port: number;
  metricsToken: Secret | undefined;
  metrics: Metrics;
  log: Log;
};

const CHECK_MS = 3_000;
const GRACE_MS = 5_000;
/** Headers of a request must arrive within this time, its body within five minutes (slowloris). */
const HEADERS_MS = 20_000;

const withTimeout = (check: Promise<void>): Promise<void> =>
  Promise.race([
    check,
    new Promise<void>((_, reject) => {
      setTimeout(
        () => reject(new Error(`no answer within ${CHECK_MS / 1000} s`)),
        CHECK_MS,
      ).unref();
    }),
  ]);

async function readiness(
  checks: Check[],
): Promise<{ ready: boolean; parts: Record<string, string> }> {
  const results = await Promise.all(
    checks.map(async ({ name, check }) => {
      try {
        await withTimeout(check());
        return [name, 'ok'] as const;
      } catch (error) {
        return [name, errorText(error)] as const;
      }
    }),
  );
  return {
    ready: results.every(([, result]) => result === 'ok'),
    parts: Object.fromEntries(results),
  };
}

const forwardedBy = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];
const loopback = /^(127\.|::1$|::ffff:127\.)/;

function mayReadMetrics(request: Request, token: Secret | undefined): boolean {
  // A proxy on this machine comes from loopback too, for whomever it lets in.
  if (!token)
    return (
      loopback.test(request.socket.remoteAddress ?? '') &&
      !forwardedBy.some((name) => request.get(name) !== undefined)
    );
  const given = Buffer.from(/^Bearer (.+)$/.exec(request.get('authorization') ?? '')?.[1] ?? '');
  const wanted = Buffer.from(token.expose());
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function addOperations(
  app: Express,
  settings: Settings,
  content: () => WebContent | undefined,
): void {
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.get('/readyz', async (request, response) => {
    const serving = content();
    const { ready, parts } = serving
      ? await readiness(serving.checks)
      : { ready: false, parts: { start: 'starting' } };
    // Which part is down is for everybody who balances load; why (hosts, accounts) is for operators.
    const shown = mayReadMetrics(request, settings.metricsToken)
      ? parts
      : Object.fromEntries(
          Object.entries(parts).map(([name, text]) => [name, text === 'ok' ? text : 'failing']),
        );
    response
      .status(ready ? 200 : 503)
      .json({ status: ready ? 'ready' : 'not ready', parts: shown });
  });
  app.get('/metrics', async (request, response) => {
    if (!mayReadMetrics(request, settings.metricsToken)) {
      throw new RequestError(
        403,
        'forbidden',
        'Metrics answer on loopback, or to the bearer of METRICS_TOKEN.',
      );
    }
    for (const measure of content()?.measures ?? []) await measure();
    response
      .type(settings.metrics.registry.contentType)
      .send(await settings.metrics.registry.metrics());
  });
}

/** What holds for every answer that does not say otherwise: not guessed at, not kept, not framed, nothing run in it. */
const plainHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Referrer-Policy': 'no-referrer',
  });
  next();
};

function timeRequests(metrics: Metrics) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const stop = metrics.httpSeconds.startTimer();
    response.on('finish', () => {
      const route = String((request.route as { path?: unknown } | undefined)?.path ?? 'none');
      stop({ method: request.method, route, status: String(response.statusCode) });
    });
    next();
  };
}

/** Makes the server; `listen` opens it. */
export function createWebServer(settings: Settings): WebServer {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  let content: WebContent | undefined;
  let routes: Router | undefined;
  app.use(timeRequests(settings.metrics));
  app.use(plainHeaders);
  addOperations(app, settings, () => content);
  app.use((request, response, next) => {
    if (routes) routes(request, response, next);
    else next(new RequestError(503, 'starting', 'Redress is starting.', { retryAfterSeconds: 5 }));
  });
  app.use((_request, response) => {
    sendProblem(response, new RequestError(404, 'not_found', 'There is nothing here.'));
  });
  app.use(problemHandler(settings.log));
  const server: Server = createServer({ requestTimeout: 300_000, headersTimeout: HEADERS_MS }, app);
  const url = () => {
    const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
    return `http://${host}:${(server.address() as AddressInfo | null)?.port ?? settings.port}`;
  };
  return {
    url,
    listen: () => listen(server, settings),
    serve: (given) => {
      const router = express.Router();
      for (const each of given.routers) router.use(each);
      content = given;
      routes = router;
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const drain of content?.drains ?? []) drain();
      server.closeIdleConnections();
      const grace = setTimeout(() => server.closeAllConnections(), GRACE_MS);
      await closed;
      clearTimeout(grace);
    },
  };
}

function listen(server: Server, { host, port }: Settings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const faults: Record<string, string> = {
        EADDRINUSE: `PORT: ${port} on ${host} is taken: stop what uses it or choose another PORT`,
        EACCES: `PORT: ${port} may not be used by this user: choose one above 1023`,
        EADDRNOTAVAIL: `HOST: ${host} is not an address of this machine`,
        ENOTFOUND: `HOST: ${host} is not known`,
      };
      reject(new ConfigError(faults[error.code ?? ''] ?? `PORT: ${errorText(error)}`));
    });
    server.listen({ host, port }, () => resolve());
  });
}
