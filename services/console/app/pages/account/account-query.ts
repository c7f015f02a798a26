// One's own account, sessions and tokens.
import { queryOptions } from '@tanstack/react-query';
import { answered, api } from '../../api/client.ts';

export const accountQuery = queryOptions({
  queryKey: ['account'],
  queryFn: () => answered(api.GET('/api/v1/account')),
});

export const ownSessionsQuery = queryOptions({
  queryKey: ['account', 'sessions'],
  queryFn: async () => (await answered(api.GET('/api/v1/account/sessions'))).sessions,
});

export const ownTokensQuery = queryOptions({
  queryKey: ['account', 'tokens'],
  queryFn: async () => (await answered(api.GET('/api/v1/account/tokens'))).tokens,
});
