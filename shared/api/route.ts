// What a route of the API is: a description made of the schemas that check its requests, and the function that answers. The
// description is data, so that documents and tests are made from it. Serving is in serve.ts, the document in document.ts.
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Role, Staff } from '../people.ts';
import type { Session } from '../sessions.ts';

/** Who may ask: everybody, any active member of staff, or those of some roles. What a command asks for is its own to check. */
export type Who = 'public' | 'staff' | readonly Role[];

/** An answer with one status. Without a schema it has no body of JSON: `mediaType` says what it has. */
export type AnswerDescription = {
  description: string;
  schema?: z.ZodType;
  /** What a line holds, where the same can be had as application/x-ndjson, a line for each as it comes. */
  line?: z.ZodType;
  /** `application/json` when there is a schema. */
  mediaType?: string;
  /** Headers by name, with what they say. */
  headers?: Record<string, string>;
};

/** A route as programs outside see it. `path` is written as in OpenAPI: `/api/v1/cases/{reference}`. */
export type RouteDescription = {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  path: string;
  /** Unique, camelCase: what a generated client calls it. */
  operationId: string;
  summary: string;
  description?: string;
  tag: string;
  who: Who;
  params?: z.ZodObject;
  query?: z.ZodObject;
  /** Request headers by their names in small letters. Others are nobody's business here. */
  headers?: z.ZodObject;
  body?: z.ZodType;
  /** Other media types that the body may come in, with a schema for the document. */
  bodyAs?: Record<string, z.ZodType>;
  /** The largest JSON body, in bytes. */
  bodyBytesMax?: number;
  /** Good answers by status. */
  answers: Record<number, AnswerDescription>;
  /** It is a page for people: all its answers are HTML, those that refuse too. */
  page?: true;
  /** For sessions too that must set up a second factor before they are good for anything else. */
  restricted?: true;
  /** Statuses of problems (RFC 9457) besides those that follow from the rest. */
  problems?: readonly number[];
};

/** What a route answers with: a value for JSON, bytes, a page, or values one by one, each a line of JSON. */
export type Answer = {
  status?: number;
  json?: unknown;
  bytes?: Uint8Array;
  html?: string;
  lines?: AsyncIterable<unknown>;
  /** The handler writes by itself, for as long as somebody listens. */
  unending?: true;
  headers?: Record<string, string>;
};

type Parsed<S, Otherwise> = S extends z.ZodType ? z.output<S> : Otherwise;

/** What a handler is given, checked. `staff` is there unless the route is public. */
export type RouteInput<D extends RouteDescription = RouteDescription> = {
  params: Parsed<D['params'], Record<string, never>>;
  query: Parsed<D['query'], Record<string, never>>;
  headers: Parsed<D['headers'], Record<string, never>>;
  body: Parsed<D['body'], undefined>;
  staff: D['who'] extends 'public' ? undefined : Staff;
  /** The session of a browser; by a token there is none. */
  session?: Session | undefined;
  request: Request;
  response: Response;
};

/** A route of a service; `Context` is what its handlers need of the service. */
export type Route<Context> = RouteDescription & {
  handle(context: Context, input: never): Promise<Answer>;
};

/**
 * Makes routes for a service: `const route = routeFor<Shell>()`, then `route({ …description }, handler)`. The handler is
 * given what the schemas of the description make of the request.
 */
export const routeFor =
  <Context>() =>
  <const D extends RouteDescription>(
    description: D,
    handle: (context: Context, input: RouteInput<D>) => Promise<Answer>,
  ): Route<Context> => ({ ...description, handle });

const LIST_MAX = 200;

/** How many lines of a list. */
export const limitParameter = z
  .int()
  .min(1)
  .max(LIST_MAX)
  .default(50)
  .describe(`how many at most, up to ${LIST_MAX}`);

/** Where a page of a list begins. */
export const cursorParameter = z
  .string()
  .max(500)
  .optional()
  .describe('what "next" of the page before said; its other parameters must be the same');

/** "next" of a page. */
export const nextPage = z
  .string()
  .optional()
  .describe('the cursor of the next page; absent on the last one');

/** Header: the first answer to a key is given again (draft-ietf-httpapi-idempotency-key-header). */
export const idempotencyKeyHeader = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, '1 to 200 visible ASCII characters')
  .optional()
  .describe('your own unique key: the same request with it happens once, however often it is sent');

/** A reference typed by a person: case, spaces and hyphens are forgiven, so a program may send the canonical form. */
export const referenceParameter = z
  .string()
  .min(1)
  .max(40)
  .describe('the reference of a case, like C-7K3M-9QXD');

/** A problem (RFC 9457). */
export const problemSchema = z
  .looseObject({
    type: z.string().describe('"about:blank": the title says it'),
    title: z.string().describe('what is wrong and what to do, for a person'),
    status: z.int().describe('the status of the answer'),
    code: z.string().describe('a word in snake_case that programs can rely on'),
    fields: z
      .record(z.string(), z.string())
      .optional()
      .describe('what is wrong with which field of the input'),
  })
  .meta({ id: 'Problem', description: 'A problem (RFC 9457).' });
