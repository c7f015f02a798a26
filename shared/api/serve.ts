// Serves routes on express: who asks is known before a body is read, input is checked by the schemas of the document, answers
// are private. What a route does stands where it is defined.
import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { type Asker, whoAsks } from '../authenticate.ts';
import type { Clock } from '../clock.ts';
import type { Query } from '../db.ts';
import { RequestError } from '../errors.ts';
import { requireJson } from '../http.ts';
import { readInput } from './read-input.ts';
import type { Answer, Route, RouteDescription } from './route.ts';

/** What serving itself needs of a service. */
type Served = { db: { query: Query }; clock: Clock };

export type ServeOptions = {
  /** Tests: an answer that its schema does not describe fails the request, instead of reaching a program that trusts it. */
  checkAnswers?: boolean;
  /** What is done on a path before it is asked who comes. */
  before?: Record<string, RequestHandler>;
};

const BODY_BYTES_MAX = 256 * 1024;

/** `/cases/{reference}` as express writes it. */
const expressPath = (path: string): string => path.replaceAll(/\{([A-Za-z0-9]+)\}/g, ':$1');

// A literal segment before a parameter: /cases/search is no case called "search".
const sortKey = ({ path }: RouteDescription): string =>
  path
    .split('/')
    .map((segment) => (segment.startsWith('{') ? '~' : segment))
    .join('/');

const authentication =
  ({ db, clock }: Served, { who, restricted }: RouteDescription): RequestHandler =>
  async (request, response, next) => {
    const options = { restricted: restricted ?? false };
    const asker = await whoAsks(db.query, request, clock.now(), options);
    const { staff } = asker;
    if (who !== 'staff' && who !== 'public' && !who.includes(staff.role))
      throw new RequestError(403, 'role_too_low', `This needs the role ${who.join(' or ')}.`);
    response.locals.asker = asker;
    next();
  };

/** @throws Error when an answer is not what the document says. */
function checkAnswer(route: RouteDescription, status: number, answer: Answer): void {
  const { method, path } = route;
  const described = route.answers[status];
  const told = `the answer ${status} of ${method.toUpperCase()} ${path}`;
  if (!described) throw new Error(`${told} is not described`);
  if (!described.schema) return;
  const parsed = described.schema.safeParse(JSON.parse(JSON.stringify(answer.json ?? null)));
  if (!parsed.success)
    throw new Error(`${told} is not what its schema says: ${parsed.error.message}`);
}

/** Lines of JSON as they come. A failure on the way breaks the answer off: its asker sees that it is not whole. */
async function sendLines(response: Response, lines: AsyncIterable<unknown>): Promise<void> {
  response.type('application/x-ndjson');
  for await (const line of lines) {
    if (response.destroyed) return;
    response.write(`${JSON.stringify(line)}\n`);
  }
  response.end();
}

async function sendAnswer(
  route: RouteDescription,
  response: Response,
  answer: Answer,
): Promise<void> {
  if (answer.unending) return;
  const status = answer.status ?? 200;
  response.status(status);
  if (answer.headers) response.set(answer.headers);
  const { json, bytes, html, lines } = answer;
  if (lines) return sendLines(response, lines);
  if (bytes !== undefined) {
    const mediaType = route.answers[status]?.mediaType ?? 'application/octet-stream';
    response.set('Content-Type', mediaType).send(Buffer.from(bytes));
  } else if (html !== undefined) response.type('html').send(html);
  else if (json === undefined) response.end();
  else response.json(json);
}

const answering =
  <Context>(route: Route<Context>, context: Context, options: ServeOptions) =>
  async (request: Request, response: Response): Promise<void> => {
    if (route.who !== 'public') response.set('Cache-Control', 'private, no-store');
    const asker = response.locals.asker as Asker | undefined;
    const input = { ...readInput(route, request), ...asker, request, response };
    const answer = await route.handle(context, input as never);
    if (options.checkAnswers && !answer.lines && !answer.unending)
      checkAnswer(route, answer.status ?? 200, answer);
    await sendAnswer(route, response, answer);
  };

/** A known path by another method (RFC 9110 §15.5.6). */
const otherMethods =
  (methods: string[]): RequestHandler =>
  (request, response) => {
    const allowed = methods.includes('GET') ? [...methods, 'HEAD'] : methods;
    response.set('Allow', allowed.join(', '));
    if (request.method === 'OPTIONS') {
      response.status(204).end();
      return;
    }
    throw new RequestError(
      405,
      'method_not_allowed',
      `Only ${allowed.join(', ')} is answered here.`,
    );
  };

/** The router of some routes, in whatever order they are given. Other methods on their paths are answered with 405. */
export function serveRoutes<Context extends Served>(
  context: Context,
  routes: readonly Route<Context>[],
  options: ServeOptions = {},
): Router {
  const router = Router();
  const ordered = [...routes].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  const byPath = Map.groupBy(ordered, ({ path }) => path);
  for (const route of ordered) {
    const path = expressPath(route.path);
    const first = options.before?.[route.path];
    const steps: RequestHandler[] = first ? [first] : [];
    if (route.who !== 'public') steps.push(authentication(context, route));
    if (route.method !== 'get') {
      const limit = route.bodyBytesMax ?? BODY_BYTES_MAX;
      steps.push(requireJson, express.json({ limit, strict: true }));
    }
    router[route.method](path, ...steps, answering(route, context, options));
  }
  for (const [path, here] of byPath)
    router.all(expressPath(path), otherMethods(here.map(({ method }) => method.toUpperCase())));
  return router;
}
