// The portal: the public form and API, the status page, surveys. This file puts the parts together; what each does is in
// its own file.
import { type NextFunction, type Request, type Response, Router } from 'express';
import type { z } from 'zod';
import { addressKey, createClientAddress } from '#shared/client-address.ts';
import { createLoop } from '#shared/lifecycle.ts';
import { timeFor } from '#shared/policy/promises.ts';
import type { Deps, ServiceDefinition } from '#shared/runtime.ts';
import { createAcceptBatch } from './accept-batch.ts';
import { complaintApi } from './complaint-api.ts';
import { complaintForm } from './complaint-form.ts';
import { limitRequests, pageHeaders, privatePage, sendTooMany } from './edge.ts';
import { mark, offeredLanguages, styleSheet } from './pages.ts';
import {
  type Limiters,
  type PortalConfig,
  type PortalContext,
  pageErrors,
  plainFrame,
  portalConfig,
  sendPage,
} from './portal-context.ts';
import { pruneKeys } from './portal-store.ts';
import { createMemoryBudget } from './request-body.ts';
import { statusPages } from './status.ts';
import { statusAnswers } from './status-answers.ts';
import { surveyApi, surveyPages } from './surveys.ts';
import { createPages } from './views/page-views.ts';

// One transaction at a time takes up all that came meanwhile: a second one in flight halves the batches and waits for the
// locks of the first in the log (measured by npm run bench).
const batchLimits = {
  itemsMax: 100,
  bytesMax: 8 * 1024 * 1024,
  inFlightMax: 1,
  queueMax: 2000,
};
const PRUNE_EVERY_MS = 3_600_000;
const PRUNE_ROWS_MAX = 10_000;
const MINUTE_MS = 60_000;

const pagePaths = ['/', '/status{/*rest}', '/survey{/*rest}'];
// What other services and programs ask for: no page of ours, whatever the browser.
const notOurs = /^\/(api|console|webhooks|portal)(\/|$)/;
const apiPaths = ['/api/v1/complaints', '/api/v1/surveys/responses'];

/** The limits of public POSTs. Pages go on and show what was typed; programs get a problem. */
function createLimiters(config: PortalConfig, deps: Deps): Limiters {
  const addressOf = createClientAddress(
    config.trustedProxies,
    deps.log.child({ service: 'portal' }),
  );
  const keyOf = (request: Request): string => addressKey(addressOf(request));
  const shared = { windowMs: MINUTE_MS, keyOf };
  const goOn = (_seconds: number, _request: Request, response: Response, next: NextFunction) => {
    response.locals.limited = true;
    next();
  };
  const refuse = (seconds: number, _request: Request, response: Response) => {
    deps.metrics.connectorRefused.inc({ connector: 'api', reason: 'rate_limited' });
    sendTooMany(seconds, response);
  };
  // One count for the form and the API: an address has one allowance, whichever door it takes.
  const complaints = limitRequests({
    ...shared,
    perWindow: config.rateLimitPerMinute,
    onLimit: (seconds, request, response, next) =>
      (request.path.startsWith('/api/') ? refuse : goOn)(seconds, request, response, next),
  });
  const perWindow = config.lookupsPerMinute;
  const lookup = limitRequests({ ...shared, perWindow, onLimit: goOn });
  return { complaints, lookup };
}

function createRouter(context: PortalContext): Router {
  const { deps } = context;
  const router = Router();
  router.get('/portal/style.css', (_request, response) => {
    response.set('Cache-Control', 'public, max-age=31536000, immutable');
    response.set('X-Content-Type-Options', 'nosniff').type('css').send(styleSheet);
  });
  router.get('/portal/mark.svg', (_request, response) => {
    response.set('Cache-Control', 'public, max-age=86400');
    response.set('X-Content-Type-Options', 'nosniff').type('svg').send(mark);
  });
  router.all([...pagePaths, ...apiPaths], ...pageHeaders(deps.publicUrl.startsWith('https:')));
  router.all(pagePaths.slice(1), privatePage);
  router.use(complaintApi(context), surveyApi(context));
  const pages = Router();
  pages.use(complaintForm(context), statusPages(context), statusAnswers(context));
  pages.use(surveyPages(context), pageErrors(context));
  router.use(pages);
  router.get(
    '/{*nowhere}',
    ...pageHeaders(deps.publicUrl.startsWith('https:')),
    (request, response, next) => {
      // Programs get the problem that the web server answers with.
      if (notOurs.test(request.path) || request.accepts(['json', 'html']) !== 'html') return next();
      sendPage(response, 404, context.pages.notice(plainFrame(request, context), 'nothingHere'));
    },
  );
  return router;
}

/** Makes the portal. It consumes nothing; it writes the schema `portal` and, through the intake, items. */
export function createPortal(given: z.input<typeof portalConfig>, deps: Deps): ServiceDefinition {
  const config = portalConfig.parse(given);
  const batch = createAcceptBatch(deps.db, { ...batchLimits, withinMs: config.acceptWithinMs });
  const pages = createPages({
    // Read with each page: another policy may be published meanwhile.
    get languages() {
      return offeredLanguages(deps.policy.locales);
    },
    get organisation() {
      return deps.policy.organisation;
    },
    get timeZone() {
      return deps.policy.timeZone;
    },
    get acknowledgeHours() {
      return timeFor(deps.policy.acknowledgement, { channel: 'form' }).withinHours;
    },
    filesMax: config.filesMax,
    bodyBytesMax: config.bodyBytesMax,
  });
  const context: PortalContext = {
    config,
    deps,
    pages,
    batch,
    memory: createMemoryBudget(config.memoryBytesMax),
    limiters: createLimiters(config, deps),
  };
  const pruning = createLoop({
    name: 'portal-pruning',
    log: deps.log.child({ service: 'portal' }),
    idleMs: PRUNE_EVERY_MS,
    turn: async () => {
      const before = new Date(deps.clock.now().getTime() - config.idempotencyHours * 3_600_000);
      return (await pruneKeys(deps.db.query, before, PRUNE_ROWS_MAX)) === PRUNE_ROWS_MAX;
    },
  });
  const acceptance = { name: 'portal-acceptance', start: async () => {}, stop: batch.drain };
  return { name: 'portal', router: createRouter(context), parts: [acceptance, pruning] };
}
