// Outgoing messages and caught mail, as the API tells them.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answered, api } from '../../api/client.ts';

/** The messages, the newest first; those caught, or all. */
export const mailsQuery = (caught: boolean) =>
  infiniteQueryOptions({
    queryKey: ['mails', caught],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/api/v1/mails', {
          params: {
            query: { ...(caught ? { caught } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
          },
        }),
      ),
    getNextPageParam: ({ next }) => next,
    refetchInterval: 15_000,
  });

/** One message. Looking at it is on record. */
export const mailQuery = (messageId: string) =>
  queryOptions({
    queryKey: ['mail', messageId],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () =>
      answered(api.GET('/api/v1/mails/{messageId}', { params: { path: { messageId } } })),
  });
