// The staff API as an outside program uses it: JSON over HTTP with a bearer token.

export type Answer = { status: number; body: Record<string, unknown>; headers: Headers };

/** Asks the API at `base` with a staff member's token. */
export function createStaffApi(base: string, token: string) {
  const ask = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text ? JSON.parse(text) : {},
      headers: response.headers,
    };
  };
  return {
    authorization: `Bearer ${token}`,
    get: (path: string) => ask('GET', path),
    post: (path: string, body: unknown = {}, headers?: Record<string, string>) =>
      ask('POST', path, body, headers),
    put: (path: string, body: unknown) => ask('PUT', path, body),
    del: (path: string) => ask('DELETE', path),
    command: (reference: string, command: string, body: unknown = {}) =>
      ask('POST', `/api/v1/cases/${reference}/${command}`, body),
  };
}
export type StaffApi = ReturnType<typeof createStaffApi>;
