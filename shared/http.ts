// The HTTP edge: problems (RFC 9457), checked input, what every response carries. Routes live in the services.
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import { isDatabaseAway } from './db.ts';
import { RequestError } from './errors.ts';
import type { Log } from './log.ts';

/** Answers with application/problem+json (RFC 9457); a 401 says by `challenge` how to authenticate. */
export function sendProblem(response: Response, problem: RequestError, challenge = 'Bearer'): void {
  if (problem.retryAfterSeconds !== undefined)
    response.set('Retry-After', String(problem.retryAfterSeconds));
  if (problem.status === 401) response.set('WWW-Authenticate', challenge);
  response
    .status(problem.status)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        ...problem.members,
        type: 'about:blank',
        title: problem.message,
        status: problem.status,
        code: problem.code,
        ...(problem.fields ? { fields: problem.fields } : {}),
      }),
    );
}

// SQLSTATE class 22, as far as it is the asker's: a NUL or half a character in a text, a date that no calendar has, a displacement from UTC that none has. Schemas
// refuse these; this stands behind them.
const unstorable = ['22021', '22P05', '22P02', '22007', '22008', '22009'];

/** What to answer for anything thrown: ours as it is, the database away as 503, body-parser's by status, the rest 500. */
export function toRequestError(error: unknown): RequestError {
  if (error instanceof RequestError) return error;
  if (isDatabaseAway(error)) {
    return new RequestError(
      503,
      'unavailable',
      'Redress cannot store this right now. Nothing was accepted: please try again.',
      {
        cause: error,
        retryAfterSeconds: 10,
      },
    );
  }
  const { status, type, code } = (error ?? {}) as Record<'status' | 'type' | 'code', unknown>;
  if (typeof code === 'string' && unstorable.includes(code)) {
    return new RequestError(
      400,
      'invalid_input',
      'The input holds a character or a value that cannot be stored.',
      { cause: error },
    );
  }
  if (typeof status === 'number' && status >= 400 && status < 500) {
    const code = typeof type === 'string' ? type.replace(/\W+/g, '_') : 'bad_request';
    const text: Record<number, string> = {
      413: 'This is too large.',
      415: 'This media type or encoding is not understood.',
    };
    return new RequestError(status, code, text[status] ?? 'The request could not be read.', {
      cause: error,
    });
  }
  return new RequestError(500, 'internal', 'Something went wrong on our side. It was logged.', {
    cause: error,
  });
}

/** The last error handler of the API: problems for programs. */
export function problemHandler(log: Log) {
  return (error: unknown, request: Request, response: Response, next: NextFunction): void => {
    const problem = toRequestError(error);
    // A 503 passes by itself, and an outage brings many: what is down is told by /readyz and by whoever watches it.
    const level = problem.status === 503 ? 'warn' : 'error';
    if (problem.status >= 500)
      log[level]({ err: error, method: request.method, path: request.path }, 'request failed');
    if (response.headersSent) next(error);
    else sendProblem(response, problem);
  };
}

/** A fault in words for who typed it; undefined leaves it to zod, whose other words are plain enough. */
function inWords(issue: z.core.$ZodRawIssue): string | undefined {
  const missing = issue.input === undefined;
  if (issue.code === 'invalid_value') {
    const choices = issue.values.map(String).join(', ');
    return missing ? `is required, one of ${choices}` : `must be one of ${choices}`;
  }
  if (issue.code !== 'invalid_type') return undefined;
  if (missing) return 'is required';
  const expected = issue.expected === 'boolean' ? 'true or false' : `of type ${issue.expected}`;
  return `must be ${expected}`;
}

/**
 * Checks outside input against a schema.
 * @throws RequestError 400 with a text per field.
 */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input, { error: inWords });
  if (result.success) return result.data;
  const fields: Record<string, string> = {};
  for (const issue of result.error.issues.slice(0, 20)) {
    const path = issue.path.map(String).join('.');
    fields[path || 'body'] ??= issue.message;
  }
  const first = Object.entries(fields)[0];
  throw new RequestError(
    400,
    'invalid_input',
    first ? `${first[0]}: ${first[1]}` : 'The input is not valid.',
    { fields },
  );
}

/** Refuses bodies that are no JSON object, before they are looked at. */
export const requireJson: RequestHandler = (request, _response, next) => {
  if (
    request.is('application/json') ||
    request.get('content-length') === '0' ||
    !request.get('content-type')
  )
    return next();
  next(
    new RequestError(
      415,
      'unsupported_media_type',
      'Send a JSON body with "Content-Type: application/json".',
    ),
  );
};
