// The HTTP API of the social service: the list of its routes.
import type { Route } from '#shared/api/route.ts';
import { accountRoutes, type SocialContext } from './accounts/account-routes.ts';

/** All routes of this service. */
export const socialApi: readonly Route<SocialContext>[] = accountRoutes;
