// What triage reads and does by the API.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answered, api, type Schema } from '../../api/client.ts';

export type Line = Schema<'TriageLine'>;
export type Item = Schema<'TriageItem'>;
export type Letter = Schema<'DeadLetter'>;
export type Counts = Schema<'IntakeLedger'>['total'];
export type Kind = Line['kind'];
export type Act = 'release' | 'reject' | 'replay';

export const kinds = ['undecided', 'quarantined', 'dead_letter', 'suppressed'] as const;

/** Pages of the list: of one kind, or of all that waits. */
export const triageQuery = (kind: Kind | undefined) =>
  infiniteQueryOptions({
    queryKey: ['triage', 'list', kind ?? 'waiting'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/api/v1/triage', {
          params: {
            query: {
              ...(kind ? { kind: [kind] } : {}),
              ...(pageParam ? { cursor: pageParam } : {}),
              count: true,
            },
          },
        }),
      ),
    getNextPageParam: ({ next }) => next,
    refetchInterval: 20_000,
  });

/** An item; asked again while it is on its way to its case. */
export const itemQuery = (itemId: string) =>
  queryOptions({
    queryKey: ['triage', 'item', itemId],
    queryFn: () =>
      answered(api.GET('/api/v1/triage/items/{itemId}', { params: { path: { itemId } } })),
    refetchInterval: ({ state: { data } }) =>
      data?.releasedAt && !data.caseReference ? 1_000 : false,
  });

/** A dead letter. */
export const letterQuery = (id: string) =>
  queryOptions({
    queryKey: ['triage', 'letter', id],
    queryFn: () =>
      answered(api.GET('/api/v1/triage/dead-letters/{id}', { params: { path: { id } } })),
  });

/** The ledger of a period. */
export const ledgerQuery = (period: { from?: string; until?: string }) =>
  queryOptions({
    queryKey: ['ledger', period],
    queryFn: () => answered(api.GET('/api/v1/ledger', { params: { query: period } })),
  });

/** What can be done with a line as it is. */
export const actsOf = ({ kind }: Line): Act[] => {
  switch (kind) {
    case 'quarantined':
      return ['release', 'reject'];
    case 'suppressed':
      return ['release'];
    case 'dead_letter':
      return ['replay'];
    default:
      return [];
  }
};

/** Does one thing to one line. @throws Problem */
export async function doAct(
  { id }: { id: string },
  act: Act,
  said: { reason: string; senderEmail?: string },
): Promise<void> {
  const { reason } = said;
  const item = { path: { itemId: id } };
  if (act === 'release')
    await api.POST('/api/v1/triage/items/{itemId}/release', { params: item, body: said });
  else if (act === 'reject')
    await api.POST('/api/v1/triage/items/{itemId}/reject', { params: item, body: { reason } });
  else
    await api.POST('/api/v1/triage/dead-letters/{id}/replay', {
      params: { path: { id } },
      body: { reason },
    });
}
