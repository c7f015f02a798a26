// The one way to the API: openapi-fetch with the types made from our own OpenAPI document, the session's CSRF token, problems as
// errors. `npm run console:types` makes openapi.d.ts.
import createClient, { type Middleware } from 'openapi-fetch';
import type { components, paths } from './openapi.d.ts';
import { Problem } from './problem.ts';

/** Schemas of the API by name: `Schema<'Task'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

let csrfToken: string | undefined;

/** Told by whoever reads the session; sent with whatever changes something. */
export function setCsrfToken(token: string | undefined): void {
  csrfToken = token;
}

async function problemOf(response: Response): Promise<Problem> {
  const members = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const retryAfter = Number(response.headers.get('retry-after'));
  return new Problem(
    response.status,
    members,
    Number.isFinite(retryAfter) ? retryAfter : undefined,
  );
}

const edge: Middleware = {
  onRequest({ request }) {
    if (csrfToken !== undefined && !['GET', 'HEAD'].includes(request.method))
      request.headers.set('X-CSRF-Token', csrfToken);
    return request;
  },
  async onResponse({ response }) {
    if (response.ok) return undefined;
    throw await problemOf(response);
  },
  onError({ error }) {
    return error instanceof Error
      ? new Problem(0, { title: error.message, code: 'unreachable' })
      : undefined;
  },
};

/** `api.GET('/api/v1/cases/{reference}', { params: { path: { reference } } })`; throws Problem. */
export const api = createClient<paths>({ baseUrl: '/', credentials: 'same-origin' });
api.use(edge);

/** The data of an answer; whatever was no good answer has thrown already. */
export async function answered<T>(asked: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  const { data } = await asked;
  if (data === undefined || data === null)
    throw new Problem(0, { title: 'empty answer', code: 'empty' });
  return data;
}
