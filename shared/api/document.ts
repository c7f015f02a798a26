// Makes the OpenAPI 3.1 document of routes, from the same schemas that check their requests. Nothing is described twice.
import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { type AnswerDescription, problemSchema, type RouteDescription } from './route.ts';

export type ApiDocument = ReturnType<typeof createDocument>;

const problemTexts: Record<number, string> = {
  400: 'The request is not understood: a key, a value or a header.',
  401: 'No token or session, or none that is good.',
  403: 'Your role, or what you are to this case, does not allow it.',
  404: 'There is no such thing (or none that you may know of).',
  405: 'This path is not asked so: Allow says how.',
  409: 'Not as things are: the status of the case, or a key that came with something else.',
  412: 'It changed since you read it (If-Match): `changes` says what happened.',
  413: 'The body is too large.',
  415: 'The media type of the body is not understood.',
  422: 'Understood, but it does not fit the case or the policy.',
  429: 'Too many requests: Retry-After says when.',
  503: 'Nothing can be stored right now and nothing was accepted: try again.',
};

/** Statuses of problems that follow from what a route takes. */
function problemsOf(route: RouteDescription): number[] {
  if (route.page) return [];
  const takesBody = route.method !== 'get';
  const known = [400, ...(route.problems ?? []), 503];
  if (route.who !== 'public') known.push(401);
  if (Array.isArray(route.who)) known.push(403);
  if (takesBody) known.push(413, 415);
  return [...new Set(known)].sort((a, b) => a - b);
}

// OpenAPI 3.1 has no words for a stream of events: some programs take a schema for that of each event.
const schemaOf = (mediaType: string | undefined) =>
  mediaType === 'text/event-stream' ? {} : { type: 'string' as const };

const ownAnswer = ({ description, schema, line, mediaType, headers }: AnswerDescription) => ({
  description,
  ...(schema || mediaType
    ? {
        content: {
          [mediaType ?? 'application/json']: { schema: schema ?? schemaOf(mediaType) },
          ...(line ? { 'application/x-ndjson': { schema: line } } : {}),
        },
      }
    : {}),
  ...(headers
    ? {
        headers: Object.fromEntries(
          Object.entries(headers).map(([name, text]) => [
            name,
            { description: text, schema: { type: 'string' as const } },
          ]),
        ),
      }
    : {}),
});

function responsesOf(route: RouteDescription): ZodOpenApiResponsesObject {
  const responses: ZodOpenApiResponsesObject = {};
  for (const status of problemsOf(route)) {
    responses[`${status}` as '400'] = {
      description: problemTexts[status] ?? 'A problem.',
      content: { 'application/problem+json': { schema: problemSchema } },
    };
  }
  for (const [status, answer] of Object.entries(route.answers))
    responses[status as '200'] = ownAnswer(answer);
  return responses;
}

// As they are written everywhere: Idempotency-Key, If-Match.
const headerName = (name: string): string =>
  name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());

function parametersOf({ params, query, headers }: RouteDescription) {
  const named =
    headers &&
    z.object(
      Object.fromEntries(
        Object.entries(headers.shape).map(([name, schema]) => [headerName(name), schema]),
      ),
    );
  return {
    ...(params ? { path: params } : {}),
    ...(query ? { query } : {}),
    ...(named ? { header: named } : {}),
  };
}

function bodyOf({ method, body, bodyAs }: RouteDescription) {
  if (method === 'get' || !(body ?? bodyAs)) return {};
  const content = {
    ...(body ? { 'application/json': { schema: body } } : {}),
    ...Object.fromEntries(
      Object.entries(bodyAs ?? {}).map(([mediaType, schema]) => [mediaType, { schema }]),
    ),
  };
  // Whoever needs to say nothing may send no body at all.
  const required = body === undefined || !body.safeParse({}).success;
  return { requestBody: { required, content } };
}

const rolesText = (who: RouteDescription['who']): string =>
  who === 'public' ? '' : who === 'staff' ? 'Any member of staff.' : `Roles: ${who.join(', ')}.`;

function operationOf(route: RouteDescription): ZodOpenApiOperationObject {
  const { operationId, summary, description, tag, who } = route;
  return {
    operationId,
    summary,
    description: [description, rolesText(who)].filter(Boolean).join('\n\n'),
    tags: [tag],
    security: who === 'public' ? [] : [{ apiToken: [] }, { session: [] }],
    requestParams: parametersOf(route),
    ...bodyOf(route),
    responses: responsesOf(route),
  };
}

/**
 * The document of some routes. `serverUrl` is where they answer.
 * @throws Error when two routes have the same method and path, or the same operationId.
 */
export function createApiDocument(
  routes: readonly RouteDescription[],
  about: { title: string; description: string; serverUrl: string; tags: Record<string, string> },
): ApiDocument {
  const paths: ZodOpenApiPathsObject = {};
  const ids = new Set<string>();
  for (const route of routes) {
    const path = paths[route.path] ?? {};
    if (path[route.method] || ids.has(route.operationId))
      throw new Error(`two routes are ${route.method} ${route.path} or ${route.operationId}`);
    ids.add(route.operationId);
    paths[route.path] = { ...path, [route.method]: operationOf(route) };
  }
  const { title, description, serverUrl, tags } = about;
  return createDocument({
    openapi: '3.1.0',
    info: {
      title,
      description,
      version: '1.0.0',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: serverUrl }],
    tags: [...new Set([...Object.keys(tags), ...routes.map(({ tag }) => tag)])].map((name) => ({
      name,
      description: tags[name] ?? '',
    })),
    paths,
    components: {
      securitySchemes: {
        apiToken: {
          type: 'http',
          scheme: 'bearer',
          description: 'A token that "redress token create" makes.',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'redress_session',
          description:
            'The cookie of a browser that signed in; by https it is called __Host-redress_session. With anything but GET goes "X-CSRF-Token", as getSession says it.',
        },
      },
    },
  });
}
