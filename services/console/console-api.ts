// The HTTP API of the console: the list of its routes, and how they are served.
import { Router } from 'express';
import type { Route } from '#shared/api/route.ts';
import { type ServeOptions, serveRoutes } from '#shared/api/serve.ts';
import { accountRoutes } from './api/account-routes.ts';
import { directoryRoutes } from './api/directory-routes.ts';
import { linkRoutes } from './api/link-routes.ts';
import { ownSessionRoutes } from './api/own-session-routes.ts';
import { passkeyRoutes } from './api/passkey-routes.ts';
import { preferenceRoutes } from './api/preference-routes.ts';
import { providerRoutes } from './api/provider-routes.ts';
import { sessionRoutes } from './api/session-routes.ts';
import { staffRoutes } from './api/staff-routes.ts';
import { tokenRoutes } from './api/token-routes.ts';
import type { ConsoleContext } from './console-context.ts';
import { createAppRouter } from './serve-app.ts';

/** All routes of this service. */
export const consoleApi: readonly Route<ConsoleContext>[] = [
  ...sessionRoutes,
  ...linkRoutes,
  ...passkeyRoutes,
  ...providerRoutes,
  ...accountRoutes,
  ...ownSessionRoutes,
  ...preferenceRoutes,
  ...tokenRoutes,
  ...directoryRoutes,
  ...staffRoutes,
];

/** The routes of this service, served, and the app. */
export function createConsoleRouter(context: ConsoleContext, options: ServeOptions = {}): Router {
  const router = Router();
  router.use(serveRoutes(context, consoleApi, options));
  router.use(createAppRouter(context));
  return router;
}
