// One request to a token end point: to the very address that was checked, without redirects, bounded in time and size. What is asked
// and what the answer means: token-client.ts.
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { AddressOf } from '../accounts/host-rules.ts';

const ANSWER_BYTES_MAX = 64 * 1024;
const HTTPS_PORT = 443;
const HTTP_PORT = 80;

/** A request as an OAuth library makes it. */
type TokenRequest = {
  method: string;
  headers: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal | undefined;
};

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

/** Connects to one address whatever the name says; the certificate is checked for the name. */
const only =
  (address: string): LookupFunction =>
  (_host, options, found) => {
    const family = isIP(address);
    if (options.all) found(null, [{ address, family }]);
    else found(null, address, family);
  };

/** Nothing that is about a person is asked for, so nothing of it is looked at: not whether it would be valid either. */
function withoutIdToken(text: string): string {
  try {
    const answer: unknown = JSON.parse(text);
    if (typeof answer !== 'object' || answer === null || !('id_token' in answer)) return text;
    const { id_token: _dropped, ...rest } = answer;
    return JSON.stringify(rest);
  } catch {
    return text;
  }
}

/**
 * An answer as an OAuth library reads it.
 * @throws RangeError for a status that is none (RFC 9110 §15): node lets any three digits through.
 */
function responseOf(status: number, type: string, bytes: Buffer): Response {
  const bodyless = status === 204 || status === 205 || status === 304;
  const body = bodyless ? null : withoutIdToken(bytes.toString('utf8'));
  return new Response(body, { status, headers: { 'content-type': type } });
}

/** Makes the request; `addressOf` gives the address to connect to, or refuses the host. */
export const createTokenFetch =
  (addressOf: AddressOf | undefined) =>
  async (href: string, options: TokenRequest): Promise<Response> => {
    const url = new URL(href);
    const isTls = url.protocol === 'https:';
    const port = Number(url.port) || (isTls ? HTTPS_PORT : HTTP_PORT);
    const address = await addressOf?.(bare(url.hostname), port);
    const { method, headers, body, signal } = options;
    return new Promise((resolve, reject) => {
      const request = (isTls ? requestHttps : requestHttp)(
        url,
        {
          ...{ method, headers, signal, agent: false },
          ...(address === undefined ? {} : { lookup: only(address) }),
        },
        (response) => {
          const chunks: Buffer[] = [];
          let bytes = 0;
          response.on('data', (chunk: Buffer) => {
            bytes += chunk.length;
            chunks.push(chunk);
            if (bytes > ANSWER_BYTES_MAX)
              request.destroy(new Error(`the answer is longer than ${ANSWER_BYTES_MAX} bytes`));
          });
          response.on('error', reject);
          response.on('aborted', () => reject(new Error('the answer broke off')));
          response.on('end', () => {
            const type = response.headers['content-type'] ?? '';
            try {
              resolve(responseOf(response.statusCode ?? 0, type, Buffer.concat(chunks)));
            } catch (error) {
              reject(error);
            }
          });
        },
      );
      request.on('error', reject);
      request.end(String(body ?? ''));
    });
  };
