// The one document of the whole API, put together here from what each service says of its own routes, and the page that shows
// it. Every process serves all of it: whichever a proxy leads to, the answer is the same.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RequestHandler, Response, Router } from 'express';
import { z } from 'zod';
import { type ApiDocument, createApiDocument } from '#shared/api/document.ts';
import { apiReferencePage } from '#shared/api/reference-page.ts';
import { type Route, type RouteDescription, routeFor } from '#shared/api/route.ts';
import { serveRoutes } from '#shared/api/serve.ts';
import { RequestError } from '#shared/errors.ts';
import { sendProblem } from '#shared/http.ts';
import type { Deps } from '#shared/runtime.ts';
import { sessionTokenOf } from '#shared/sessions.ts';
import { casesApi } from './cases/cases-api.ts';
import { classifierApi } from './classifier/classifier-api.ts';
import { consoleApi } from './console/console-api.ts';
import { emailApi } from './email/email-api.ts';
import { notifierApi } from './notifier/api/notifier-api.ts';
import { portalApi } from './portal/api/portal-api.ts';
import { socialApi } from './social/social-api.ts';

const tags: Record<string, string> = {
  intake: 'What programs hand in: complaints, scores.',
  cases: 'Cases, what was received, the Complaint Log.',
  commands: 'What can be done to a case. Each is one transaction; roles are checked in it.',
  record: 'What stands on record of the record: legal hold, who read what, heads of days.',
  tasks: 'What people are asked to do.',
  composing: 'Writing about a case: drafts, who else is there, messages as they would be sent.',
  triage: 'What the rules set aside or could not decide; the intake ledger.',
  overview: 'How it goes: numbers that open their cases.',
  remedies: 'Compensation: proposed, approved, delivered; its ledger and its sums.',
  classifier: 'What texts are taken for and why, what people correct, the models learnt from it.',
  session: 'Signing in and out of the console.',
  account: 'One’s own account: how one gets in, API tokens.',
  staff: 'Who works here, what they may, when they are away.',
  templates: 'What messages say, in every language: looked at, tried out, published.',
  channels: 'How what is received comes in, and whether it does.',
  messages: 'What went out, and what was caught because there is no mail server.',
  'pages for customers': 'HTML; here for completeness.',
  reference: 'This document.',
};

const description = `Complaints in, cases out; every right is checked on the server.

Send "Authorization: Bearer TOKEN" ("redress token create" makes one); browsers sign in and send a cookie, and "X-CSRF-Token" with what is not GET. Times are RFC 3339 in UTC, amounts decimal texts. An unknown key of a query or body is refused. Lists page by "cursor": send back what "next" said. Errors are problems (RFC 9457) with a "code" to rely on.

Idempotency-Key makes a repeat of the same request harmless. A case's ETag, sent back as If-Match, keeps two people from overwriting each other.`;

type Context = Pick<Deps, 'db' | 'clock' | 'publicUrl'>;
const route = routeFor<Context>();

const JSON_PATH = '/api/v1/openapi.json';
const PAGE_PATH = '/api/docs';
const style = readFileSync(new URL('../shared/api/reference-page.css', import.meta.url), 'utf8');
const stylePath = `${PAGE_PATH}/style-${createHash('sha256').update(style).digest('hex').slice(0, 12)}.css`;

const ownRoutes: Route<Context>[] = [
  route(
    {
      method: 'get',
      path: JSON_PATH,
      operationId: 'getApiDocument',
      summary: 'The OpenAPI 3.1 document of this API',
      tag: 'reference',
      who: 'staff',
      answers: { 200: { description: 'The document.', schema: z.looseObject({}) } },
    },
    async ({ publicUrl }) => ({ json: apiDocument(publicUrl) }),
  ),
  route(
    {
      method: 'get',
      path: PAGE_PATH,
      operationId: 'showApiReference',
      summary: 'The same as a page',
      description: 'A browser asks for name and password: give any name and a token.',
      tag: 'reference',
      who: 'staff',
      answers: { 200: { description: 'A page.', mediaType: 'text/html; charset=utf-8' } },
    },
    async ({ publicUrl }) => ({
      html: apiReferencePage(apiDocument(publicUrl), { style: stylePath, json: JSON_PATH }),
      headers: {
        'Content-Security-Policy':
          "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      },
    }),
  ),
];

/** All that can be asked for from outside. */
export const wholeApi: readonly RouteDescription[] = [
  ...casesApi,
  ...notifierApi,
  ...classifierApi,
  ...portalApi,
  ...consoleApi,
  ...emailApi,
  ...socialApi,
  ...ownRoutes,
];

const documents = new Map<string, ApiDocument>();

/** The document, for an instance that is reached at `serverUrl`. Made once. */
export function apiDocument(serverUrl: string): ApiDocument {
  const known = documents.get(serverUrl);
  if (known) return known;
  const made = createApiDocument(wholeApi, { title: 'Redress API', description, serverUrl, tags });
  documents.set(serverUrl, made);
  return made;
}

/**
 * Who is not signed in by the console has no place in a browser for a bearer token: what is sent as a password counts as one,
 * for this page alone.
 */
const basicAsBearer: RequestHandler = (request, response, next) => {
  const given = /^Basic ([A-Za-z0-9+/=]{1,1000})$/i.exec(request.get('authorization') ?? '')?.[1];
  const token =
    given && Buffer.from(given, 'base64').toString('utf8').split(':').slice(1).join(':');
  if (token) request.headers.authorization = `Bearer ${token}`;
  const isSignedIn = sessionTokenOf(request.get('cookie')) !== undefined;
  if (!request.get('authorization') && !isSignedIn) return askForToken(response);
  next();
};

function askForToken(response: Response): void {
  const problem = 'This page needs an API token: give any name, and the token as the password.';
  sendProblem(
    response.set('Cache-Control', 'private, no-store'),
    new RequestError(401, 'unauthenticated', problem),
    'Basic realm="Redress API: any name, an API token as password"',
  );
}

/** Serves document, page and style. */
export function createApiReference(context: Context): Router {
  const router = serveRoutes(context, ownRoutes, {
    before: { [PAGE_PATH]: basicAsBearer },
  });
  router.get(stylePath, (_request, response) => {
    response.set('Cache-Control', 'public, max-age=31536000, immutable').type('css').send(style);
  });
  return router;
}
