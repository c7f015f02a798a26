// Staff as administrators see them, and the record of what was changed about them.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answered, api, type Schema } from '../../api/client.ts';

export type StaffAccount = Schema<'StaffAccount'>;
export type AuditEntry = Schema<'StaffAuditEntry'>;

/** All accounts, active or not. */
export const accountsQuery = queryOptions({
  queryKey: ['staff', 'accounts'],
  queryFn: async () => (await answered(api.GET('/api/v1/staff/accounts'))).staff,
});

/** The record, newest first. */
export const auditQuery = infiniteQueryOptions({
  queryKey: ['staff', 'audit'],
  initialPageParam: undefined as number | undefined,
  queryFn: ({ pageParam }) =>
    answered(
      api.GET('/api/v1/staff/audit', {
        params: { query: { limit: 50, ...(pageParam ? { before: pageParam } : {}) } },
      }),
    ),
  getNextPageParam: (page) => page.next,
});

/** API tokens of all. */
export const tokensQuery = queryOptions({
  queryKey: ['staff', 'tokens'],
  queryFn: async () => (await answered(api.GET('/api/v1/staff/tokens'))).tokens,
});
