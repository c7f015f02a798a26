// What the responder's desk reads and does by the API. There is nothing here that could be said in public (R46).
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answered, api, type Schema } from '../../api/client.ts';
import { queryClient } from '../../api/query.ts';

export type Line = Schema<'SocialThread'>;
export type Thread = Schema<'SocialThreadWhole'>;
export type Which = 'waiting' | 'all';

const path = (reference: string) => ({ params: { path: { reference } } });

/** Pages of the list. */
export const threadsQuery = (state: Which) =>
  infiniteQueryOptions({
    queryKey: ['social', 'list', state],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/api/v1/social/threads', {
          params: { query: { state, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    getNextPageParam: ({ next }) => next,
    refetchInterval: 15_000,
  });

const isOnItsWay = ({ said }: Thread): boolean => said.some(({ state }) => state === 'requested');

/** A thread: asked again every ten seconds, sooner while an answer is on its way. */
export const threadQuery = (reference: string) =>
  queryOptions({
    queryKey: ['social', 'thread', reference],
    queryFn: () => answered(api.GET('/api/v1/social/threads/{reference}', path(reference))),
    refetchInterval: ({ state: { data } }) => (data && isOnItsWay(data) ? 2_000 : 10_000),
  });

/** Asks for a thread and the lists again. */
export const refreshSocial = () => queryClient.invalidateQueries({ queryKey: ['social'] });

/** Claims a thread, or keeps one's claim for five minutes more. Throws Problem: 409 when somebody else has it. */
export async function claim(reference: string): Promise<void> {
  const { queryKey } = threadQuery(reference);
  const mine = await answered(api.PUT('/api/v1/social/threads/{reference}/claim', path(reference)));
  queryClient.setQueryData(queryKey, (thread) => thread && { ...thread, claim: mine });
  void queryClient.invalidateQueries({ queryKey: ['social', 'list'] });
}

/** Leaves a thread to others. Throws Problem. */
export async function letGo(reference: string): Promise<void> {
  await answered(api.DELETE('/api/v1/social/threads/{reference}/claim', path(reference)));
  await refreshSocial();
}
