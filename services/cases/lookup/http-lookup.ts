// Asks another system for one thing by HTTP: only the configured host, no redirects, bounded in time and size. What the
// answer means for a case is not known here.
import { readFileSync } from 'node:fs';
import type { Clock } from '#shared/clock.ts';
import { ConfigError, errorText, RequestError } from '#shared/errors.ts';
import type { Log } from '#shared/log.ts';
import { Secret } from '#shared/secret.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';
import { pickFields } from './json-paths.ts';
import type { LookupSource } from './lookup-config.ts';

/** What was found, by the names of the settings; undefined when the other system knows no such thing. */
export type Found = Record<string, string> | undefined;
export type FindOne = (parameter: string) => Promise<Found>;

/** What can go wrong with the other system. */
class LookupFailure extends Error {
  override name = 'LookupFailure';
  /** Whether the other system does not work, rather than giving no good answer to this one question. */
  readonly isOutage: boolean;
  constructor(message: string, isOutage = false) {
    super(message);
    this.isOutage = isOutage;
  }
}

const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}): *([\x20-\x7e]{1,8000})$/;

/**
 * The headers of a file, one a line; each value a secret.
 * @throws ConfigError with the path and what is wrong.
 */
function readHeaders(path: string): [string, Secret][] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(
      `cases.lookup.headersFile: ${path} cannot be read (${errorText(error)}): give a readable file`,
    );
  }
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return lines.map((line, index) => {
    const [, name = '', value = ''] = HEADER.exec(line.trim()) ?? [];
    if (!name)
      throw new ConfigError(
        `cases.lookup.headersFile: ${path}, header ${index + 1}: expected "Name: value"`,
      );
    return [name, new Secret(value)];
  });
}

/**
 * The URL for a parameter: encoded, on the configured host.
 * @throws RequestError 400 for one that would make another path of it (`..`).
 */
export function urlFor(template: string, place: string, parameter: string): URL {
  const [before = '', after = ''] = template.split(place);
  const encoded = encodeURIComponent(parameter.toWellFormed());
  const url = new URL(`${before}${encoded}${after}`);
  // "." and ".." are no characters to encode, but would take a segment off the path (RFC 3986 §5.2.4).
  const isDots = /^\.{1,2}$/.test(parameter);
  if (isDots || url.origin !== new URL(before).origin || !url.href.includes(encoded))
    throw new RequestError(400, 'invalid_input', 'This cannot be looked up.');
  return url;
}

async function readBounded(response: Response, bytesMax: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new LookupFailure(`its answer is longer than ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new LookupFailure('its answer is no JSON');
  }
}

/**
 * Whether a status says that a system does not work or wants to be left alone (RFC 9110 §15.6, §15.5.9; RFC 6585 §4). Any
 * other 4xx is about the one question: what somebody typed must not stop the questions of others.
 */
const isOutageStatus = (status: number): boolean => status >= 500 || [408, 429].includes(status);

async function ask(source: LookupSource, headers: [string, Secret][], url: URL): Promise<Found> {
  const response = await fetch(url, {
    // Whoever answers for the configured host answers here: nobody is sent on to another.
    redirect: 'manual',
    signal: AbortSignal.timeout(source.timeoutMs),
    headers: {
      accept: 'application/json',
      'accept-encoding': 'identity',
      ...Object.fromEntries(headers.map(([name, value]) => [name, value.expose()])),
    },
  });
  if (response.status === 404 || response.status === 410) {
    await response.body?.cancel();
    return undefined;
  }
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new LookupFailure(`it answered ${response.status}`, isOutageStatus(response.status));
  }
  const found = pickFields(parseJson(await readBounded(response, source.bytesMax)), source.fields);
  if (Object.keys(found).length === 0)
    throw new LookupFailure('its answer has none of the fields that are set');
  return found;
}

const reasonOf = (error: unknown, { timeoutMs }: LookupSource): string =>
  error instanceof Error && error.name === 'TimeoutError'
    ? `no answer within ${timeoutMs} ms`
    : errorText(error);

/** Makes the asking of one source. */
export function createHttpLookup(
  what: 'orders' | 'customers',
  place: string,
  source: LookupSource,
  deps: { clock: Clock; log: Log },
): FindOne {
  const { clock, log } = deps;
  const headers = source.headersFile ? readHeaders(source.headersFile) : [];
  const breaker = createCircuitBreaker(source);
  const unavailable = (reason: string): RequestError =>
    new RequestError(
      503,
      'lookup_unavailable',
      `Looking up ${what} does not work now (${reason}): try again later, or add what you know as a record.`,
      { retryAfterSeconds: Math.max(1, Math.ceil(breaker.retryInMs(clock.now()) / 1000)) },
    );
  return async (parameter) => {
    const url = urlFor(source.url, place, parameter);
    if (!breaker.allows(clock.now())) throw unavailable('it failed several times in a row');
    try {
      const found = await ask(source, headers, url);
      breaker.succeeded();
      return found;
    } catch (error) {
      // Whatever it answered, it did: only an outage, a time-out or a lost connection counts against it.
      if (error instanceof LookupFailure && !error.isOutage) breaker.succeeded();
      else breaker.failed(clock.now());
      const reason = reasonOf(error, source);
      // Neither the parameter nor the URL: they are personal data.
      log.warn({ what, reason, circuit: breaker.state(clock.now()) }, 'a look-up failed');
      throw unavailable(error instanceof LookupFailure ? error.message : reason);
    }
  };
}
