// The HTTP API of the classifier for staff: the list of its routes, and how they are served.
import type { Router } from 'express';
import type { Route } from '#shared/api/route.ts';
import { type ServeOptions, serveRoutes } from '#shared/api/serve.ts';
import { figureRoutes } from './api/figure-routes.ts';
import { modelRoutes } from './api/model-routes.ts';
import type { ClassifierShell } from './api/shell.ts';

/** All routes of this service. */
export const classifierApi: readonly Route<ClassifierShell>[] = [...modelRoutes, ...figureRoutes];

/** The routes of this service, served. */
export const createClassifierRouter = (
  shell: ClassifierShell,
  options: ServeOptions = {},
): Router => serveRoutes(shell, classifierApi, options);
