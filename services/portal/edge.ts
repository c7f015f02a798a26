// What every request of the portal passes: security headers, how often it may come. Pages and routes live elsewhere.
import type { Request, RequestHandler, Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { RequestError } from '#shared/errors.ts';
import { sendProblem } from '#shared/http.ts';

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
