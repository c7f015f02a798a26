// Serves the console's app: the built files of services/console/dist, and the one page under every address of /console. The app
// itself is services/console/app; it has no rights of its own, all goes through /api/v1.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler, type Response, Router } from 'express';
import { RequestError } from '#shared/errors.ts';

const dist = fileURLToPath(new URL('./dist/', import.meta.url));
const NONCE = '{{nonce}}';

/** Scripts, styles and data of our own only; what customers wrote is shown in frames that may do nothing. */
const policyOf = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self' blob:",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

let page: string | undefined;

/** The built page. Read once, when it is first asked for. @throws RequestError 503 when the app is not built. */
function builtPage(): string {
  const file = `${dist}index.html`;
  if (page === undefined && existsSync(file)) page = readFileSync(file, 'utf8');
  if (page !== undefined) return page;
  throw new RequestError(
    503,
    'console_not_built',
    'The console is not built here: npm run console:build makes it.',
  );
}

// The build leaves compressed forms beside each file; what the browser takes best is sent.
const compressed: RequestHandler = (request, response, next) => {
  const type = /\.(js|css|svg)$/.exec(request.path)?.[1];
  const encoding = type && request.acceptsEncodings('br', 'gzip');
  if (!type || !encoding || encoding === 'identity') return next();
  const ending = encoding === 'br' ? 'br' : 'gz';
  if (!existsSync(`${dist}assets/${basename(request.path)}.${ending}`)) return next();
  response.vary('Accept-Encoding').type(type).set('Content-Encoding', encoding);
  request.url = `/${basename(request.path)}.${ending}`;
  next();
};

/**
 * The page as somebody left it: its look stands in a cookie, so that it is right before any script runs and without one in the page. It
 * is no secret, and what it may say is fixed.
 */
function dressed(html: string, cookies: string | undefined): string {
  const [, look, density] =
    /(?:^|; ?)redress-look=(light|dark|auto)\.(comfortable|compact)(?:;|$)/.exec(
      (cookies ?? '').slice(0, 16_384),
    ) ?? [];
  if (!look || !density) return html;
  const scheme = look === 'auto' ? '' : ` data-mantine-color-scheme="${look}"`;
  return html.replace('<html', `<html data-look="${look}" data-density="${density}"${scheme}`);
}

/** Routes of the app: its files, unchanging by their names; its page, with a nonce of its own for each answer. */
export function createAppRouter({ secure }: { secure: boolean }): Router {
  const router = Router();
  router.use(
    '/console/assets',
    compressed,
    express.static(`${dist}assets`, {
      immutable: true,
      maxAge: '1y',
      index: false,
      redirect: false,
      setHeaders: (response: Response) => {
        response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
      },
    }),
    () => {
      throw new RequestError(404, 'not_found', 'There is nothing here.');
    },
  );
  router.get(['/console', '/console/*path'], (request, response) => {
    const nonce = randomBytes(18).toString('base64');
    response
      .set({
        'Content-Security-Policy': policyOf(nonce),
        'Cache-Control': 'no-store',
        'Referrer-Policy': 'same-origin',
        'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=()',
        'Cross-Origin-Opener-Policy': 'same-origin',
        'X-Robots-Tag': 'noindex, nofollow',
        ...(secure ? { 'Strict-Transport-Security': 'max-age=31536000' } : {}),
      })
      .type('html')
      .send(dressed(builtPage(), request.get('cookie')).replace(NONCE, nonce));
  });
  return router;
}
