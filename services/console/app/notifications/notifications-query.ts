// One's own notifications: how many are unread, the newest, and the list; and marking them read.
import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { tellRead } from '../api/change-stream.ts';
import { answered, api, type Schema } from '../api/client.ts';

export type Notification = Schema<'Notification'>;

const PAGE = 20;
const key = ['notifications'];

/** Asked again so often, in milliseconds, should the stream of changes be cut. */
const AGAIN_MS = 120_000;

/** The newest, and how many are unread. */
export const newestQuery = queryOptions({
  queryKey: [...key, 'newest'],
  staleTime: 30_000,
  refetchInterval: AGAIN_MS,
  queryFn: () => answered(api.GET('/api/v1/notifications', { params: { query: { limit: PAGE } } })),
});

/** All of them, page by page. */
export const listQuery = infiniteQueryOptions({
  queryKey: [...key, 'list'],
  initialPageParam: undefined as string | undefined,
  queryFn: ({ pageParam: cursor }) =>
    answered(
      api.GET('/api/v1/notifications', {
        params: { query: { limit: PAGE, ...(cursor ? { cursor } : {}) } },
      }),
    ),
  getNextPageParam: ({ next }) => next ?? undefined,
});

type Which = { notificationIds: string[] } | { reference: string } | { until: string };

/** Marks some as read. That it failed is seen by their staying unread. */
export function useMarkRead() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (which: Which) => answered(api.POST('/api/v1/notifications/read', { body: which })),
    onSuccess: tellRead,
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}

/** Reads them again. */
export function useReadAgain(): () => void {
  const client = useQueryClient();
  return () => void client.invalidateQueries({ queryKey: key });
}
