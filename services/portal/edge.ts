// What every request of the portal passes: security headers, whose address it is, how often it may come. Pages and
// routes live elsewhere.
import express, { type Request, type RequestHandler, type Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { RequestError } from '#shared/errors.ts';
import { sendProblem } from '#shared/http.ts';
import type { Log } from '#shared/log.ts';

/** Headers of all pages: nothing from elsewhere, no script at all, no framing, no trace in caches, indexes, referrers. */
export function pageHeaders(secure: boolean): RequestHandler[] {
  return [
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'"],
          formAction: ["'self'"],
          baseUri: ["'none'"],
          frameAncestors: ["'none'"],
        },
      },
      referrerPolicy: { policy: 'no-referrer' },
      xFrameOptions: { action: 'deny' },
      // Promised only where this instance is reached by https, or browsers would refuse a plain one for a year.
      strictTransportSecurity: secure ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    }),
    (_request, response, next) => {
      response.set('Cache-Control', 'no-store');
      next();
    },
  ];
}

/** Pages that only their owner may see are kept out of indexes too. */
export const privatePage: RequestHandler = (_request, response, next) => {
  response.set('X-Robots-Tag', 'noindex, nofollow, noarchive');
  next();
};

/** Some proxies write the port too, and each connection of a client would count as another client. */
const withoutPort = (hop: string): string =>
  /^([\d.]{7,15}):\d{1,5}$/.exec(hop)?.[1] ??
  /^\[([\da-f:.]{2,45})\](?::\d{1,5})?$/i.exec(hop)?.[1] ??
  hop;

/**
 * Gives a client's address: the connection's own, or what a trusted proxy says of it. A stranger's X-Forwarded-For is
 * never believed (S27). With a proxy in front that is not named, all clients would share one limit: said once.
 */
export function createClientAddress(
  trustedProxies: string[],
  log: Log,
): (request: Request) => string {
  const settings = express().set('trust proxy', trustedProxies);
  const isTrusted = settings.get('trust proxy fn') as (address: string, hop: number) => boolean;
  let warned = false;
  return (request) => {
    const peer = request.socket.remoteAddress ?? '';
    const forwarded = (request.get('x-forwarded-for') ?? '').slice(-1000);
    if (forwarded === '') return peer;
    if (!isTrusted(peer, 0)) {
      if (!warned)
        log.warn(
          'X-Forwarded-For from an untrusted peer is ignored: name your proxy in trustedProxies',
        );
      warned = true;
      return peer;
    }
    let address = peer;
    for (const hop of forwarded.split(',').reverse()) {
      address = withoutPort(hop.trim());
      if (!isTrusted(address, 0)) break;
    }
    return address || peer;
  };
}

/** When the window of a limited client ends. */
const retryAfterSeconds = (resetTime: Date | undefined, windowMs: number): number =>
  Math.max(1, Math.ceil(resetTime ? (resetTime.getTime() - Date.now()) / 1000 : windowMs / 1000));

/** Limits requests per key and window; 0 switches it off. What happens beyond the limit is the route's to say. */
export function limitRequests(options: {
  perWindow: number;
  windowMs: number;
  keyOf(request: Request): string;
  onLimit(seconds: number, request: Request, response: Response, next: () => void): void;
}): RequestHandler {
  if (options.perWindow === 0) return (_request, _response, next) => next();
  return rateLimit({
    windowMs: options.windowMs,
    limit: options.perWindow,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // An address that cannot be read still has a key; the library's own checks of request.ip do not apply.
    validate: false,
    keyGenerator: (request) => options.keyOf(request),
    handler: (request, response, next) => {
      const { rateLimit: info } = request as Request & { rateLimit?: { resetTime?: Date } };
      const seconds = retryAfterSeconds(info?.resetTime, options.windowMs);
      response.set('Retry-After', String(seconds));
      options.onLimit(seconds, request, response, next);
    },
  });
}

/** The key of an address: an IPv6 subscriber (/56) counts as one. */
export const addressKey = (address: string): string => ipKeyGenerator(address, 56);

/** The refusal of a program that comes too often. */
export function sendTooMany(seconds: number, response: Response): void {
  sendProblem(
    response,
    new RequestError(
      429,
      'rate_limited',
      'Too many requests from your address. Please slow down.',
      {
        retryAfterSeconds: seconds,
      },
    ),
  );
}
