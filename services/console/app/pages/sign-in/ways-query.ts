// By which ways one can sign in here.
import { queryOptions } from '@tanstack/react-query';
import { answered, api } from '../../api/client.ts';

/** The ways in. */
export const waysQuery = queryOptions({
  queryKey: ['ways-in'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: () => answered(api.GET('/api/v1/sign-in')),
});
