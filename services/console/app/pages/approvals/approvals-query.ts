// What waits for approval, as the page asks for it; deciding is a command of the case.
import { infiniteQueryOptions } from '@tanstack/react-query';
import { answered, api, type Schema } from '../../api/client.ts';

export type Approval = Schema<'Approval'>;
export const lists = ['to_decide', 'mine', 'all'] as const;
export type ListName = (typeof lists)[number];

const PAGE = 20;
const AGAIN_MS = 30_000;

/** Proposals of a list, those that wait longest first. */
export const approvalsQuery = (list: ListName, locale: string) =>
  infiniteQueryOptions({
    queryKey: ['approvals', list, locale],
    refetchInterval: AGAIN_MS,
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/api/v1/approvals', {
          params: {
            query: { list, locale, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) },
          },
        }),
      ),
    getNextPageParam: ({ next }) => next,
    select: ({ pages }) => pages.flatMap(({ approvals }) => approvals),
  });

/** What names a proposal in the address. */
export const placeOf = ({ reference, remedyId }: Approval): string => `${reference}.${remedyId}`;
