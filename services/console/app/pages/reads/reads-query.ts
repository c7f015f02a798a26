// Who read what, as the API tells it page by page.
import { infiniteQueryOptions } from '@tanstack/react-query';
import { answered, api } from '../../api/client.ts';

/** What the list is asked for by; absent means all. */
export type ReadsAsked = { staff?: string; reference?: string; from?: string; until?: string };

/** The readings, the newest hour first. */
export const readsQuery = (asked: ReadsAsked) =>
  infiniteQueryOptions({
    queryKey: ['reads', asked],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/api/v1/reads', {
          params: { query: { ...asked, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    getNextPageParam: ({ next }) => next,
  });
