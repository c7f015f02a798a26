// The HTTP API of the e-mail service: the list of its routes.
import type { Route } from '#shared/api/route.ts';
import { accountRoutes } from './accounts/account-routes.ts';
import type { ChannelContext } from './channels/channel-list.ts';
import { channelRoutes } from './channels/channel-routes.ts';

/** All routes of this service. */
export const emailApi: readonly Route<ChannelContext>[] = [...accountRoutes, ...channelRoutes];
