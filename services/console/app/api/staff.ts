// The directory of staff, read once and kept for a while: names for ids.
import { queryOptions, useQuery } from '@tanstack/react-query';
import { answered, api, type Schema } from './client.ts';

export type StaffEntry = Schema<'StaffEntry'>;

/** All staff. */
export const staffQuery = queryOptions({
  queryKey: ['staff'],
  staleTime: 5 * 60_000,
  queryFn: async () => (await answered(api.GET('/api/v1/staff'))).staff,
});

const none = new Map<string, StaffEntry>();

/** Staff by id; empty until they are known. */
export function useStaff(): Map<string, StaffEntry> {
  const { data } = useQuery({
    ...staffQuery,
    select: (staff) => new Map(staff.map((entry) => [entry.staffId, entry])),
  });
  return data ?? none;
}
