// What the page of a case reads.
import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schema } from '../../api/client.ts';
import { queryClient } from '../../api/query.ts';

export type CaseView = Schema<'Case'>;
export type Entry = CaseView['timeline'][number];

const path = (reference: string) => ({ path: { reference } });

/** A case with all that belongs to it. Asked again when the server says that it changed; now and then besides, should that be cut. */
export const caseQuery = (reference: string) =>
  queryOptions({
    queryKey: ['case', reference],
    refetchInterval: 120_000,
    queryFn: () => answered(api.GET('/api/v1/cases/{reference}', { params: path(reference) })),
  });

/** The customer's other cases. */
export const othersQuery = (reference: string) =>
  queryOptions({
    queryKey: ['case', reference, 'others'],
    queryFn: () =>
      answered(
        api.GET('/api/v1/cases/{reference}/others', {
          params: { ...path(reference), query: { limit: 20 } },
        }),
      ),
  });

/** Whether the record of a case is whole, as proven now. */
export const verificationQuery = (reference: string, version: number) =>
  queryOptions({
    queryKey: ['case', reference, 'verification', version],
    staleTime: 60_000,
    queryFn: () =>
      answered(api.GET('/api/v1/cases/{reference}/verification', { params: path(reference) })),
  });

/** Cases to go through by [ and ]: those of the list one came from, else one's own open ones. */
export const neighboursQuery = queryOptions({
  queryKey: ['cases', 'neighbours'],
  staleTime: 30_000,
  queryFn: async (): Promise<string[]> => {
    const kept = sessionStorage.getItem('redress-case-list');
    const list: unknown = kept ? JSON.parse(kept) : undefined;
    if (Array.isArray(list) && list.length > 0) return list.map(String);
    const own = await answered(
      api.GET('/api/v1/cases', {
        params: { query: { assignee: ['me'], open: true, sort: 'due', limit: 100 } },
      }),
    );
    return own.cases.map(({ reference }) => reference);
  },
});

/** Asks for a case while its page is loaded. */
export const askAhead = (reference: string): Promise<void> =>
  queryClient.prefetchQuery(caseQuery(reference));
