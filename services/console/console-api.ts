// The HTTP API of the console: the list of its routes, and how they are served.
import type { Router } from 'express';
import type { Route } from '#shared/api/route.ts';
import { type ServeOptions, serveRoutes } from '#shared/api/serve.ts';
import { sessionRoutes } from './api/session-routes.ts';
import type { ConsoleContext } from './console-context.ts';

/** All routes of this service. */
export const consoleApi: readonly Route<ConsoleContext>[] = [...sessionRoutes];

/** The routes of this service, served. */
export const createConsoleRouter = (context: ConsoleContext, options: ServeOptions = {}): Router =>
  serveRoutes(context, consoleApi, options);
