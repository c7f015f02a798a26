// The HTTP API of the notifier: the list of its routes, and what they need.
import type { Route } from '#shared/api/route.ts';
import { type LetterContext, letterRoutes } from '../letter/letter-routes.ts';
import type { EditingContext } from '../templates/editing.ts';
import { mailRoutes } from './mail-routes.ts';
import { type PreviewContext, previewRoutes } from './preview-routes.ts';
import { templateRoutes } from './template-routes.ts';

/** What the routes need of the notifier. */
export type NotifierContext = LetterContext & PreviewContext & EditingContext;

/** All routes of this service. */
export const notifierApi: readonly Route<NotifierContext>[] = [
  ...letterRoutes,
  ...previewRoutes,
  ...templateRoutes,
  ...mailRoutes,
];
